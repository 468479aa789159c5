"""What a file is by its content: an allow-list, never the name nor what the browser says of it.

Guessed by puremagic and then proved: a picture is decoded by Pillow, an archive is walked within bounds, a text is
read as UTF-8. An SVG is a program that draws: it is refused everywhere, as a photo first of all.
"""

import io
import json
import warnings
import zipfile
from collections.abc import Callable, Collection

import puremagic
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from registry.common.errors import DomainError
from registry.documents import choices
from registry.documents.choices import MAX_BYTES, FileType

MAX_PIXELS = 60_000_000
MAX_ENTRIES = 2_000
MAX_UNPACKED = 300 * 1024**2
MAX_RATIO = 200
_NOT_TEXT = ("html", "svg", "xml", "portable-executable", "x-sh", "javascript", "php", "x-python")


def file_type_of(content: bytes, *, allowed: Collection[FileType]) -> FileType:
    """Return what a file is.

    Raises:
        DomainError: it is empty, too large, broken, an archive out of bounds, or of no allowed kind.
    """
    _refuse_size(content)
    for is_it, prove, file_type in _KINDS:
        if is_it(content):
            found = prove(content) or file_type
            if found in allowed:
                return found
            break
    raise DomainError(_not_allowed(content, allowed), field="file", code="file_type")


def _refuse_size(content: bytes) -> None:
    if not content:
        raise DomainError(_("The file is empty. Choose it again."), field="file", code="file_empty")
    if len(content) > MAX_BYTES:
        raise DomainError(
            _("The file is larger than %(limit)d MB. Make it smaller, or hand it in in parts.")
            % {"limit": MAX_BYTES // 1024**2},
            field="file",
            code="file_size",
        )


def _not_allowed(content: bytes, allowed: Collection[FileType]) -> str:
    endings = ", ".join(sorted(kind.ending for kind in allowed))
    if b"<svg" in content[:4096]:
        return _("An SVG drawing is not taken: it can hold a program. Hand in a picture (%(endings)s).") % {
            "endings": endings
        }
    return _("This kind of file is not taken. Hand in one of these: %(endings)s.") % {"endings": endings}


def _broken() -> DomainError:
    return DomainError(_("The file is damaged and cannot be read. Choose it again."), field="file", code="file_broken")


def _guesses(content: bytes) -> set[str]:
    """Media types that puremagic finds in the first bytes."""
    try:
        return {match.mime_type for match in puremagic.magic_string(content[:65_536])}
    except (puremagic.PureError, ValueError):
        return set()


def _is_picture(content: bytes) -> bool:
    return bool(_guesses(content) & {"image/jpeg", "image/png"}) and not content.startswith(b"<")


def _prove_picture(content: bytes) -> FileType:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
                kind, (width, height) = picture.format, picture.size
                picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning) as error:
        raise _broken() from error
    except Image.DecompressionBombError as error:
        raise _broken() from error
    if width * height > MAX_PIXELS:
        raise DomainError(
            _("The picture has too many points. Make it smaller and hand it in again."), field="file", code="file_size"
        )
    return choices.JPEG if kind == "JPEG" else choices.PNG


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and "application/pdf" in _guesses(content)


def _prove_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise _broken()


def _is_archive(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def _prove_archive(content: bytes) -> FileType:
    """Walk the directory of a zip within bounds, and tell office files from other archives; macros are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            mark = archive.read("mimetype")[:100] if _first_is_plain(entries) else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _broken() from error
    unpacked, packed = sum(e.file_size for e in entries), max(1, sum(e.compress_size for e in entries))
    names = [entry.filename.replace("\\", "/") for entry in entries]
    is_bomb = unpacked > MAX_UNPACKED or (unpacked > MAX_BYTES and unpacked > MAX_RATIO * packed)
    leads_out = any(name.startswith("/") or ".." in name.split("/") or ":" in name for name in names)
    is_locked = any(entry.flag_bits & 1 for entry in entries)
    has_macros = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".bat", ".scr")) for name in names)
    if is_bomb or leads_out or is_locked or has_macros or len(entries) > MAX_ENTRIES:
        raise DomainError(
            _(
                "This archive is not taken: it is locked, holds programs, leads out of its folder, or unpacks to more"
                " than it should. Hand in its files one by one."
            ),
            field="file",
            code="archive_refused",
        )
    return _office_type(names, mark)


def _first_is_plain(entries: list[zipfile.ZipInfo]) -> bool:
    return bool(entries) and entries[0].filename == "mimetype" and entries[0].file_size < 200


def _office_type(names: list[str], mark: bytes) -> FileType:
    by_mark = {kind.media_type.encode(): kind for kind in (choices.ODT, choices.ODS)}
    if mark in by_mark:
        return by_mark[mark]
    if "[Content_Types].xml" in names:
        return choices.DOCX if any(n.startswith("word/") for n in names) else choices.XLSX
    return choices.ZIP


def _is_geopackage(content: bytes) -> bool:
    return content.startswith(b"SQLite format 3\0") and content[68:72] in {b"GPKG", b"GP10", b"GP11"}


def _is_text(content: bytes) -> bool:
    if b"\0" in content or any(word in guess for guess in _guesses(content) for word in _NOT_TEXT):
        return False
    if content.lstrip()[:1] == b"<" or content.startswith(b"#!"):
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _prove_text(content: bytes) -> FileType | None:
    if content.lstrip()[:1] != b"{":
        return None
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return choices.GEOJSON if isinstance(held, dict) and "type" in held else None


def _nothing_more(_content: bytes) -> None:
    return None


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], FileType | None], FileType], ...] = (
    (_is_pdf, _prove_pdf, choices.PDF),
    (_is_picture, _prove_picture, choices.JPEG),
    (_is_archive, _prove_archive, choices.ZIP),
    (_is_geopackage, _nothing_more, choices.GEOPACKAGE),
    (_is_text, _prove_text, choices.TEXT),
)
