"""A sheet is XML inside: what it names outside is not fetched, and what it multiplies is not unfolded."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from registry.common.spatial.archives import SourceError
from registry.common.spatial.sheets import read_xlsx

SECRET = "a secret of the server"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BEGIN = '<?xml version="1.0" encoding="UTF-8"?>'


def hostile(path: Path, document_type: str, entity: str) -> Path:
    """A sheet whose first cell is an entity of a document type."""
    sink = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["code", "name"])
    book.active.append(["x", "MARK"])
    book.save(sink)
    with zipfile.ZipFile(sink) as good, zipfile.ZipFile(path, "w") as bad:
        for entry in good.infolist():
            text = good.read(entry).decode()
            if entry.filename == "xl/sharedStrings.xml":
                text = text.replace("MARK", f"&{entity};")
                text = f"{BEGIN}{document_type}" + text[text.index("<sst") :]
                assert f"&{entity};" in text
            bad.writestr(entry.filename, text)
    return path


def test_a_broken_page_is_refused_in_words(tmp_path: Path) -> None:
    path, broken = hostile(tmp_path / "bad.xlsx", "<!DOCTYPE sst []>", "amp"), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(broken, "w") as bad:
        for entry in good.infolist():
            content = good.read(entry)
            bad.writestr(entry.filename, content[:-60] if entry.filename.endswith("sheet1.xml") else content)
    with pytest.raises(SourceError, match="not a readable"):
        read_xlsx(broken, None)


@pytest.mark.parametrize("kind", ["general", "parameter", "laughs"])
def test_a_sheet_with_a_document_type_reads_nothing_outside_and_unfolds_nothing(kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    types = {
        "general": (f'<!DOCTYPE sst [<!ENTITY out SYSTEM "{secret.as_uri()}">]>', "out"),
        "parameter": (f'<!DOCTYPE sst [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>', "out"),
        "laughs": (f'<!DOCTYPE sst [<!ENTITY l0 "ha">{LAUGHS}]>', "l9"),
    }
    path = hostile(tmp_path / "bad.xlsx", *types[kind])
    try:
        columns = read_xlsx(path, None)
    except SourceError:
        return
    assert SECRET not in str(columns)
    assert len(str(columns)) < 10_000
