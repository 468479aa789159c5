"""One row of each kind that the addresses of the casework need, all of the region of the cast."""

from datetime import UTC, date, datetime

import shapely

from registry.audit.services import Actor
from registry.casework.models import (
    Act,
    AskedDocument,
    Bulk,
    BulkLine,
    CaseFile,
    Challenge,
    ChangeOfRight,
    Conflict,
    Lifting,
    LocationDeclaration,
    Observation,
    Opinion,
    Opposition,
    ProductionDeclaration,
    RunningClock,
    SavedSearch,
    ServiceRecord,
    Succession,
    SuspendedPeriod,
    Transfer,
    TransferItem,
)
from registry.formalization.models import Registration
from registry.notices.models import Consent
from registry.territory.services.places import Place, place_register

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY = date(2026, 11, 2)
BY = Actor.system("test").key


def more(known: dict[str, int]) -> dict[str, int]:
    """A file of each kind with what hangs under it, and hand-overs in each state."""
    row = Registration.objects.get(pk=known["registration"])
    files = {
        kind: CaseFile.objects.create(
            registration=row, number=f"EXP-{kind}", kind=kind, opened_on=DAY, holder_since=DAY, region="17",
            office_region="17", created_at=AT, updated_at=AT,
        )
        for kind in ("formalisation", "state", "lifting", "change_of_right", "succession", "opposition")
    }  # fmt: skip
    main = files["formalisation"]
    act = _act(main, row, "deny_authorisation", "standing")
    proposed = _act(files["state"], row, "exclude", "proposed", effect_state="excluded", ends_right=True)
    clock = RunningClock.objects.create(file=main, code="igafom_cure", whose="applicant", opened_on=DAY)
    other = RunningClock.objects.create(file=main, code="opinion_answer", whose="third_party", opened_on=DAY)
    service = ServiceRecord.objects.create(
        act=act, registration=row, channel="paper", sent_on=DAY, by_key=BY, recorded_at=AT
    )
    challenge = Challenge.objects.create(
        act=act, registration=row, kind="reconsideration", filed_on=DAY, grounds="Invented.", by_key=BY, recorded_at=AT
    )
    observation = Observation.objects.create(
        file=main, registration=row, step="igafom_evaluation", act=_act(main, row, "observe_igafom", "standing"),
        clock=clock, items=["igafom_fee"], text="Invented.", made_on=DAY, by_key=BY, recorded_at=AT,
    )  # fmt: skip
    asked = AskedDocument.objects.create(
        file=main, step="technical_file", document="technical_form", asked_on=DAY, by_key=BY, recorded_at=AT
    )
    opinion = Opinion.objects.create(
        file=main, registration=row, authority="SERNANP", step="opinion_sernanp", because="buffer_zone", asked_on=DAY,
        clock=other, recorded_at=AT,
    )  # fmt: skip
    place = place_register(
        owner_kind="declared_place", place=Place(shapely.Point(340_500, 8_590_500), 32719, 5, grid_srid=32719), at=AT
    )
    location = LocationDeclaration.objects.create(
        registration=row, declared_on=DAY, declared_place=place, by_key=BY, recorded_at=AT
    )
    production = ProductionDeclaration.objects.create(
        registration=row, year=2026, half="H1", due_on=date(2026, 7, 31), by_key=BY, recorded_at=AT
    )
    common = {"registration": row, "filed_on": DAY, "reasons": "Invented.", "by_key": BY, "recorded_at": AT}
    requests = {
        "lifting": Lifting.objects.create(file=files["lifting"], requirement="x", evidence="Document 1", **common),
        "succession": Succession.objects.create(file=files["succession"], heirs=1, proof="Document 2",
                                                heir_person_id=known["person"], **common),
        "change": ChangeOfRight.objects.create(file=files["change_of_right"], to_right_code="99000002D26", **common),
        "opposition": Opposition.objects.create(file=files["opposition"], opponent="Nobody", ground="b",
                                                opponent_kind="concession_holder", **common),
    }  # fmt: skip
    transfers = {
        f"transfer_{state}": Transfer.objects.create(
            number=f"ENT-{state}", from_region="17", to_region="08", state=state, article="Invented", prepared_on=DAY,
            prepared_by=BY, handed_by=BY if state == "handed" else "", handed_at=AT if state == "handed" else None,
        ).pk
        for state in ("draft", "handed")
    }  # fmt: skip
    TransferItem.objects.create(transfer_id=transfers["transfer_handed"], file=main)
    line = TransferItem.objects.create(transfer_id=transfers["transfer_draft"], file=files["state"])
    period = SuspendedPeriod.objects.create(
        kind="suspended", from_on=DAY, document="An invented norm", by_key=BY, recorded_at=AT
    )
    conflict = Conflict.objects.create(
        user_key="user:0",
        kind="own",
        person_id=known["person"],
        declared_at=AT,
        declared_by="user:0",
        withdrawn_at=None,
    )
    consent = Consent.objects.create(
        recipient=f"person:{known['person']}", channel="sms", address="+51 900 000 001", given_on=DAY,
        evidence="Form 1", by_key=BY, recorded_at=AT,
    )  # fmt: skip
    bulk = Bulk.objects.create(action="csv", by_key=BY, prepared_at=AT)
    BulkLine.objects.create(bulk=bulk, file=main, state="ready")
    return {
        "bulk": bulk.pk, "consent": consent.pk, "transfer_line": line.pk, "period": period.pk, "conflict": conflict.pk,
        "case_file": main.pk, "request_file": files["lifting"].pk, "act_standing": act.pk, "act_proposed": proposed.pk,
        "case_clock": clock.pk, "service": service.pk, "challenge": challenge.pk, "observation": observation.pk,
        "asked_document": asked.pk, "opinion": opinion.pk, "location": location.pk, "production": production.pk,
        "saved_search": SavedSearch.objects.create(owner_key=BY, name="Invented", page="casework:work", created_at=AT).pk,
        **{name: request.pk for name, request in requests.items()}, **transfers,
    }  # fmt: skip


def _act(file: CaseFile, row: Registration, kind: str, state: str, **values: object) -> Act:
    return Act.objects.create(
        file=file, registration=row, kind=kind, authority="DGFM", number=f"RD {kind}", decided_on=DAY,
        reasons="Invented.", state=state, by_key=BY, recorded_at=AT, **values,
    )  # fmt: skip
