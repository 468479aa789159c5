"""Storing documents, issuing papers and taking them back."""

from registry.documents.services.files import FileDraft, file_mark_read, file_store
from registry.documents.services.papers import PaperDraft, paper_count_check, paper_issue, paper_withdraw
from registry.documents.services.photos import photo_cleaned

__all__ = [
    "FileDraft",
    "PaperDraft",
    "file_mark_read",
    "file_store",
    "paper_count_check",
    "paper_issue",
    "paper_withdraw",
    "photo_cleaned",
]
