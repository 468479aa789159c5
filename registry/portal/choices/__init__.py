"""Codes of the public side's own rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Where a one-time code goes."""

    SMS = "sms", _("phone")
    MAIL = "mail", _("mail")


class MandateScope(models.TextChoices):
    """What a mandate allows; nothing else."""

    READ_STATUS = "read_status", _("read the state of the entry")
    RECEIVE_NOTICES = "receive_notices", _("receive the notices")
    BRING_DOCUMENTS = "bring_documents", _("bring documents for an observation")


class DisputeState(models.TextChoices):
    """Where a dispute stands."""

    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld: the act was not made by the person")
    REFUSED = "refused", _("refused: the act stands")
