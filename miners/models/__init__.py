"""Persons, groups, memberships, proposals of duplicates."""

from miners.models.duplicates import DuplicateProposal
from miners.models.groups import Group, Membership
from miners.models.persons import Person

__all__ = ["DuplicateProposal", "Group", "Membership", "Person"]
