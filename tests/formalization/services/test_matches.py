"""Names of the cadastre are proposed, never taken for granted; a person confirms or rejects, and the totals follow."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db.models import Q

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.formalization.facts import operations
from registry.formalization.models import HolderMatch
from registry.formalization.services.match_jobs import matches_run
from registry.formalization.services.matches import match_decide, matches_propose
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db
BY = Actor.user(1)


def holds(entry, on: date):
    return operations(get_pack("PE"), [entry.pk], on)[0].facts.rights_held


def test_a_name_in_another_order_is_proposed_and_a_stranger_or_a_number_is_not(build, at: datetime) -> None:
    person = build.person(full_name="Mélida Invéntada Quispe")
    build.registration(person=person)
    build.person(full_name="Quispe Inventada Melida")  # alike, but no registrant
    right = build.right()
    alike = build.holder(right, name="QUISPE INVENTADA MELIDA")
    build.holder(right, name="Somebody Else Altogether")
    build.holder(right, name="QUISPE INVENTADA MELIDA", document_type="dni", document_number="00000001")
    assert matches_propose(holders=Q(), at=at) == (3, 1)
    match = HolderMatch.objects.get()
    assert (match.holder_id, match.person_id, match.state, match.basis) == (alike.pk, person.pk, "proposed", "name")
    assert match.likeness > 0.9
    assert matches_propose(holders=Q(), at=at).proposed == 0


def test_confirmed_the_right_counts_in_full_and_rejected_it_does_not(build, at: datetime, on: date) -> None:
    build.complete_cadastre()
    person = build.person(full_name="Melida Inventada Quispe")
    entry = build.registration(person=person)
    build.holder(build.right(declared_hectares=Decimal(900)), name="Inventada Quispe Melida")
    assert holds(entry, on) == ()
    matches_run(payload={"scope": "persons", "ids": [person.pk]}, at=at, progress=lambda _done, _total: None)
    match = HolderMatch.objects.get()
    assert [(right.hectares, right.state) for right in holds(entry, on) or ()] == [(Decimal(900), None)]
    before = Job.objects.filter(kind="formalization.assess").count()
    match_decide(match=match, is_same=True, reason="Folder 12.", by=BY, at=at)
    assert Job.objects.filter(kind="formalization.assess").count() > before
    assert [(right.hectares, right.state) for right in holds(entry, on) or ()] == [(Decimal(900), "in_force")]
    match_decide(match=match, is_same=False, reason="It was another.", by=BY, at=at)
    assert holds(entry, on) == ()


def test_one_holder_is_one_registrant(build, at: datetime) -> None:
    first, second = build.person(full_name="Ana Inventada"), build.person(full_name="Ana Inventada")
    build.registration(person=first)
    build.registration(person=second)
    build.holder(build.right(), name="Ana Inventada")
    assert matches_propose(holders=Q(), at=at).proposed == 2
    one, other = HolderMatch.objects.order_by("person_id")
    match_decide(match=one, is_same=True, reason="Folder 12.", by=BY, at=at)
    other.refresh_from_db()
    assert (other.state, other.reason) == ("rejected", "Another registrant was confirmed.")
    with pytest.raises(DomainError) as caught:
        match_decide(match=other, is_same=True, reason="Folder 13.", by=BY, at=at)
    assert caught.value.code == "match_taken"
    with pytest.raises(DomainError):
        match_decide(match=one, is_same=True, reason="Again.", by=BY, at=at)
    with pytest.raises(DomainError):
        match_decide(match=one, is_same=False, reason=" ", by=BY, at=at)
