"""Drafts of forms; everybody sees their own only."""

from registry.casework.models import Draft


def draft_of(*, owner_key: str, form: str, subject: str) -> Draft | None:
    """Return what somebody typed last into a form about a subject; None where nothing is kept."""
    return Draft.objects.filter(owner_key=owner_key, form=form, subject=subject).first()
