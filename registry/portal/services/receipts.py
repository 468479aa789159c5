"""Giving a dated receipt to who looked a paper up."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.codes import new_code
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.documents.models import Paper
from registry.portal.models import Receipt

PUBLIC = Actor("public:reader")


def receipt_give(*, paper: Paper, told: dict[str, Any], on: date | None, at: datetime, by: Actor = PUBLIC) -> Receipt:
    """Keep what the register said of a paper at this moment, under a code of its own.

    Raises:
        DomainError: a day in the future was asked about.
    """
    refuse_future(on, at)
    with transaction.atomic():
        while Receipt.objects.filter(code=(code := new_code())).exists():
            pass
        receipt = Receipt.objects.create(
            code=code, paper=paper, asked_at=at, state_on_day=on, told=told,
            by_key="" if by == PUBLIC else by.key,
        )  # fmt: skip
        event_record(kind="portal.receipt.given", by=by, at=at, subject=receipt, facts={"paper": paper.reference})
    return receipt


def refuse_future(on: date | None, at: datetime) -> None:
    """Refuse a day that has not come: the register knows no state of it. Raises: DomainError."""
    if on is not None and on > day_of(at):
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="on")
