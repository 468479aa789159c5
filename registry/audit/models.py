"""The append-only log of acts, its seals, and the personal values that retention may empty.

Decides what survives: an event is never updated nor deleted (triggers refuse it, and the application's
role owns no table). It holds no personal value, only the field's name and a salted digest; the value
lies in `PersonalValue`. Events are written unchained inside their transaction; the sealer of each minute
chains them, so that writers never wait for one another.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One act of a person or of the system on one row of the register."""

    kind = models.CharField(max_length=80, help_text=_("What happened, dotted past tense: concessions.right.changed."))
    at = models.DateTimeField(help_text=_("When it happened."))
    actor = models.CharField(max_length=60, help_text=_("Who did it: user:ID, key:ID, person:ID or system:NAME."))
    subject_type = models.CharField(
        max_length=60, help_text=_("Kind of the row, as room.model; empty for none."), blank=True
    )
    subject_id = models.BigIntegerField(null=True, help_text=_("Number of the row."))
    ubigeo = models.CharField(max_length=6, blank=True, help_text=_("Place of the row, for readers of one region."))
    changes = models.JSONField(
        default=dict,
        help_text=_("Field: [before, after]; for a personal field: {digest: …}, the value lying elsewhere."),
    )
    reason_code = models.CharField(max_length=60, blank=True, help_text=_("Coded reason."))
    article = models.CharField(max_length=120, blank=True, help_text=_("Legal basis of the act."))

    class Meta:
        """Order of writing."""

        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_event_subject"),
            models.Index(fields=["actor", "at"], name="audit_event_actor"),
            models.Index(fields=["kind", "id"], name="audit_event_kind"),
        ]

    def __str__(self) -> str:
        """Name the event by its kind and number."""
        return f"{self.kind} {self.pk}"


class PersonalValue(models.Model):
    """The values of one personal field before and after an event; retention may empty them."""

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="personal_values", help_text=_("The event.")
    )
    field = models.CharField(max_length=60, help_text=_("Name of the field."))
    salt = models.CharField(max_length=32, help_text=_("Salt of the digests in the event."))
    before = models.TextField(null=True, help_text=_("Value before; empty after erasure."))
    after = models.TextField(null=True, help_text=_("Value after; empty after erasure."))
    erased_at = models.DateTimeField(null=True, help_text=_("When retention emptied it."))

    class Meta:
        """One row a field of an event."""

        verbose_name = _("personal value")
        verbose_name_plural = _("personal values")
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="audit_personalvalue_once")]

    def __str__(self) -> str:
        """Name the field, never the value."""
        return f"{self.field} of event {self.event_id}"


class Seal(models.Model):
    """The link of one event in the chain: the hash of its content and of the seal before it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal", help_text=_("The sealed event."))
    position = models.PositiveBigIntegerField(unique=True, help_text=_("Place in the chain, from 1, without gaps."))
    previous = models.CharField(max_length=64, help_text=_("Hash of the seal before; 64 zeros for the first."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 over the previous hash and the event."))
    sealed_at = models.DateTimeField(help_text=_("When the sealer chained it."))

    class Meta:
        """Order of the chain."""

        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["position"]

    def __str__(self) -> str:
        """Name the place in the chain."""
        return f"seal {self.position}"


class Anchor(models.Model):
    """Where the chain stood on a day, to be published: who keeps a copy can tell that nothing was rewritten."""

    day = models.DateField(unique=True, help_text=_("Day of the anchor, in Lima."))
    position = models.PositiveBigIntegerField(help_text=_("Last place of the chain at that moment."))
    digest = models.CharField(max_length=64, help_text=_("Hash at that place, which stands for everything before it."))
    made_at = models.DateTimeField(help_text=_("When it was made."))

    class Meta:
        """Newest first."""

        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["-day"]

    def __str__(self) -> str:
        """Day and place."""
        return f"{self.day}: {self.position}"


class Erasure(models.Model):
    """That retention emptied fields of a row: an empty field is then shown as erased, not as never known."""

    subject_type = models.CharField(max_length=60, help_text=_("Kind of the row, as room.model."))
    subject_id = models.BigIntegerField(help_text=_("Number of the row."))
    fields = models.JSONField(default=list, help_text=_("Names of the fields that were emptied."))
    rule = models.CharField(max_length=60, help_text=_("The rule of retention."))
    erased_at = models.DateTimeField(help_text=_("When it was done."))

    class Meta:
        """In order of writing."""

        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_erasure_subject")]

    def __str__(self) -> str:
        """Row and rule."""
        return f"{self.subject_type} {self.subject_id}: {self.rule}"
