"""Codes of documents and papers, and which kinds of file may be handed in."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a document is to its file."""

    EVIDENCE = "evidence", _("evidence")
    ACT = "act", _("act of an authority")
    ENACTMENT = "enactment", _("enactment of the law pack")
    APPLICATION = "application", _("application")
    RECEIPT = "receipt", _("receipt")
    PHOTO = "photo", _("photo")
    MAP = "map", _("map or plan")
    PAPER = "paper", _("paper issued by the register")
    OTHER = "other", _("other")


class PaperKind(models.TextChoices):
    """Papers that the register issues, each with a template of its name."""

    RESOLUTION = "resolution", _("resolution")
    NOTICE = "notice", _("notice")
    REGISTRATION_CERTIFICATE = "registration_certificate", _("certificate of registration")
    OBSERVATION_LETTER = "observation_letter", _("observation letter")


class PaperState(models.TextChoices):
    """Where a paper stands."""

    WAITING = "waiting", _("being made")
    ISSUED = "issued", _("issued")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WithdrawalReason(models.TextChoices):
    """Why a paper was withdrawn, in words that may stand on the public page."""

    REPLACED = "replaced", _("a newer paper takes its place")
    ERROR = "error", _("it was issued in error")
    BY_ACT = "by_act", _("an act of the authority took it back")
    LOST = "lost", _("the print was lost or stolen")


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file by its content: media type, ending, and whether it is a zip inside."""

    media_type: str
    ending: str
    is_archive: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("application/pdf", ".pdf")
JPEG = FileType("image/jpeg", ".jpg")
PNG = FileType("image/png", ".png")
TEXT = FileType("text/plain", ".txt")
GEOJSON = FileType("application/geo+json", ".geojson")
GEOPACKAGE = FileType("application/geopackage+sqlite3", ".gpkg")
DOCX = FileType(f"{_OFFICE}.wordprocessingml.document", ".docx", is_archive=True)
XLSX = FileType(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx", is_archive=True)
ODT = FileType("application/vnd.oasis.opendocument.text", ".odt", is_archive=True)
ODS = FileType("application/vnd.oasis.opendocument.spreadsheet", ".ods", is_archive=True)
ZIP = FileType("application/zip", ".zip", is_archive=True)

PHOTOS = frozenset({JPEG, PNG})
DOCUMENTS = PHOTOS | {PDF, TEXT, GEOJSON, GEOPACKAGE, DOCX, XLSX, ODT, ODS, ZIP}
MAX_BYTES = 20 * 1024**2
