"""Codes of persons and groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentType(models.TextChoices):
    """Identity documents of natural persons."""

    DNI = "dni", _("DNI")
    CE = "ce", _("foreigner's card (CE)")
    UNKNOWN = "unknown", _("not known")


class Gender(models.TextChoices):
    """The person's own answer; optional."""

    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    OTHER = "other", _("another answer")
    NOT_ASKED = "", _("not answered")


class GroupKind(models.TextChoices):
    """The groups article 91 knows."""

    ASSOCIATION = "association", _("association")
    COOPERATIVE = "cooperative", _("mining cooperative")
    COOPERATIVE_CENTRAL = "cooperative_central", _("central of mining cooperatives")
    COMPANY = "company", _("company")
    FOREIGN_COMPANY = "foreign_company", _("foreign company")
    SOCIEDAD_LEGAL = "sociedad_legal", _("sociedad legal")
    GROUP_OF_PERSONS = "group_of_persons", _("group of natural persons")
    UNKNOWN = "unknown", _("legal person, kind not known")


class MemberRole(models.TextChoices):
    """What a member is in the group."""

    MEMBER = "member", _("member")
    PRESIDENT = "president", _("president")
    SECRETARY = "secretary", _("secretary")
    TREASURER = "treasurer", _("treasurer")
    REPRESENTATIVE = "representative", _("legal representative")
