"""The fast reading of the answer against the composed one: the same page, byte for byte, in every situation.

`rows_of` and `entries_by_code` are written by hand for speed. Here the ORM composes the same rows from the models, and
both pages are compared in every state and language, so that speed never changes a word.
"""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.test.utils import CaptureQueriesContext
from psycopg import Cursor

from miners.models import Group
from registry.casework.models import (
    Act,
    AskedDocument,
    CaseFile,
    Challenge,
    Observation,
    ProductionDeclaration,
    RunningClock,
    ServiceRecord,
    SuspendedPeriod,
)
from registry.common.planned import PLANNED_AFTER, planned
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Assessment, Determination, PackVersion, Registration
from registry.formalization.selectors.answers import answer_shown
from registry.places.models import Office
from registry.portal.selectors import rows, situation
from registry.portal.selectors.status import entry_by_pair
from registry.rules.catalogue import get_pack

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = AT.date()


def composed(entry, *, on):
    """The rows of an answer as the ORM gives them."""
    registration = Registration.objects.get(pk=entry.pk)
    enacted = PackVersion.objects.filter(jurisdiction="PE", state="enacted", in_force_on__lte=on)
    asked = AskedDocument.objects.filter(file__registration=registration, file__state="open", received_on=None)
    judged = Assessment.objects.filter(registration=registration, superseded_at=None)
    running = RunningClock.objects.filter(file__registration=registration, ended_on=None)
    declared = ProductionDeclaration.objects.filter(registration=registration).order_by("due_on")
    reach = [entry.ubigeo[:size] for size in (6, 4, 2) if len(entry.ubigeo) >= size]
    offices = sorted(
        Office.objects.filter(Q(ubigeo__in=reach) | Q(ubigeo="")),
        key=lambda one: (-len(one.ubigeo), not one.is_deciding, one.code),
    )
    return rows.Rows(
        law=enacted.order_by("-in_force_on", "-enacted_at").values_list("content_hash", flat=True).first(),
        shown=answer_shown(registration.determinations.order_by("-id"), judged.first(), on),
        asked=tuple(asked.order_by("file_id", "step", "id").values_list("document", flat=True)),
        clocks=tuple(map(clock_of, running.select_related("observation").order_by("first_due_on", "id"))),
        declarations=tuple(
            rows.Declaration(row.due_on, bool(row.exempt_why), bool(row.filed_on or row.inactivity_on))
            for row in declared
        ),
        act=act_of(registration),
        offices=tuple(rows.Office(one.name, one.address, one.phone, one.hours) for one in offices),
    )


def clock_of(row):
    """A clock with its observation, if it has one."""
    asks = getattr(row, "observation", None)
    return rows.Clock(
        row.code, row.whose, row.first_due_on, row.due_on, row.act_id,
        asks.text if asks else None, bool(asks and asks.cured_on),
    )  # fmt: skip


def act_of(registration):
    """The newest standing act against the holder."""
    valid = ServiceRecord.objects.filter(act=OuterRef("pk"), addressee="registrant", served_on__isnull=False, defect="")
    against = Q(effect_state__in=["suspended", "excluded", "revoked"]) | Q(ends_right=True)
    row = (
        Act.objects.filter(against, registration=registration, state="standing")
        .annotate(
            served_on=Subquery(valid.exclude(proof="").order_by("served_on").values("served_on")[:1]),
            is_challenged=Exists(Challenge.objects.filter(act=OuterRef("pk")).exclude(outcome="withdrawn")),
        )
        .order_by("-decided_on", "-id")
        .first()
    )
    return row and rows.ActAgainst(row.pk, row.number, row.decided_on, row.served_on, row.is_challenged)


def case(told):
    """The open file of the entry."""
    return CaseFile.objects.get_or_create(
        registration=told.entry, number="E-1",
        defaults={"kind": "formalisation", "opened_on": DAY, "holder_since": DAY, "created_at": AT, "updated_at": AT},
    )[0]  # fmt: skip


