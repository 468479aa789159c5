"""Between officers and offices: conflicts of interest, absences, assignments, hand-overs of files."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from miners.models import Group, Person
from registry.casework.choices import ConflictKind, TransferState
from registry.casework.models.files import CaseFile
from registry.formalization.models import Registration


class Conflict(models.Model):
    """A declared conflict of interest: who declared it cannot act on what it names. The database refuses it too."""

    user_key = models.CharField(max_length=60, help_text=_("Key of the officer."))
    kind = models.CharField(max_length=16, choices=ConflictKind.choices, help_text=_("Why."))
    registration = models.ForeignKey(
        Registration,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("One registration."),
    )
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Everything of a person."),
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=_("Everything of a group.")
    )
    note = models.TextField(blank=True, help_text=_("In the officer's words."))
    declared_at = models.DateTimeField(help_text=_("When it was declared."))
    declared_by = models.CharField(max_length=60, help_text=_("Key of who declared it."))
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text=_("When it ended."))
    withdrawn_by = models.CharField(max_length=60, blank=True, help_text=_("Key of who ended it: not the officer."))

    class Meta:
        """Names exactly one thing; nobody ends their own."""

        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=False, person=None, group=None)
                | Q(registration=None, person__isnull=False, group=None)
                | Q(registration=None, person=None, group__isnull=False),
                name="casework_conflict_names_one",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (~Q(withdrawn_by="") & ~Q(withdrawn_by=F("user_key"))),
                name="casework_conflict_ended_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["user_key"], name="casework_conflict_user", condition=Q(withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        """Its number: it tells of somebody's family."""
        return f"conflict {self.pk}"


class Absence(models.Model):
    """Days on which an officer is away, and who stands in."""

    user_key = models.CharField(max_length=60, help_text=_("Key of the officer."))
    from_on = models.DateField(help_text=_("First day."))
    until_on = models.DateField(help_text=_("Last day."))
    stand_in_key = models.CharField(max_length=60, blank=True, help_text=_("Key of who stands in; empty: the queue."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """A real period; nobody stands in for themselves."""

        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="casework_absence_period_valid"),
            models.CheckConstraint(condition=~Q(stand_in_key=F("user_key")), name="casework_absence_other_stands_in"),
        ]
        indexes = [models.Index(fields=["user_key", "until_on"], name="casework_absence_user")]

    def __str__(self) -> str:
        """Who and when."""
        return f"{self.user_key}: {self.from_on} to {self.until_on}"


class Assignment(models.Model):
    """A file given from one officer to another; the newest is the present one."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="assignments", help_text=_("The file."))
    from_key = models.CharField(max_length=60, blank=True, help_text=_("Who had it; empty: the queue."))
    to_key = models.CharField(max_length=60, blank=True, help_text=_("Who got it; empty: back to the queue."))
    reason = models.CharField(max_length=200, blank=True, help_text=_("Why."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who assigned it."))
    at = models.DateTimeField(help_text=_("When."))

    class Meta:
        """In order of time."""

        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["file_id", "id"]

    def __str__(self) -> str:
        """From whom to whom."""
        return f"{self.from_key or 'queue'} to {self.to_key or 'queue'}"


class Transfer(models.Model):
    """A hand-over of files from one office to another, with its manifest; both sides confirm."""

    number = models.CharField(max_length=60, unique=True, help_text=_("Number of the hand-over."))
    from_region = models.CharField(
        max_length=2, blank=True, help_text=_("Office that hands over; empty: the ministry.")
    )
    to_region = models.CharField(max_length=2, blank=True, help_text=_("Office that receives; empty: the ministry."))
    state = models.CharField(
        max_length=10, choices=TransferState.choices, default=TransferState.DRAFT, help_text=_("Where it stands.")
    )
    article = models.CharField(max_length=160, help_text=_("Legal basis, as the pack states it."))
    due_on = models.DateField(null=True, blank=True, help_text=_("Last day to hand over; empty while not known."))
    first_due_on = models.DateField(null=True, blank=True, help_text=_("The same where the law is read strictly."))
    prepared_on = models.DateField(help_text=_("Day the manifest was begun."))
    prepared_by = models.CharField(max_length=60, help_text=_("Key of who began it."))
    handed_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was handed over."))
    handed_by = models.CharField(max_length=60, blank=True, help_text=_("Key of who handed over."))
    manifest_digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of the manifest handed over."))
    received_at = models.DateTimeField(null=True, blank=True, help_text=_("When its arrival was confirmed."))
    received_by = models.CharField(max_length=60, blank=True, help_text=_("Key of who confirmed."))

    class Meta:
        """Two offices, two people."""

        verbose_name = _("hand-over of files")
        verbose_name_plural = _("hand-overs of files")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_region=F("to_region")), name="casework_transfer_two_offices"),
            models.CheckConstraint(
                condition=Q(received_by="") | ~Q(received_by=F("handed_by")), name="casework_transfer_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | (~Q(handed_by="") & ~Q(received_by="")),
                name="casework_transfer_both_sides",
            ),
        ]

    def __str__(self) -> str:
        """Its number."""
        return self.number


class TransferItem(models.Model):
    """One file of a manifest."""

    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="items", help_text=_("The hand-over.")
    )
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="transfers", help_text=_("The file."))
    folios = models.PositiveIntegerField(null=True, blank=True, help_text=_("Pages; empty while not counted."))
    remark = models.CharField(max_length=300, blank=True, help_text=_("Remark of who hands over."))
    is_received = models.BooleanField(null=True, blank=True, help_text=_("Whether it arrived; empty until confirmed."))
    received_remark = models.CharField(max_length=300, blank=True, help_text=_("Remark of who receives."))

    class Meta:
        """A file once a manifest."""

        verbose_name = _("file of a hand-over")
        verbose_name_plural = _("files of hand-overs")
        ordering = ["transfer_id", "id"]
        constraints = [models.UniqueConstraint(fields=["transfer", "file"], name="casework_transferitem_once")]

    def __str__(self) -> str:
        """The file."""
        return f"{self.file_id}"
