"""Acts of private persons that somebody says were never hers: frozen while she is heard, void where she is right.

A room above hears the disputes and hands its question in once, in its `AppConfig.ready()`:

    freezing.question_register("portal", is_frozen)

While an act is frozen nothing is built on it: it is not verified, not decided on, not written over. What an authority
has decided already stands; against that there are reconsideration and review. The database refuses the same.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.casework.choices import ChallengeOutcome, Outcome
from registry.casework.models import (
    Challenge,
    ChangeOfRight,
    Lifting,
    LocationDeclaration,
    ProductionDeclaration,
    Succession,
)
from registry.casework.services.clocks import clocks_end
from registry.casework.services.recording import record
from registry.common.errors import DomainError
from registry.common.moments import day_of

Question = Callable[[str, int], bool]
Act = ProductionDeclaration | LocationDeclaration | ChangeOfRight | Succession | Lifting | Challenge
MODELS: dict[str, type[Act]] = {
    "casework.productiondeclaration": ProductionDeclaration,
    "casework.locationdeclaration": LocationDeclaration,
    "casework.changeofright": ChangeOfRight,
    "casework.succession": Succession,
    "casework.lifting": Lifting,
    "casework.challenge": Challenge,
}
_questions: dict[str, Question] = {}


def question_register(name: str, question: Question) -> None:
    """Ask this from now on of kind and number of a row; the same name again takes the place of the one before."""
    _questions[name] = question


def refuse_frozen(row: models.Model) -> None:
    """Refuse to build on an act that is frozen.

    Raises:
        DomainError: the person in whose name it was made says that it was not her, and has no answer yet.
    """
    kind = row._meta.label_lower  # noqa: SLF001 - Django's public name
    if any(asked(kind, row.pk) for asked in _questions.values()):
        raise DomainError(
            _(
                "The registrant says that this act was not theirs. Until that is answered, nothing is built on it."
                " The dispute stands in the list of disputes."
            ),
            code="act_frozen",
        )


def act_void(*, kind: str, number: int, reason: str, by: Actor, at: datetime) -> bool:
    """Take the effect from an act that was not the person's, and say why; whether there was anything to take.

    A declaration of production is due again, a declared place no longer stands, an open request or challenge counts as
    withdrawn. What an authority has verified or decided on it stays: that is its own act.
    """
    model = MODELS.get(kind)
    if model is None:
        return False
    with transaction.atomic():
        row = model.objects.select_for_update(of=("self",)).select_related("registration").filter(pk=number).first()
        if row is None or not _void(row, at):
            return False
        row.save()
        what = kind.removeprefix("casework.")
        record("act.voided", row, row.registration, by=by, at=at, reason=reason, facts={"what": what})
    return True


def _void(row: Act, at: datetime) -> bool:
    if isinstance(row, ProductionDeclaration):
        was_filed = row.filed_on is not None
        row.filed_on, row.reference, row.amount, row.unit = None, "", None, ""
        return was_filed
    if isinstance(row, LocationDeclaration):
        was_standing = row.superseded_at is None and not row.result
        row.superseded_at = at if was_standing else row.superseded_at
        return was_standing
    if row.outcome:
        return False
    row.outcome, row.decided_on = _withdrawn(row), day_of(at)
    if isinstance(row, Challenge):
        clocks_end(file=row.act.file, codes=["challenge_decide"], on=day_of(at), step=f"challenge:{row.pk}")
    return True


def _withdrawn(row: Challenge | ChangeOfRight | Succession | Lifting) -> str:
    return ChallengeOutcome.WITHDRAWN if isinstance(row, Challenge) else Outcome.WITHDRAWN
