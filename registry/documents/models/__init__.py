"""What the room keeps: documents with their versions, and the papers it issues."""

from registry.documents.models.files import Document, DocumentVersion
from registry.documents.models.papers import Paper, PaperSeries

__all__ = ["Document", "DocumentVersion", "Paper", "PaperSeries"]
