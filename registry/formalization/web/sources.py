"""Where the facts come from that a rule looked at, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.formalization.models import Registration

CADASTRE = gettext_lazy(
    "Cadastre: the rights and contracts of the registrant, found by document number or confirmed match."
)
ENTRY = gettext_lazy("The entry in the register.")
ACTS = gettext_lazy("The authorisations recorded with the entry.")
HISTORY = gettext_lazy("The dated states of the entry.")
LAW = gettext_lazy("The day judged and the law of that day.")
BY_HAND = gettext_lazy("Typed in by hand; nothing was looked up.")
ANSWERS = gettext_lazy("The answers of the other rules.")

SOURCES = {
    **dict.fromkeys(
        ("PE-A91-PMA-HA", "PE-A91-PPM-HA", "PE-A91-PMA-CONTRACT", "PE-DS020-25", "PE-DS020-37.3"), CADASTRE
    ),
    **dict.fromkeys(("PE-DL1336-2.1", "PE-DL1100-9.5"), ACTS),
    **dict.fromkeys(("PE-DS012-25", "PE-DS001-7", "PE-DS001-8", "PE-DL1107-11"), HISTORY),
    **dict.fromkeys(("PE-L32537-6", "PE-A91-1996", "PE-A91-2002"), LAW),
    **dict.fromkeys(("PE-L27651-14", "PE-DL1336-2.2", "PE-DL1100-3a"), ANSWERS),
}
GROUND = frozenset({
    "PE-DL1336-4", "PE-DL1100-DCF3", "PE-DL1100-DCF4", "PE-DS038AG-115", "PE-DS001-5", "PE-DL1100-3b", "PE-DS001-3",
    "PE-DS001-6", "PE-DS038-12", "PE-CP-307", "PE-DS020-27F", "PE-DL1100-5.1",
})  # fmt: skip


def source_of(rule_id: str, row: Registration | None, documents: Sequence[str] = ()) -> str:
    """Where the value of this rule comes from; without a registration the facts were typed by hand.

    `documents` are the papers by which officers settled the kinds of land that the rule asks about.
    """
    if row is None:
        return str(BY_HAND)
    if documents:
        return " ".join(
            [_("A document settles it: {documents}.").format(documents="; ".join(documents)), _measured(row)]
        )
    if rule_id in GROUND:
        return _ground(row)
    return str(SOURCES.get(rule_id, ENTRY))


def _measured(row: Registration) -> str:
    """Say what stands behind the document: it outweighs what was measured, and both are shown."""
    return _("What was measured stands on the page of the entry. {place}").format(place=_ground(row))


def _ground(row: Registration) -> str:
    """The place that answers: verified before declared, and the right only where neither is known."""
    if row.verified_place_id:
        return _("Overlap ledger: the place that an officer verified.")
    if row.declared_place_id:
        return _("Overlap ledger: the declared place.")
    if row.right is not None and row.right.footprint_id:
        return _("Overlap ledger: no place is known, so only a right wholly inside or wholly clear answers.")
    return _("No place is known, so nothing could be measured.")
