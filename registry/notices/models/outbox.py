"""One table for everything that leaves: mail, SMS, webhooks. The row is written with the change that it tells of."""

from cryptography.fernet import InvalidToken
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.common.sealing import sealer
from registry.notices.choices import Channel, NoticeState

PURPOSE = "registry.notices"
SEALED = "gAAAA"  # how every text encrypted by Fernet begins; what waited before texts were sealed is sent as it is


def seal_secret(text: str) -> str:
    """Return a text that holds a code as it waits in the outbox: a copy of the database tells no code."""
    return sealer(PURPOSE).encrypt(text.encode()).decode() if text else ""


def open_secret(text: str) -> str:
    """Return it in clear; nothing where it was erased or its key is lost."""
    if not text.startswith(SEALED):
        return text
    try:
        return sealer(PURPOSE).decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


class Batch(models.Model):
    """A mass change whose notices wait until an officer has looked at them."""

    key = models.CharField(max_length=120, unique=True, help_text=_("Name of the mass change, given by who began it."))
    title = models.CharField(max_length=200, help_text=_("What changed for many, in words."))
    opened_at = models.DateTimeField(help_text=_("When its first notice was written."))
    released_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When an officer released it; empty while held.")
    )
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When an officer dropped it; empty otherwise.")
    )
    decided_by = models.CharField(
        max_length=60, blank=True, help_text=_("Key of the officer who released or dropped it.")
    )
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it was dropped."))

    class Meta:
        """Newest first."""

        verbose_name = _("mass change")
        verbose_name_plural = _("mass changes")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(released_at=None) | models.Q(dropped_at=None), name="notices_batch_one_decision"
            )
        ]

    def __str__(self) -> str:
        """What changed."""
        return self.title


class Notice(models.Model):
    """One message to one address, written once for each change."""

    cause = models.CharField(
        max_length=160, help_text=_("The change that it tells of; with channel and recipient only once.")
    )
    kind = models.CharField(max_length=60, help_text=_("Which wording, as thing.happened."))
    channel = models.CharField(max_length=8, choices=Channel.choices, help_text=_("By which way it leaves."))
    recipient = models.CharField(
        max_length=60, help_text=_("Whom it is for: person:ID, group:ID, user:ID, subscription:ID …")
    )
    to = models.CharField(max_length=500, blank=True, help_text=_("Address, phone or URL; empty once erased."))
    language = models.CharField(max_length=5, help_text=_("Language it is written in."))
    title = models.CharField(max_length=200, blank=True, help_text=_("Subject line; empty for SMS."))
    text = models.TextField(blank=True, help_text=_("What it says; for a webhook the JSON body. Empty once erased."))
    has_consent = models.BooleanField(
        default=False, help_text=_("Whether a consent to this way was on file; without one the message is a courtesy.")
    )
    is_secret = models.BooleanField(
        default=False, help_text=_("Whether the text is erased as soon as it was sent (codes).")
    )
    about_type = models.CharField(max_length=60, blank=True, help_text=_("Kind of the row it is about, as room.model."))
    about_id = models.BigIntegerField(null=True, blank=True, help_text=_("Number of the row it is about."))
    ubigeo = models.CharField(max_length=6, blank=True, help_text=_("Place of that row, for readers of one region."))
    batch = models.ForeignKey(
        Batch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notices",
        help_text=_("Mass change it belongs to."),
    )
    state = models.CharField(
        max_length=12, choices=NoticeState.choices, default=NoticeState.WAITING, help_text=_("Where it stands.")
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("How often it was tried."))
    due_at = models.DateTimeField(help_text=_("When it is tried next."))
    created_at = models.DateTimeField(help_text=_("When it was written."))
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a gateway took it; no proof that it was read.")
    )
    problem = models.CharField(
        max_length=300, blank=True, help_text=_("Why the last try failed, or why nobody was told.")
    )
    erased_at = models.DateTimeField(null=True, blank=True, help_text=_("When address and text were erased."))

    class Meta:
        """Once a change, way and recipient."""

        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["cause", "channel", "recipient"], name="notices_notice_once"),
            models.CheckConstraint(
                condition=~models.Q(state=NoticeState.SENT) | models.Q(sent_at__isnull=False),
                name="notices_notice_sent_at",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notices_notice_due", condition=models.Q(state=NoticeState.WAITING)),
            models.Index(fields=["state", "-id"], name="notices_notice_state"),
            models.Index(fields=["about_type", "about_id"], name="notices_notice_about"),
            models.Index(fields=["recipient"], name="notices_notice_recipient"),
        ]

    def __str__(self) -> str:
        """Kind and number, never the address."""
        return f"{self.kind} {self.pk}"

    @property
    def words(self) -> str:
        """What it says, also where it lies encrypted; nothing once erased, or under a lost key."""
        return open_secret(self.text) if self.is_secret else self.text
