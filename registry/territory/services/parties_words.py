"""What a party of an area is told: in its language, with its link, and that it may answer without a login."""

from django.utils.translation import gettext_lazy as _

from registry.notices.services import Wording, wording_register

OVERLAP, AGREEMENT = "land.overlap_found", "land.agreement_asked"


def wordings_register() -> None:
    """Make the two wordings known to the outbox."""
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
        ),
    )
