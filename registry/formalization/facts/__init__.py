"""From rows of the register to the facts of the law: the only translator."""

from registry.formalization.facts.judging import Answer, assess, judge
from registry.formalization.facts.translate import JURISDICTION, Operation, operations

__all__ = ["JURISDICTION", "Answer", "Operation", "assess", "judge", "operations"]
