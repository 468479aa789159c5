"""How a registration lies: inside its right or out of it, and on which other rights, with holder and contract."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template

from concessions.models import MiningRight, RightHolder
from registry.accounts.permissions import Powers
from registry.formalization.models import Registration
from tests.territory.conftest import ON, block, kind, land, measure, place

__all__ = ["kind", "land", "measure", "place"]
pytestmark = pytest.mark.django_db
EVERYWHERE = Powers({"register.read": None})


def shown(registration, viewer=EVERYWHERE):
    """The part of the page."""
    template = Template("{% load lying %}{% lies_on registration %}")
    return " ".join(
        template.render(
            Context({"registration": registration, "view": SimpleNamespace(powers=viewer, today=ON)})
        ).split()
    )


def right(code, footprint, holder="Titular Inventado"):
    """A right with a holder."""
    row = MiningRight.objects.create(code=code, footprint=footprint, state="titled")
    RightHolder.objects.create(right=row, name=holder)
    return row


def registered(code, spot, own=None):
    """A registration with a declared place."""
    return Registration.objects.create(code=code, status_code=code, declared_place=spot, right=own, ubigeo="170101")


def test_share_inside_and_the_other_right_with_its_holder(place, measure):
    own = right("OWN1", place(block(0, 0)))
    right("OTHER1", place(block(1000, 0)), "Otra Titular Inventada")
    entry = registered("REG-1", place(block(900, 0, 200, 100), owner="declared_place"), own)
    measure()
    text = shown(entry)
    assert "50.00% of its place lies inside its own right." in text
    assert "It reaches 100 m out of it." in text
    assert "OTHER1" in text
    assert "Otra Titular Inventada" in text
    assert "none on file" in text
    assert "art. 91, num. 2" in text


def test_on_its_own_right_it_meets_no_other(place, measure):
    entry = registered(
        "REG-1", place(block(100, 100, 100, 100), owner="declared_place"), right("OWN1", place(block(0, 0)))
    )
    measure()
    text = shown(entry)
    assert "100.00% of its place lies inside its own right." in text
    assert "clear" in text
    assert "none shares its place" in text


def test_while_a_right_around_it_waits_nothing_is_clear(place, measure):
    """Its own right was measured; another one, filed since, was not: no "clear" that nobody measured."""
    spot = place(block(100, 100, 100, 100), owner="declared_place")
    entry = registered("REG-1", spot, right("OWN1", place(block(0, 0))))
    measure()
    right("NEW1", place(block(150, 150)))
    text = shown(entry)
    assert "chip--good" not in text
    assert "not measured yet" in text


def test_far_from_its_right(place, measure):
    entry = registered(
        "REG-1", place(block(3000, 0, 100, 100), owner="declared_place"), right("OWN1", place(block(0, 0)))
    )
    measure()
    assert "It lies 2,000 m away from it." in shown(entry)


def test_before_it_is_measured_nothing_is_clear(place):
    entry = registered("REG-1", place(block(0, 0, 100, 100), owner="declared_place"))
    text = shown(entry)
    assert "not checked" in text
    assert "not measured yet: nothing may be read from that" in text
    assert "chip--good" not in text


def test_another_registration_is_named_within_reach_only(place, measure):
    entry = registered("REG-1", place(block(0, 0, 100, 100), owner="declared_place"))
    registered("REG-2", place(block(50, 0, 100, 100), owner="declared_place"))
    measure()
    assert "REG-2" in shown(entry)
    far = shown(entry, Powers({"register.read": frozenset({"08"})}))
    assert "REG-2" not in far
    assert "1 outside your reach" in far


def test_without_a_place_nothing_is_said(db):
    entry = Registration.objects.create(code="REG-1", status_code="REG-1")
    assert shown(entry) == ""
