"""Who speaks for an area, what they were told of its overlaps, and what they answered; and what a region was told.

A party belongs to an area through all versions of its layer (by kind, series and id), for a new version is a new row of
every area. Names and contacts of parties are personal data: they stay here, and events hold none of them.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.territory.models.layers import LayerKind
from registry.territory.models.ledger import Finding, Verdict


class AreaParty(models.Model):
    """One party of one area: a community, a title owner, a concessionaire, with its language and contacts."""

    class Role(models.TextChoices):
        """What the party is to the area."""

        COMMUNITY = "community", _("community")
        TITLE_OWNER = "title_owner", _("title owner")
        CONCESSIONAIRE = "concessionaire", _("concessionaire")
        CLAIMANT = "claimant", _("claimant: land claimed or in titling")
        AUTHORITY = "authority", _("authority in charge")

    class Language(models.TextChoices):
        """In which language the party is told; where no reviewed text stands, Spanish is used and said so."""

        SPANISH = "es", _("Spanish")
        QUECHUA = "qu", _("Quechua")
        ENGLISH = "en", _("English")

    kind = models.ForeignKey(
        LayerKind, on_delete=models.PROTECT, related_name="parties", help_text=_("Kind of land of the area.")
    )
    series = models.CharField(max_length=120, help_text=_("Series of the layer, shared by its versions."))
    external_id = models.CharField(max_length=80, blank=True, help_text=_("Id of the area in its source."))
    area_name = models.CharField(
        max_length=250, blank=True, help_text=_("Name of the area; tells it where it has no id.")
    )
    role = models.CharField(max_length=16, choices=Role.choices, help_text=_("What the party is to the area."))
    name = models.CharField(max_length=200, help_text=_("Name of the party."))
    language = models.CharField(
        max_length=2, choices=Language.choices, default=Language.SPANISH, help_text=_("Language in which it is told.")
    )
    contact_name = models.CharField(max_length=200, blank=True, help_text=_("Person who receives what is sent."))
    email = models.EmailField(blank=True, help_text=_("Address for mail; empty where there is none."))
    phone = models.CharField(max_length=30, blank=True, help_text=_("Number for short messages."))
    postal_address = models.CharField(max_length=300, blank=True, help_text=_("Where a letter reaches it."))
    since_on = models.DateField(help_text=_("First day on which it speaks for the area."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day; empty while it does."))
    recorded_at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """Found by the area."""

        verbose_name = _("party of an area")
        verbose_name_plural = _("parties of areas")
        ordering = ["kind_id", "series", "external_id", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(external_id="", area_name=""), name="territory_party_names_its_area"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("since_on")),
                name="territory_party_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["kind", "series", "external_id"], name="territory_party_area")]

    def __str__(self) -> str:
        """Number: the name is personal."""
        return f"party {self.pk}"


class PartyNotice(models.Model):
    """One message to a party, with a random link on which it may answer without a login."""

    party = models.ForeignKey(AreaParty, on_delete=models.PROTECT, related_name="notices", help_text=_("Who was told."))
    link = models.CharField(max_length=24, unique=True, help_text=_("Random part of the link; the rest is signed."))
    language = models.CharField(max_length=2, help_text=_("Language of the message."))
    told_at = models.DateTimeField(help_text=_("When it was written."))
    opened_at = models.DateTimeField(null=True, blank=True, help_text=_("When the link was first opened."))

    class Meta:
        """Newest first."""

        verbose_name = _("notice to a party")
        verbose_name_plural = _("notices to parties")
        ordering = ["-id"]

    def __str__(self) -> str:
        """Number of the notice and of its party."""
        return f"notice {self.pk} to party {self.party_id}"


class PartyNoticeItem(models.Model):
    """One overlap, or one agreement to be confirmed, of which a party was told; never twice."""

    notice = models.ForeignKey(PartyNotice, on_delete=models.PROTECT, related_name="items", help_text=_("The message."))
    party = models.ForeignKey(AreaParty, on_delete=models.PROTECT, related_name="+", help_text=_("Who was told."))
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="told_to", help_text=_("The finding when it was told.")
    )
    footprint_checksum = models.CharField(max_length=64, help_text=_("Checksum of the footprint."))
    other_checksum = models.CharField(max_length=64, help_text=_("Checksum of the area."))
    verdict = models.ForeignKey(
        Verdict,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="asked_of",
        help_text=_("The agreement that the party is asked to confirm; empty where only the overlap is told."),
    )

    class Meta:
        """Told once a pair of shapes, and once an agreement."""

        verbose_name = _("item of a notice to a party")
        verbose_name_plural = _("items of notices to parties")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "footprint_checksum", "other_checksum", "verdict"],
                nulls_distinct=False,
                name="territory_party_told_once",
            )
        ]
        indexes = [
            models.Index(fields=["footprint_checksum", "other_checksum"], name="territory_party_item_pair"),
        ]

    def __str__(self) -> str:
        """Finding and notice."""
        return f"finding {self.finding_id} in notice {self.notice_id}"


class PartyAnswer(models.Model):
    """What a party answered, through its link or written down by an officer."""

    class Kind(models.TextChoices):
        """What the answer says."""

        OBJECTION = "objection", _("objects")
        DOCUMENT = "document", _("brings a document")
        AGREEMENT = "agreement", _("confirms the agreement")
        NO_AGREEMENT = "no_agreement", _("says there is no agreement")

    item = models.ForeignKey(
        PartyNoticeItem, on_delete=models.PROTECT, related_name="answers", help_text=_("Of what it was told.")
    )
    kind = models.CharField(max_length=12, choices=Kind.choices, help_text=_("What it says."))
    text = models.TextField(blank=True, help_text=_("In its own words; personal."))
    document = models.CharField(max_length=300, blank=True, help_text=_("The document it brings, by name and number."))
    is_by_link = models.BooleanField(default=False, help_text=_("Whether the party wrote it itself on its link."))
    by_key = models.CharField(max_length=60, help_text=_("Key of the actor."))
    at = models.DateTimeField(help_text=_("When it was recorded."))

    class Meta:
        """An objection says why, a document names itself."""

        verbose_name = _("answer of a party")
        verbose_name_plural = _("answers of parties")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="objection", text=""), name="territory_answer_objection_says_why"),
            models.CheckConstraint(condition=~Q(kind="document", document=""), name="territory_answer_document_named"),
        ]

    def __str__(self) -> str:
        """Kind and number."""
        return f"{self.kind} {self.pk}"


class RegionNews(models.Model):
    """New overlaps of one place and month, told to the officers of its region once."""

    region = models.CharField(
        max_length=2, blank=True, help_text=_("Department (UBIGEO); empty where it is not known.")
    )
    place = models.CharField(max_length=4, blank=True, help_text=_("Province (UBIGEO); empty where it is not known."))
    month = models.DateField(help_text=_("First day of the month in which they were found."))
    told_at = models.DateTimeField(help_text=_("When the region was told; later finds of the month only add to it."))
    last_at = models.DateTimeField(help_text=_("When the last one was added."))

    class Meta:
        """Once a place and month."""

        verbose_name = _("news of a region")
        verbose_name_plural = _("news of regions")
        ordering = ["-month", "place"]
        constraints = [models.UniqueConstraint(fields=["region", "place", "month"], name="territory_region_told_once")]

    def __str__(self) -> str:
        """Place and month."""
        return f"{self.place or self.region} {self.month:%Y-%m}"


class RegionNewsItem(models.Model):
    """One new overlap under the news of its place and month."""

    news = models.ForeignKey(RegionNews, on_delete=models.CASCADE, related_name="items", help_text=_("The news."))
    finding = models.OneToOneField(
        Finding, on_delete=models.PROTECT, related_name="news_item", help_text=_("The finding that was new.")
    )
    effect = models.CharField(max_length=12, blank=True, help_text=_("What it means by the pack of that day."))

    class Meta:
        """In the order of finding."""

        verbose_name = _("item of a region's news")
        verbose_name_plural = _("items of regions' news")
        ordering = ["id"]

    def __str__(self) -> str:
        """Finding and effect."""
        return f"finding {self.finding_id}: {self.effect}"