def acted(told, **more):
    """A standing act against the holder."""
    usual = {
        "kind": "suspend", "authority": "DGFM", "number": "RD <12> & 'x'", "decided_on": date(2026, 11, 2), "reasons": "x",
        "effect_state": "suspended", "state": "standing", "by_key": "user:1", "recorded_at": AT,
    }  # fmt: skip
    return Act.objects.create(file=case(told), registration=told.entry, **usual | more)


def served(told, act, **more):
    """A valid service of an act."""
    usual = {
        "channel": "paper", "sent_on": date(2026, 11, 3), "served_on": date(2026, 11, 5), "proof": "cargo",
        "by_key": "user:1", "recorded_at": AT,
    }  # fmt: skip
    return ServiceRecord.objects.create(act=act, registration=told.entry, **usual | more)


def running(told, code, **more):
    """A clock that runs."""
    usual = {"whose": "applicant", "opened_on": DAY, "on_expiry": "abandonment"}
    return RunningClock.objects.create(file=case(told), code=code, **usual | more)


def judged(told, *missing):
    """A stored judging of the entry."""
    pack = get_pack("PE")
    return Assessment.objects.create(
        registration=told.entry, on_day=DAY, confirmed_on=DAY, jurisdiction="PE", pack_version=pack.version,
        pack_hash=pack.content_hash, facts={}, findings=[], category="illegal", scale="artisanal", legal_status="illegal",
        missing_evidence=list(missing), asked_by="system:test", flags=[], created_at=AT,
    )  # fmt: skip


def nothing(_told):
    """The entry alone."""


def acts_of_all_kinds(told):
    """Served late, served badly, of an older day, proposed only; a newer one stands."""
    served(told, acted(told, number="old", decided_on=date(2026, 9, 1)), served_on=date(2026, 11, 4))
    acted(told, number="proposed", decided_on=date(2026, 11, 19), state="proposed")
    acted(told, number="harmless", decided_on=date(2026, 11, 19), effect_state="")
    newest = acted(told)
    served(told, newest, defect="wrong address", served_on=date(2026, 11, 4))
    served(told, newest, addressee="third_party", served_on=date(2026, 11, 4))
    served(told, newest, served_on=None, proof="")
    served(told, newest, served_on=date(2026, 11, 12))
    served(told, newest)


def act_never_served(told):
    """No proof of service: no term runs."""
    acted(told)


def act_served_long_ago(told):
    """The term is over."""
    served(told, acted(told, decided_on=date(2026, 1, 5)), sent_on=date(2026, 1, 6), served_on=date(2026, 1, 7))


def days_that_do_not_count(told):
    """A strike in the term to object."""
    served(told, acted(told))
    SuspendedPeriod.objects.create(
        kind="strike", region="17", from_on=date(2026, 11, 9), until_on=date(2026, 11, 12), document="RM 1", by_key="x",
        recorded_at=AT,
    )  # fmt: skip


def act_challenged(told):
    """An objection is on file, and its own clock says until when."""
    act = acted(told)
    served(told, act)
    running(told, "challenge_file", act=act, first_due_on=date(2026, 11, 26), due_on=date(2026, 11, 27))
    Challenge.objects.create(
        act=act, registration=told.entry, kind="review", filed_on=DAY, grounds="x", by_key="user:1", recorded_at=AT
    )


def objection_withdrawn(told):
    """Filed and withdrawn: none is on file."""
    act_challenged(told)
    Challenge.objects.update(outcome="withdrawn", decided_on=DAY)


def clocks_and_observations(told):
    """Two readings, another's turn, no day yet, ended; an observation open, and one cured."""
    running(told, "igafom_preventive", first_due_on=date(2026, 12, 1), due_on=date(2026, 12, 4))
    running(told, "igafom_decide", whose="agency", first_due_on=date(2026, 11, 10), due_on=date(2026, 11, 10))
    running(told, "igafom_corrective")
    running(told, "land_evidence", due_on=date(2026, 12, 9), ended_on=DAY, end_why="done")
    for step, cured in (("a", None), ("b", DAY)):
        clock = running(told, "observation_cure", step=step, first_due_on=date(2026, 12, 3), due_on=date(2026, 12, 3))
        Observation.objects.create(
            file=case(told), registration=told.entry, step=step, clock=clock, text=f"Traiga <el> plano\n{step}",
            act=acted(told, kind="observe", effect_state="", number=f"O-{step}"), made_on=DAY, cured_on=cured,
            by_key="user:1", recorded_at=AT,
        )  # fmt: skip


