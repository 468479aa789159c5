"""What may be handed in, under which name it lies, and what is refused in words."""

import hashlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.documents.choices import PHOTOS
from registry.documents.models import Document, DocumentVersion
from registry.documents.selectors import documents_of, file_open
from registry.documents.services import FileDraft, file_store, photo_cleaned

BY = Actor.system("test")
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def zipped(*entries, compression=zipfile.ZIP_STORED):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return sink.getvalue()


def picture(kind="JPEG", **more):
    sink = io.BytesIO()
    Image.new("RGB", (40, 30), "#155e57").save(sink, kind, **more)
    return sink.getvalue()


def draft(content, **more):
    usual = {"kind": "evidence", "title": "Contrato", "name": "contrato.pdf", "subject_id": 7}
    return FileDraft(subject_kind="formalization.registration", content=content, **usual | more)


WORD = zipped(("[Content_Types].xml", "x"), ("word/document.xml", "x"))
SHEET = zipped(("[Content_Types].xml", "x"), ("xl/workbook.xml", "x"))
TEXT_OF_OFFICE = zipped(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x"))
GEOPACKAGE = b"SQLite format 3\0" + b"\0" * 52 + b"GPKG" + b"\0" * 100


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (PDF, "a.pdf", ".pdf"), (picture(), "foto.JPG", ".jpg"), (picture("PNG"), "x", ".png"),
        (WORD, "a.docx", ".docx"), (SHEET, "a.xlsx", ".xlsx"), (TEXT_OF_OFFICE, "a.odt", ".odt"),
        (zipped(("a.shp", "x")), "a.zip", ".zip"), (GEOPACKAGE, "a.gpkg", ".gpkg"),
        ("código,nombre\n".encode(), "lista.csv", ".csv"), (b'{"type": "Point"}', "p.json", ".geojson"),
        ("\ufeffhola ñ".encode(), "a.txt", ".txt"),
    ],
)  # fmt: skip
def test_a_file_is_kept_as_what_it_is(db, at, storage, content, name, ending):
    version = file_store(draft=draft(content, name=name), by=BY, at=at)
    assert version.name.endswith(ending)
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    assert version.size_bytes == len(content)
    with file_open(version) as opened:
        assert opened.read() == content
    event = Event.objects.get(kind="documents.file.stored")
    assert event.changes["facts"]["of"] == "formalization.registration:7"


def test_nothing_of_the_file_stands_in_its_place_on_disk(db, at, storage):
    version = file_store(draft=draft(PDF, name="Rosaura Qispillo 70000001.pdf"), by=BY, at=at)
    again = file_store(draft=draft(PDF, name="Rosaura Qispillo 70000001.pdf"), by=BY, at=at)
    path = Path(version.file.path)
    assert path.is_relative_to(storage)
    assert len(path.name) == 40
    assert path.suffix == ""
    assert version.file.name != again.file.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-" + b"x" * (20 * 1024**2), "file_size"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file_type"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "file_type"),
        (b"<!doctype html><script>alert(1)</script>", "file_type"),
        (b"   <html></html>", "file_type"),
        (b"MZ\x90\x00" + b"\0" * 200, "file_type"),
        (b"#!/bin/sh\necho 1\n", "file_type"),
        (b"\xff\xfe\x00x", "file_type"),
        (picture("GIF"), "file_type"),
        (picture()[:300], "file_broken"),
        (b"%PDF-1.7 cut", "file_broken"),
        (b"PK\x03\x04 cut", "file_broken"),
        (zipped(("word/vbaProject.bin", "x"), ("[Content_Types].xml", "x")), "archive_refused"),
        (zipped(("../../etc/passwd", "x")), "archive_refused"),
        (zipped(("/etc/passwd", "x")), "archive_refused"),
        (zipped(("a.exe", "x")), "archive_refused"),
        (zipped(*((f"{n}.txt", "") for n in range(2_001))), "archive_refused"),
        (zipped(("a.txt", b"\0" * (310 * 1024**2)), compression=zipfile.ZIP_DEFLATED), "archive_refused"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused_in_words(db, at, storage, content, code):
    with pytest.raises(DomainError) as refused:
        file_store(draft=draft(content), by=BY, at=at)
    assert refused.value.code == code
    assert refused.value.field == "file"
    assert refused.value.message.endswith(".")
    assert not Document.objects.exists()
    assert not storage.exists()


def test_a_drawing_is_no_photo_and_is_told_why(db, at):
    with pytest.raises(DomainError, match="SVG"):
        file_store(draft=draft(b"<svg/>", allowed=PHOTOS), by=BY, at=at)
    with pytest.raises(DomainError):
        file_store(draft=draft(PDF, allowed=PHOTOS), by=BY, at=at)


def test_a_newer_version_keeps_the_older_one(db, at):
    first = file_store(draft=draft(PDF), by=BY, at=at)
    second = file_store(draft=draft(PDF + b"%%EOF"), by=Actor.user(3), at=at, replaces=first.document)
    document = documents_of("formalization.registration", 7).get()
    assert [version.number for version in document.versions.all()] == [2, 1]
    assert document.current == second
    assert second.by_key == "user:3"
    with file_open(first) as opened:
        assert opened.read() == PDF


def test_a_version_stays_with_its_own_subject(db, at):
    first = file_store(draft=draft(PDF), by=BY, at=at)
    with pytest.raises(DomainError) as refused:
        file_store(draft=draft(PDF, subject_id=8), by=BY, at=at, replaces=first.document)
    assert refused.value.code == "other_subject"


def test_bytes_without_a_row_do_not_stay(db, at, storage, monkeypatch):
    def fail(**_all):
        raise RuntimeError("no event")

    monkeypatch.setattr("registry.documents.services.files.event_record", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        file_store(draft=draft(PDF), by=BY, at=at)
    assert [path for path in storage.rglob("*") if path.is_file()] == []
    assert not DocumentVersion.objects.exists()


def test_a_photo_loses_everything_but_its_points():
    exif = Image.Exif()
    exif[0x010E] = "Rosaura at the pit"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "S"
    made = photo_cleaned(picture(exif=exif, comment=b"secret"))
    with Image.open(io.BytesIO(made)) as clean:
        assert dict(clean.getexif()) == {}
        assert clean.size == (30, 40)
        assert "comment" not in clean.info
    assert b"Rosaura" not in made
    assert b"secret" not in made


def test_a_large_photo_becomes_small_enough_to_send():
    sink = io.BytesIO()
    Image.new("RGB", (4_000, 1_000)).save(sink, "PNG", pnginfo=None)
    with Image.open(io.BytesIO(photo_cleaned(sink.getvalue()))) as clean:
        assert max(clean.size) == 2_560


def test_a_picture_that_unpacks_to_a_bomb_is_refused():
    sink = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(sink, "PNG")
    with pytest.raises(DomainError):
        photo_cleaned(sink.getvalue())
