"""From rows of the register to the facts of the law: the only translator."""

from registry.formalization.facts.judging import Answer, judge
from registry.formalization.facts.translate import JURISDICTION, Operation, operations

__all__ = ["JURISDICTION", "Answer", "Operation", "judge", "operations"]