def papers_asked(told):
    """Two papers asked, one of them twice, one received."""
    for step, document, received in (
        ("igafom_preventive", "igafom_fee", None),
        ("igafom_corrective", "igafom_fee", None),
        ("igafom_preventive", "nobody_knows_it", None),
        ("land", "igafom_fee", DAY),
    ):
        AskedDocument.objects.create(
            file=case(told),
            step=step,
            document=document,
            asked_on=DAY,
            received_on=received,
            by_key="x",
            recorded_at=AT,
        )


def declarations(told):
    """One half filed, the next one open."""
    for half, due, filed in (("H1", date(2026, 7, 31), DAY), ("H2", date(2027, 1, 31), None)):
        ProductionDeclaration.objects.create(
            registration=told.entry, year=2026, half=half, due_on=due, filed_on=filed, by_key="x", recorded_at=AT
        )


def everything_missing(told):
    """Every evidence the law knows."""
    judged(told, *get_pack("PE").codes.evidence, "a_code_of_no_law")


def layers_missing(told):
    """Only maps are missing: nothing is asked of anybody."""
    judged(told, "zone_layer_not_checked")


def determined(told):
    """The authority decided; what the engine says is not told."""
    Determination.objects.create(
        registration=told.entry, assessment=judged(told, "surface_right"), scale="artisanal", legal_status="formal",
        act="RD 77-2026", reasons="x", evidence="y", decided_on=date(2026, 10, 1), by_key="user:1", state="standing",
        recorded_at=AT,
    )  # fmt: skip


def decided_tomorrow(told):
    """A determination of a later day does not count yet."""
    determined(told)
    Determination.objects.update(decided_on=date(2026, 12, 24))


def offices(_told):
    """More offices than are shown; one without a phone."""
    for code, place, deciding in (("b", "", True), ("B", "17", False), ("C", "1701", False), ("a", "1701", False)):
        Office.objects.create(
            code=code, name=f"Oficina {code}", ubigeo=place, is_deciding=deciding, phone=code.strip("a")
        )


def no_place_and_no_right(told):
    """An entry of which little is known, of a group."""
    group = Group.objects.create(name="Asociación Inventada", kind="association", ruc="20999999991")
    Registration.objects.filter(pk=told.entry.pk).update(
        person=None, group=group, right=None, right_code_declared="", right_name_declared="Ñusta & Cía", ubigeo="",
        state_since=None, activity="",
    )  # fmt: skip


SITUATIONS = (
    nothing, acts_of_all_kinds, act_never_served, act_served_long_ago, days_that_do_not_count, act_challenged, objection_withdrawn,
    clocks_and_observations, papers_asked, declarations, everything_missing, layers_missing, determined, decided_tomorrow,
    offices, no_place_and_no_right,
)  # fmt: skip


def page(phone, told, language):
    """The answer page, without what differs from one answer to the next by intention."""
    number = "20999999991" if Registration.objects.get(pk=told.entry.pk).group_id else "70000001"
    answer = phone.post(f"/{language}/status/", {"code": told.entry.status_code, "document": number})
    assert answer.status_code == 200
    return re.sub(r'nonce="[^"]*"', "", answer.content.decode())


@pytest.mark.parametrize("happens", SITUATIONS, ids=lambda one: one.__name__)
@time_machine.travel(AT, tick=False)
def test_the_fast_page_is_the_composed_page_in_every_state_and_language(told, phone, happens, monkeypatch):
    happens(told)
    different = set()
    for state in RegistrationState.values:
        Registration.objects.update(state=state)
        for language in ("es", "qu", "en"):
            fast = page(phone, told, language)
            with monkeypatch.context() as patched:
                patched.setattr(situation, "rows_of", composed)
                assert fast == page(phone, told, language), (state, language)
            different.add(fast)
    assert len(different) == 3 * len(RegistrationState.values)


