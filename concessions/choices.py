"""Codes of mining rights, holders and contracts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RightKind(models.TextChoices):
    """Kinds of mining rights."""

    CONCESSION = "concession", _("mining concession")
    PETITION = "petition", _("petition")
    CLAIM = "claim", _("claim (denuncio)")
    BENEFICIATION = "beneficiation", _("beneficiation concession")
    TAILINGS = "tailings", _("tailings deposit")
    ACCUMULATION = "accumulation", _("accumulation")
    QUARRY = "quarry", _("State quarry")
    UNKNOWN = "unknown", _("kind not known")


class RightState(models.TextChoices):
    """State of a right. What a file does not give is unknown, never in force."""

    TITLED = "titled", _("titled")
    IN_PROCESS = "in_process", _("in process")
    EXTINGUISHED = "extinguished", _("extinguished")
    WITHDRAWAL_NOTICE = "withdrawal_notice", _("notice of withdrawal")
    UNKNOWN = "unknown", _("state not known")


class SubstanceClass(models.TextChoices):
    """What the right is for."""

    METALLIC = "metallic", _("metallic")
    NON_METALLIC = "non_metallic", _("non-metallic")
    UNKNOWN = "unknown", _("not known")


class HolderDocument(models.TextChoices):
    """Document of a holder, where the cadastre gives one."""

    RUC = "ruc", _("RUC")
    DNI = "dni", _("DNI")
    NONE = "", _("not given")


class ContractKind(models.TextChoices):
    """Contracts over a right."""

    EXPLOITATION = "exploitation", _("exploitation contract")
    ASSIGNMENT = "assignment", _("assignment (cesión minera)")
