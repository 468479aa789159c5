"""Not more than is taken in a day, and nothing that a scanner knows; a silent scanner lets nothing through."""

import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.documents.models import DocumentVersion
from registry.documents.services import FileDraft, file_store

# The test file of the makers of scanners, put together here so that no scanner takes this file away.
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def draft(text: str) -> FileDraft:
    return FileDraft(
        subject_kind="formalization.registration", subject_id=7, kind="evidence", title="Contrato", name="a.txt",
        content=text.encode(),
    )  # fmt: skip


class Scanner(threading.Thread):
    """Speaks as clamd does: takes one stream, says what it found."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                line, _whence = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack(">I", said.read(4))[0]:
                    content += said.read(size)
                is_known = EICAR.encode() in content
                line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if is_known else b"stream: OK\0")


@pytest.fixture
def scanner(settings: Any) -> Iterator[Scanner]:
    one = Scanner()
    one.start()
    settings.REGISTRY_CLAMD = one.address
    yield one
    one.door.close()


def test_what_the_scanner_knows_is_refused_and_all_else_kept(
    db: None, at: datetime, storage: Any, scanner: Scanner
) -> None:
    file_store(draft=draft("nothing harmful\n" * 20_000), by=Actor.user(1), at=at)
    with pytest.raises(DomainError, match="malware") as refused:
        file_store(draft=draft("x" * 70_000 + EICAR), by=Actor.user(1), at=at)
    assert refused.value.field == "file"
    assert DocumentVersion.objects.count() == 1


def test_a_scanner_that_is_away_lets_nothing_through(db: None, at: datetime, storage: Any, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.REGISTRY_CLAMD = f"127.0.0.1:{door.getsockname()[1]}"
    with pytest.raises(DomainError) as refused:
        file_store(draft=draft("nothing harmful"), by=Actor.user(1), at=at)
    assert refused.value.code == "no_scan"
    assert not DocumentVersion.objects.exists()


@pytest.mark.parametrize(
    ("key", "user_id", "is_bounded"),
    [
        ("user:7", 7, True),
        ("person:3", None, True),
        ("system:public:report", None, True),
        ("system:papers", None, False),
    ],
)
def test_nobody_fills_the_disk_alone(
    key: str, user_id: int | None, is_bounded: bool, db: None, at: datetime, storage: Any, settings: Any
) -> None:
    settings.REGISTRY_UPLOAD_MB_OFFICER = settings.REGISTRY_UPLOAD_MB_STRANGER = 1
    by, half = Actor(key, user_id), "x" * 600_000
    file_store(draft=draft(half), by=by, at=at)
    if not is_bounded:
        file_store(draft=draft(half), by=by, at=at)
        return
    with pytest.raises(DomainError) as refused:
        file_store(draft=draft(half), by=by, at=at)
    assert refused.value.code == "too_much_today"
    file_store(draft=draft(half), by=Actor.user(99), at=at)
    file_store(draft=draft(half), by=by, at=at + timedelta(hours=25))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("..\\..\\boot.ini.txt", "boot.ini.txt"), ("a\x00b\r\nc.txt", "abc.txt"),
        ("contrato.pdf.exe", "contrato.pdf.txt"), ("/", "document.txt"), ('x"; filename="y.html', "x filename=y.txt"),
    ],
)  # fmt: skip
def test_a_name_from_outside_is_no_path_and_no_other_ending(
    typed: str, kept: str, db: None, at: datetime, storage: Any
) -> None:
    version = file_store(draft=replace(draft("nothing harmful"), name=typed), by=Actor.user(1), at=at)
    assert version.name == kept