@pytest.mark.parametrize("happens", SITUATIONS, ids=lambda one: one.__name__)
def test_the_rows_are_those_of_the_models(told, happens):
    happens(told)
    (entry,) = rows.entries_by_code("REG171")
    for on in (date(2026, 9, 30), DAY, date(2027, 2, 1)):
        found, expected = rows.rows_of(entry, on=on), composed(entry, on=on)
        # The reasons of a decision are read by nobody of this page, and so not read at all.
        assert found.shown.reasons == ""
        for field in set(rows.Rows.__dataclass_fields__) - {"shown"}:
            assert getattr(found, field) == getattr(expected, field), field
        for field in ("source", "category", "day", "act", "missing", "waits_for_layers_only"):
            assert getattr(found.shown, field) == getattr(expected.shown, field), field


@pytest.mark.parametrize("happens", SITUATIONS, ids=lambda one: one.__name__)
def test_behind_a_pool_the_rows_are_the_same_and_no_plan_stays(told, happens, monkeypatch):
    happens(told)
    (entry,) = rows.entries_by_code("REG171")
    expected = rows.rows_of(entry, on=DAY)
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    for _time in range(PLANNED_AFTER + 2):
        assert rows.entries_by_code("REG171") == [entry]
    assert rows.rows_of(entry, on=DAY) == expected
    assert connection.connection.prepare_threshold is None


def test_an_enacted_law_is_the_law_of_the_answer_from_its_day_on(told):
    pack = get_pack("PE")
    files = {**pack.files, "note.toml": "# another version, with the same rules\n"}
    PackVersion.objects.create(
        jurisdiction="PE", version="next", content_hash="f" * 64, files=files, document="DS 1", in_force_on=DAY,
        state="enacted", drafted_by="user:1", drafted_at=AT, enacted_by="user:2", enacted_at=AT, document_sha256="e" * 64,
    )  # fmt: skip
    (entry,) = rows.entries_by_code(told.entry.status_code)
    assert rows.rows_of(entry, on=date(2026, 11, 19)).law is None
    assert rows.rows_of(entry, on=DAY).law == "f" * 64 == composed(entry, on=DAY).law


def test_namesakes_are_told_apart_by_the_document(told):
    """Two entries whose codes read the same as typed: each document opens its own."""
    group = Group.objects.create(name="Asociación Inventada", kind="association", ruc="20999999991")
    other = Registration.objects.create(code="reg 17 1", status_code="BBBBBBBBBB", group=group, state="suspended")
    assert len(rows.entries_by_code("REG171")) == 2
    assert entry_by_pair(code="reg-171", document="20999999991").pk == other.pk
    assert entry_by_pair(code="reg-171", document="70000001").pk == told.entry.pk
    assert entry_by_pair(code="reg-171", document="70000002") is None


def test_an_answer_is_two_statements_and_a_wrong_document_one(told, phone, monkeypatch):
    asked = []
    monkeypatch.setattr(rows, "planned", lambda query, values: asked.append(query) or planned(query, values))
    for document, statements in (("70000001", [rows._ENTRIES, rows._ANSWER]), ("70000009", [rows._ENTRIES])):
        with CaptureQueriesContext(connection) as others:
            phone.post("/es/status/", {"code": told.entry.status_code, "document": document})
        assert asked == statements
        assert len(others) == 0
        asked.clear()


def test_plans_that_a_connection_lost_are_made_anew(told):
    """psycopg drops all plans of a connection after a rollback or a change of tables, whoever made them."""
    for _time in range(PLANNED_AFTER + 2):
        (entry,) = rows.entries_by_code("REG171")
    with Cursor(connection.connection) as cursor:
        cursor.execute("DROP TABLE IF EXISTS no_such_table")
    assert rows.entries_by_code("REG171") == [entry]
    assert rows.rows_of(entry, on=DAY).offices is not None
