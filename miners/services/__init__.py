"""Writing persons, groups, memberships and what was said of possible duplicates."""

from miners.services.data import GroupData, PersonData
from miners.services.duplicates import duplicate_decide, duplicates_propose
from miners.services.groups import group_change, group_create
from miners.services.memberships import membership_add, membership_end
from miners.services.persons import person_change, person_create

__all__ = [
    "GroupData",
    "PersonData",
    "duplicate_decide",
    "duplicates_propose",
    "group_change",
    "group_create",
    "membership_add",
    "membership_end",
    "person_change",
    "person_create",
]
