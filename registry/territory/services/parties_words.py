"""What the party of an area is told, in its language, with its link; and what the officers of a region are told."""

from django.utils.translation import gettext_lazy as _

from registry.notices.services import Wording, wording_register

OVERLAP, AGREEMENT, REGION = "land.overlap_found", "land.agreement_asked", "land.region_news"


def wordings_register() -> None:
    """Make the wordings known to the outbox."""
    _of_parties()
    wording_register(
        REGION,
        Wording(
            _("New overlaps in {places}"),
            _(
                "The register found {count} new overlap(s) of rights or registrations with land or with each other in "
                "{places}. Later ones of the same month are added to the same line and not told again: {link}"
            ),
            _("{count} new overlap(s) in {places}: {link}"),
        ),
    )


def _of_parties() -> None:
    wording_register(
        OVERLAP,
        Wording(
            _("Mining rights or registrations lie on {area}"),
            _(
                "On {day} the register found {count} new overlap(s) of mining rights or registrations with {area}. "
                "This is a measurement, not a decision. You can see each one, object, or bring a document, without a "
                "login: {link}"
            ),
            _("{count} new overlap(s) with {area}. See and answer: {link}"),
            quechua="Allpaykipa hawanpim mina derecho tarikun. Qhawariy; kutichiytapas atinkim.",
        ),
    )
    wording_register(
        AGREEMENT,
        Wording(
            _("Please confirm an agreement about {area}"),
            _(
                "An officer noted on {day} that an agreement was reached about an overlap with {area}. It holds only "
                "when you confirm it. See it, and confirm or deny it, without a login: {link}"
            ),
            _("Was an agreement reached about {area}? Confirm or deny: {link}"),
            quechua="Huk rimanakuymantam tapusunki. Qhawariy, hinaspa kutichiy.",
        ),
    )
