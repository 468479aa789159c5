"""What the pack gives no label is said in words that are translated."""

from datetime import date

import pytest

from registry.casework.selectors.law import procedure_in_force
from registry.casework.web.words import CODES, code_word

pytestmark = pytest.mark.django_db


def test_every_outcome_condition_and_side_of_the_procedure_has_words() -> None:
    law = procedure_in_force(on=date(2026, 11, 20))
    outcomes = {outcome for step in law.steps for outcome in step.outcomes}
    conditions = {step.when for step in law.steps if step.when}
    sides = {step.actor for step in law.steps} | {clock.whose for clock in law.clocks}
    assert outcomes | conditions | sides <= set(CODES)


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert code_word("never_heard_of") == "never heard of"
