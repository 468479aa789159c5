"""Invented parties, verdicts and objections for a demo register; deterministic, and never twice.

Every name is invented and every address is of example.org, which nobody can write to. Only areas of layers whose source
is the demo's get a party. Verdicts and answers need findings: before a worker has measured there are none, and a second
call adds them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.territory.models import AreaParty, Finding, LandArea, PartyNoticeItem, Verdict
from registry.territory.services.conflicts import conflicts, listed
from registry.territory.services.parties import PartyData, area_data, party_add
from registry.territory.services.parties_telling import tell
from registry.territory.services.party_answers import AnswerData, answer_record
from registry.territory.services.verdicts import verdict_give

SOURCE = "demo"
LINK = Actor("party:link")
ROLES = {
    "native_community": (AreaParty.Role.COMMUNITY, "Comunidad Nativa {name}", "Presidencia de la comunidad"),
    "peasant_community": (AreaParty.Role.COMMUNITY, "Comunidad Campesina {name}", "Junta directiva"),
    "community_land_claimed": (AreaParty.Role.CLAIMANT, "Comité de titulación {name}", "Coordinación del comité"),
    "forest_concession": (AreaParty.Role.CONCESSIONAIRE, "Concesionario forestal {name}", "Administración"),
    "land_title": (AreaParty.Role.TITLE_OWNER, "Titular del predio {name}", "Titular"),
}
EACH = 3
WORDS = "En ese lugar está la toma de agua de la comunidad; nadie nos preguntó."


@dataclass(frozen=True, slots=True)
class DemoDone:
    """How many rows came."""

    parties: int
    verdicts: int
    answers: int


@transaction.atomic
def territory_demo(*, by: Actor, on: date, at: datetime) -> DemoDone:
    """Add parties to some invented areas, then verdicts and answers where findings stand.

    Raises:
        DomainError: this is no demo register.
    """
    if not settings.REGISTRY_DEMO:
        raise DomainError(_("This register is no demo: invented parties are refused."), code="not_a_demo")
    parties = 0 if AreaParty.objects.exists() else _parties(by, on, at)
    touched = Finding.objects.filter(superseded_at=None, area__layer__source=SOURCE, edge_noise=False)
    prints = sorted(set(touched.filter(area__layer__kind__code__in=ROLES).values_list("footprint_id", flat=True)))
    tell(footprint_ids=prints, at=at)
    if Verdict.objects.exists():
        return DemoDone(parties, 0, 0)
    verdicts = _verdicts(by, on, at)
    tell(footprint_ids=prints, at=at)  # asks to confirm the agreements just noted
    return DemoDone(parties, verdicts, _answers(at))


def _parties(by: Actor, on: date, at: datetime) -> int:
    made = 0
    for kind, (role, name, contact) in ROLES.items():
        areas = LandArea.objects.filter(layer__source=SOURCE, layer__state="current", layer__kind__code=kind)
        with_work = areas.filter(findings__superseded_at=None, findings__edge_noise=False).order_by("id").distinct()
        chosen = list(dict.fromkeys([*with_work.select_related("layer__kind")[:EACH], *areas.order_by("id")[:EACH]]))
        for place, area in enumerate(chosen[:EACH]):
            plain = str(area).removesuffix("(demo)").strip()
            data = PartyData(
                **area_data(area), role=role, name=f"{name.format(name=plain)} (demo)", since_on=on.replace(year=2020),
                language="qu" if place == 1 else "es", contact_name=contact, postal_address="Dirección inventada",
                email="" if place == EACH - 1 else f"parte{made + 1}@example.org",
            )  # fmt: skip
            party_add(data=data, by=by, at=at)
            made += 1
    return made


def _verdicts(by: Actor, on: date, at: datetime) -> int:
    """One verdict of each kind on land with a party, and a few elsewhere."""
    heard = list(PartyNoticeItem.objects.filter(verdict=None).order_by("id").values_list("finding_id", flat=True))
    rows = {row.pk: row for row in listed(conflicts(on=on, within=None)).filter(area__isnull=False).order_by("id")}
    spoken_for = [rows[number] for number in heard if number in rows]
    others = [row for number, row in rows.items() if number not in set(heard)]
    said = [
        *((row, "agreement", "Acuerdo firmado (inventado).", "Acta 001 (demo)") for row in spoken_for[1:3]),
        *((row, "confirmed", "Verificado en campo (inventado).", "") for row in [*spoken_for[:1], *others[:4]]),
        *((row, "wrong_data", "El polígono está desplazado (inventado).", "") for row in others[4:7]),
        *((row, "resolved", "Se redujo el derecho (inventado).", "Resolución 002 (demo)") for row in others[7:8]),
    ]  # fmt: skip
    for finding, verdict, reason, evidence in said:
        verdict_give(finding=finding, verdict=verdict, reason=reason, evidence=evidence, by=by, at=at)
    return len(said)


def _answers(at: datetime) -> int:
    """The first party objects, another brings a document, and one of two agreements is confirmed."""
    told = list(PartyNoticeItem.objects.filter(verdict=None).order_by("id")[:4])
    asked = list(PartyNoticeItem.objects.exclude(verdict=None).order_by("id")[:1])
    answers = [
        *((item, AnswerData("objection", text=WORDS)) for item in told[:1]),
        *((item, AnswerData("document", document="Título 012-1994 (inventado)")) for item in told[3:4]),
        *((item, AnswerData("agreement")) for item in asked),
    ]
    for item, data in answers:
        answer_record(item=item, data=data, by=LINK, at=at, is_by_link=True)
    return len(answers)
