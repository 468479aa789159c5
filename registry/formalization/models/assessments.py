"""Stored classifications: facts, day, pack and findings, so that every answer can be replayed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.formalization.models.registrations import Registration


class Assessment(models.Model):
    """What the rules said of one registration, on which facts, under which version of the law."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="assessments", help_text=_("The registration.")
    )
    on_day = models.DateField(help_text=_("Day for which it was judged."))
    confirmed_on = models.DateField(help_text=_("Last day on which a new run gave the same facts and answer."))
    jurisdiction = models.CharField(max_length=4, help_text=_("Pack of the law."))
    pack_version = models.CharField(max_length=40, help_text=_("Version of the pack."))
    pack_hash = models.CharField(max_length=64, help_text=_("Hash of the pack's rules and numbers."))
    facts = models.JSONField(help_text=_("Facts as the rules received them; no ids, no document numbers."))
    findings = models.JSONField(help_text=_("Rule, outcome, value, limit, missing: what the pack cannot rebuild."))
    category = models.CharField(max_length=16, help_text=_("The one-word answer."))
    scale = models.CharField(max_length=16, help_text=_("Artisanal, small-scale, general regime, review."))
    legal_status = models.CharField(
        max_length=16,
        help_text=_("Formal, informal, illegal, review …: an indication, to be established by the authority."),
    )
    deciding_rules = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text=_("Rules without which the answer would differ."),
    )
    flags = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text=_("Codes of what else should be known.")
    )
    missing_evidence = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text=_("Codes of what is missing.")
    )
    asked_by = models.CharField(max_length=60, help_text=_("Who or what asked: actor key or the news that asked."))
    created_at = models.DateTimeField(help_text=_("When it was stored."))
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When another answer took its place."))

    class Meta:
        """One standing answer a registration."""

        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["registration_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(superseded_at=None), name="formalization_assessment_standing_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["category", "scale"], name="formalization_assess_class", condition=Q(superseded_at=None)
            ),
        ]

    def __str__(self) -> str:
        """Registration and class."""
        return f"{self.registration_id}: {self.category}"
