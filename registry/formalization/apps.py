"""The register itself: registrations and what becomes of them."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from django.apps import AppConfig

from registry.common.announcements import subscribe

# What is announced, and what its numbers are. Each asks for a new assessment of whatever hangs on the rows.
NEWS = {
    "formalization.registration.changed": "registrations",
    "territory.finding.changed": "footprints",
    "concessions.right.changed": "rights",
    "miners.person.changed": "persons",
    "miners.group.changed": "groups",
    "formalization.match.changed": "registrations",
    "formalization.law.enacted": "all",
}


class FormalizationConfig(AppConfig):
    """The register itself: registrations and what becomes of them."""

    name = "registry.formalization"
    verbose_name = "Formalization"

    def ready(self) -> None:
        """Follow the news on which an assessment rests; a subscriber only writes job rows."""
        # Services can be imported only once every app has its models.
        request = import_module("registry.formalization.services.assessment_jobs").assessment_request
        for news, scope in NEWS.items():
            subscribe(news, _asker(request, news, scope))
        telling = import_module("registry.formalization.services.telling")
        import_module("registry.notices.services").wording_register(telling.KIND, telling.WORDING)
        subscribe(telling.NEWS, telling.tell_request)
        matching = import_module("registry.formalization.services.match_jobs")
        for news, scope in matching.NEWS.items():
            subscribe(news, partial(_ask_matches, matching.matches_request, scope))
        # What an overlap means is told by the version of the law in force, which only this room knows.
        law = import_module("registry.formalization.selectors.law")
        overlaps = import_module("registry.territory.services.consequences")
        overlaps.law_use(lambda on: law.pack_in_force(overlaps.JURISDICTION, on=on))


def _asker(request: Callable[..., object], news: str, scope: str) -> Callable[[Sequence[int]], None]:
    def ask(ids: Sequence[int]) -> None:
        request(scope=scope, ids=None if scope == "all" else ids, asked_by=news)

    return ask


def _ask_matches(request: Callable[..., object], scope: str, ids: Sequence[int]) -> None:
    request(scope=scope, ids=ids)
