"""Codes of registrations and assessments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Activity(models.TextChoices):
    """Activities a registration is for."""

    EXPLOITATION = "exploitation", _("exploitation")
    BENEFICIATION = "beneficiation", _("beneficiation")


class DepositClass(models.TextChoices):
    """The deposit decides the unit of the limit."""

    METALLIC = "metallic", _("metallic, hard rock")
    PLACER_METALLIC = "placer_metallic", _("metallic, placer")
    NON_METALLIC = "non_metallic", _("non-metallic")
    CONSTRUCTION_MATERIAL = "construction_material", _("construction material")
    MIXED = "mixed", _("mixed")
    UNKNOWN = "unknown", _("not known")


class RegistrationState(models.TextChoices):
    """States of an entry of the register (REINFO)."""

    IN_FORCE = "in_force", _("in force (vigente)")
    SUSPENDED = "suspended", _("suspended (suspendido)")
    EXCLUDED = "excluded", _("excluded (excluido)")
    REVOKED = "revoked", _("revoked (revocado)")
    FORMALISED = "formalised", _("formalised")
    UNKNOWN = "unknown", _("state not known")


class AuthorisationKind(models.TextChoices):
    """Acts that make an operation formal."""

    EXPLOITATION = "start_restart_exploitation", _("start or restart of exploitation")
    EXPLORATION = "start_restart_exploration", _("start or restart of exploration")
    BENEFICIATION = "beneficiation_concession_title", _("title of beneficiation concession")
    HOLDERS_EXTENDED = "holders_authorisation_extended", _("title holder's authorisation extended to the operator")


class MercuryUse(models.TextChoices):
    """Declared use of mercury."""

    NONE = "none", _("none")
    USED = "used", _("used")
    UNKNOWN = "unknown", _("not known")


class VerificationMethod(models.TextChoices):
    """How the place of works was established."""

    SITE_VISIT = "site_visit", _("visit on site with a receiver")
    SURVEY = "survey", _("survey by a licensed surveyor")
    IMAGES = "images", _("satellite or aerial images")
    DOCUMENT = "document", _("document of another authority")
