"""What opens a person's own ledger, and what she says of the acts in it."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from miners.models import Group, Person
from registry.portal.choices import Channel, DisputeState

_ONE_OWNER = (Q(person__isnull=False) & Q(group=None)) | (Q(person=None) & Q(group__isnull=False))


def new_handle() -> str:
    """Return a random name that tells nothing and cannot be guessed."""
    return secrets.token_urlsafe(24)


class EntryCode(models.Model):
    """A one-time code sent to the contact on file; after it was used, the visit that it opened.

    Only a keyed digest of the code is kept. The visit ends by itself, or when the person ends it.
    """

    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Whose ledger: a person."),
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=_("Whose ledger: a group.")
    )
    mandate = models.ForeignKey(
        "Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("The mandate under which a helper comes; empty: the owner."),
    )  # fmt: skip
    channel = models.CharField(max_length=4, choices=Channel.choices, help_text=_("Where it was sent."))
    handle = models.CharField(
        max_length=40, unique=True, default=new_handle, help_text=_("Random name under which the form asks for it.")
    )
    visit_digest = models.CharField(
        max_length=64, blank=True, db_index=True, help_text=_("Keyed digest of the visit's token; empty until used.")
    )
    digest = models.CharField(max_length=64, help_text=_("Keyed digest of the code."))
    sent_at = models.DateTimeField(help_text=_("When it was sent."))
    expires_at = models.DateTimeField(help_text=_("Until when it opens."))
    wrong_tries = models.PositiveSmallIntegerField(default=0, help_text=_("Wrong codes typed for it."))
    used_at = models.DateTimeField(null=True, blank=True, help_text=_("When it opened the ledger."))
    ends_at = models.DateTimeField(null=True, blank=True, help_text=_("When the visit ends by itself."))
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When the person ended the visit."))

    class Meta:
        """Of one person or one group."""

        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=_ONE_OWNER, name="portal_entrycode_one_owner")]

    def __str__(self) -> str:
        """Never the code."""
        return f"one-time code {self.pk}"


class Dispute(models.Model):
    """What somebody says of an act in her name ("this was not me"), and what became of it.

    An act of a private person is frozen until it is answered; a decision of an authority never is.
    """

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes", help_text=_("Who disputes: a person.")
    )  # fmt: skip
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes", help_text=_("Who disputes: a group.")
    )  # fmt: skip
    event_id = models.BigIntegerField(help_text=_("Number of the event that records the disputed act."))
    act_kind = models.CharField(max_length=80, help_text=_("Kind of the act, as recorded."))
    act_by_key = models.CharField(max_length=60, help_text=_("Key of who acted, as recorded."))
    subject_kind = models.CharField(max_length=60, blank=True, help_text=_("Kind of the row acted upon."))
    subject_id = models.BigIntegerField(null=True, blank=True, help_text=_("Number of the row acted upon."))
    ubigeo = models.CharField(max_length=6, blank=True, help_text=_("Place of the act, for officers of one region."))
    said = models.TextField(help_text=_("What the person says."))
    is_private_act = models.BooleanField(
        default=False,
        help_text=_("Whether it is an act of a private person, whoever typed it in; else an authority's."),
    )
    is_frozen = models.BooleanField(help_text=_("Whether the act counts for nothing until the answer."))
    state = models.CharField(
        max_length=8, choices=DisputeState.choices, default=DisputeState.OPEN, help_text=_("Where it stands.")
    )
    opened_at = models.DateTimeField(help_text=_("When it was opened."))
    due_on = models.DateField(help_text=_("Day by which it is answered."))
    owner_key = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who has it; empty: nobody yet."))  # fmt: skip
    answer = models.TextField(blank=True, help_text=_("What the officer answers, for the person to read."))
    answered_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was answered."))
    answered_by_key = models.CharField(max_length=60, blank=True, help_text=_("Key of the officer who answered."))

    class Meta:
        """One open dispute an act; answered only in words; an authority's act never frozen."""

        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=_ONE_OWNER, name="portal_dispute_one_owner"),
            models.UniqueConstraint(
                fields=["event_id"], condition=Q(state="open"), name="portal_dispute_one_open_an_act"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="portal_dispute_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(is_frozen=False) | Q(is_private_act=True),
                name="portal_dispute_freezes_private_only",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="portal_dispute_subject")]

    def __str__(self) -> str:
        """Its number."""
        return f"dispute {self.pk}"


class ContactChange(models.Model):
    """A new phone or mail that waits for its second proof: a code sent to the other contact on file."""

    class Field(models.TextChoices):
        """Which contact."""

        PHONE = "phone", _("phone")
        EMAIL = "email", _("mail")

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="contact_changes", help_text=_("Whose contact.")
    )
    field = models.CharField(max_length=5, choices=Field.choices, help_text=_("Which contact."))
    new_value = models.CharField(max_length=254, help_text=_("The new contact; emptied once it is settled."))
    handle = models.CharField(
        max_length=40, unique=True, default=new_handle, help_text=_("Random name under which the form asks for it.")
    )
    digest = models.CharField(max_length=64, help_text=_("Keyed digest of the code."))
    sent_at = models.DateTimeField(help_text=_("When the code was sent."))
    expires_at = models.DateTimeField(help_text=_("Until when it confirms."))
    wrong_tries = models.PositiveSmallIntegerField(default=0, help_text=_("Wrong codes typed for it."))
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was confirmed."))

    class Meta:
        """Newest first."""

        verbose_name = _("change of contact")
        verbose_name_plural = _("changes of contact")
        ordering = ["-id"]

    def __str__(self) -> str:
        """Never the contact."""
        return f"change of {self.field} {self.pk}"
