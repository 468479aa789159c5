"""Documents of any row of the register, and the versions of their bytes.

A document belongs to a subject, named by its kind (room.model) and number: the rooms above are not known here. Bytes
lie in private storage under a random name; nothing serves them but the download door.
"""

import secrets

from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.accounts.choices import Power
from registry.documents.choices import DocumentKind


def private_storage() -> FileSystemStorage:
    """Return the storage that no address serves; files are readable by the owner and the group only."""
    return FileSystemStorage(file_permissions_mode=0o640, directory_permissions_mode=0o750)


def random_name(_version: "DocumentVersion", _typed: str) -> str:
    """Return a name that tells nothing of the file and cannot be guessed."""
    name = secrets.token_hex(20)
    return f"files/{name[:2]}/{name}"


class Document(models.Model):
    """One document of one subject; its bytes are in its versions."""

    subject_kind = models.CharField(max_length=60, help_text=_("Kind of the row it belongs to, as room.model."))
    subject_id = models.BigIntegerField(help_text=_("Number of the row it belongs to."))
    kind = models.CharField(max_length=12, choices=DocumentKind.choices, help_text=_("What it is to its file."))
    title = models.CharField(max_length=200, help_text=_("What it is, in words of who handed it in."))
    ubigeo = models.CharField(max_length=6, blank=True, help_text=_("Place of the subject, for readers of one region."))
    read_power = models.CharField(
        max_length=40, choices=Power.choices, default=Power.REGISTER_READ, help_text=_("The power that may read it.")
    )
    created_at = models.DateTimeField(help_text=_("When the first version was stored."))

    class Meta:
        """Newest first, found by subject."""

        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "-id"], name="documents_document_subject")]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def current(self) -> "DocumentVersion | None":
        """The newest version; read from `versions` where they were fetched beforehand."""
        return next(iter(self.versions.all()), None)


class DocumentVersion(models.Model):
    """The bytes of a document at one time: never changed, only followed by a newer version."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="versions", help_text=_("The document.")
    )
    number = models.PositiveIntegerField(help_text=_("Number of the version, from 1."))
    file = models.FileField(
        upload_to=random_name, storage=private_storage, max_length=120, help_text=_("Random name in private storage.")
    )
    name = models.CharField(max_length=200, help_text=_("Name of the file as handed in, without its folder."))
    media_type = models.CharField(max_length=100, help_text=_("Media type by its content, not by its name."))
    size_bytes = models.PositiveBigIntegerField(help_text=_("Size in bytes."))
    sha256 = models.CharField(max_length=64, help_text=_("SHA-256 of the bytes."))
    stored_at = models.DateTimeField(help_text=_("When it was stored."))
    by_key = models.CharField(max_length=60, help_text=_("Key of who stored it."))

    class Meta:
        """Newest first; each number once."""

        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["document_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="documents_version_from_one"),
        ]
        indexes = [models.Index(fields=["by_key", "stored_at"], name="documents_version_by")]

    def __str__(self) -> str:
        """Title and number."""
        return f"{self.document} ({self.number})"
