"""From rows of the register to the facts of the law: the only translator."""

from registry.formalization.facts.judging import Answer, assess, judge, moved_between
from registry.formalization.facts.translate import JURISDICTION, Operation, operations, operations_by_both

__all__ = [
    "JURISDICTION",
    "Answer",
    "Operation",
    "assess",
    "judge",
    "moved_between",
    "operations",
    "operations_by_both",
]
