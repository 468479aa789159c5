"""Before a file is kept: whether too much was brought today, and whether a scanner knows it as harmful.

The scanner is ClamAV's daemon, asked by its own plain protocol where `REGISTRY_CLAMD` names one. A scanner that does
not answer lets nothing through: nobody would know later which files were never looked at.
"""

import logging
import socket
import struct
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.documents.models import DocumentVersion

logger = logging.getLogger("registry.documents")

DAY = timedelta(days=1)
STRANGERS = ("system:public", "person:", "group:", "helper:")
TIMEOUT_S = 20
PIECE = 64 * 1024


def refuse_too_much(*, size: int, by: Actor, at: datetime) -> None:
    """Bound what one person brings in 24 hours, and all anonymous senders together.

    Raises:
        DomainError: of field `file`, where the sum is reached.
    """
    is_stranger = by.key.startswith(STRANGERS)
    if by.user_id is None and not is_stranger:
        return  # the register's own papers
    most = settings.REGISTRY_UPLOAD_MB_STRANGER if is_stranger else settings.REGISTRY_UPLOAD_MB_OFFICER
    lately = DocumentVersion.objects.filter(by_key=by.key, stored_at__gt=at - DAY)
    brought = lately.aggregate(sum=Sum("size_bytes"))["sum"] or 0
    if brought + size > most * 1024 * 1024:
        says = _(
            "Too many files came from here today: %(most)d MB a day are taken."
            " Send what you write without files, and the files tomorrow."
        )
        raise DomainError(says % {"most": most}, field="file", code="too_much_today")


def refuse_harmful(content: bytes) -> None:
    """Ask the scanner, where there is one.

    Raises:
        DomainError: of field `file`, for a file that the scanner knows, or a scanner that does not answer.
    """
    if not settings.REGISTRY_CLAMD:
        return
    try:
        said = _asked(content)
    except OSError as error:
        logger.exception("scanner_does_not_answer")
        says = _("Files cannot be looked through for malware at the moment. Try again later.")
        raise DomainError(says, field="file", code="no_scan") from error
    if said != "stream: OK":
        logger.warning("harmful_file_refused", extra={"found": said[:100]})
        says = _("This file holds malware. Have your device cleaned, then make the file anew.")
        raise DomainError(says, field="file", code="malware")


def _asked(content: bytes) -> str:
    host, _colon, port = str(settings.REGISTRY_CLAMD).rpartition(":")
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")
