"""The list of offices is taken whole or not at all."""

import pytest
from django.core.management import CommandError, call_command

from registry.audit.models import Event
from registry.places.models import Office

HEAD = "code,name,ubigeo,is_deciding,address,phone,hours,checked_on\n"


def take(tmp_path, text):
    path = tmp_path / "offices.csv"
    path.write_text(text, encoding="utf-8-sig")
    call_command("import_offices", path, source="Invented")


def test_offices_are_added_and_changed_by_their_code(db, tmp_path):
    take(tmp_path, HEAD + "A,Oficina Ñ,17,,,demo 1,,2026-11-01\nB,Dirección,,sí,,,,\n")
    take(tmp_path, HEAD + "A,Oficina Ñ,17,,,demo 2,8-16,2026-11-02\n")
    first, second = Office.objects.get(code="A"), Office.objects.get(code="B")
    assert (first.phone, first.hours, first.is_deciding) == ("demo 2", "8-16", False)
    assert (second.ubigeo, second.is_deciding, second.checked_on) == ("", True, None)
    assert Event.objects.filter(kind="places.offices.imported").count() == 2


@pytest.mark.parametrize(
    "text",
    ["", HEAD, "name\nx\n", HEAD + ",x,,,,,,\n", HEAD + "A,x,170,,,,,\n", HEAD + "A,x,,,,,,1/2/2026\n", HEAD + "A,x,,,,,,\nB,,,,,,,\n"],
)  # fmt: skip
def test_one_line_that_cannot_be_read_keeps_the_whole_list_out(db, tmp_path, text):
    with pytest.raises(CommandError):
        take(tmp_path, text)
    assert not Office.objects.exists()


def test_a_file_that_is_not_there_is_said(db, tmp_path):
    with pytest.raises(CommandError, match="no file"):
        call_command("import_offices", tmp_path / "none.csv", source="x")
