"""The report names each refused or repaired row, and only those."""

import csv
import errno
import json

import pytest
from django.core.management import call_command

from registry.common.errors import DomainError
from registry.common.importing.outcome import Outcome, RowNote
from registry.common.importing.report import check_report_path, report_write
from registry.common.management.import_command import ImportCommand


@pytest.fixture
def outcome():
    fine, mended, bad, both = (RowNote(n, f"C{n}", "added") for n in range(1, 5))
    mended.repair("The outline was invalid.")
    bad.refuse("No code.")
    both.repair("Accents.")
    both.refuse("Twice.")
    return Outcome(7, [fine, mended, bad, both, RowNote(0, "C9", "gone")], 1.23456)


def test_the_answer_counts_each_row_once(outcome):
    assert outcome.answer() == {
        "run": 7, "added": 2, "changed": 0, "unchanged": 0, "gone": 1, "repaired": 1, "refused": 2, "seconds": 1.235,
    }  # fmt: skip


def test_json_and_csv_tell_the_same_rows(outcome, tmp_path):
    assert report_write(outcome, tmp_path / "r.json") == 3
    rows = json.loads((tmp_path / "r.json").read_text())["rows"]
    assert [(row["row"], row["outcome"], row["why"]) for row in rows] == [
        (2, "added", ["The outline was invalid."]), (3, "refused", ["No code."]), (4, "refused", ["Accents.", "Twice."]),
    ]  # fmt: skip
    report_write(outcome, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open() as stream:
        assert [row["key"] for row in csv.DictReader(stream)] == ["C2", "C3", "C4"]


def test_what_stood_in_the_file_is_no_formula_in_the_report(outcome, tmp_path):
    bad = RowNote(9, '=HYPERLINK("https://evil.example")', "added")
    bad.refuse("+1 is no code.")
    report_write(Outcome(7, [bad], 1.0), tmp_path / "r.csv")
    with (tmp_path / "r.csv").open() as stream:
        [row] = csv.DictReader(stream)
    assert row["key"].startswith("'=")
    assert row["why"].startswith("'+")


def test_a_report_that_cannot_be_written_is_refused_beforehand(tmp_path):
    with pytest.raises(DomainError, match=r"end in \.json or \.csv"):
        check_report_path(tmp_path / "r.txt")
    with pytest.raises(DomainError, match="does not exist"):
        check_report_path(tmp_path / "no" / "r.csv")


def test_an_import_stands_where_its_report_cannot_be_written(outcome, tmp_path, monkeypatch, capsys):
    """What is in the register is in the register: the answer is printed, and 1 is not "nothing was written"."""

    class Brought(ImportCommand):
        def perform(self, options, *, at, progress):
            return outcome

    def full(_outcome, _path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("registry.common.management.import_command.report_write", full)
    with pytest.raises(SystemExit) as ended:
        call_command(
            Brought(), "a.gpkg", "--source=x", "--published=2026-01-01", f"--report={tmp_path}/r.csv", "--json"
        )
    said = capsys.readouterr()
    assert (ended.value.code, json.loads(said.out)["run"]) == (1, outcome.run)
    assert "No space left" in said.err
