"""The room `casework`: the procedure of a file, its steps, clocks and acts, and the desk."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from django.apps import AppConfig

from registry.common.announcements import subscribe


class CaseworkConfig(AppConfig):
    """The room `casework`."""

    name = "registry.casework"
    verbose_name = "Casework"

    def ready(self) -> None:
        """Follow and tell what changes, guard the moves of the register, and state what opinions say."""
        # Services can be imported only once every app has its models.
        following = import_module("registry.casework.services.following")
        for news in following.NEWS:
            subscribe(news, _with(following.follow_request, news))
        telling = import_module("registry.casework.services.telling")
        for news in telling.TELLERS:
            subscribe(news, _with(telling.tell_request, news))
        states = import_module("registry.formalization.services.states")
        states.guard(import_module("registry.casework.services.acts").refuse_lone_end)
        sections = import_module("registry.accounts.web.sections")
        sections.section_register(import_module("registry.casework.web.keeping").conflicts_of)
        sources = import_module("registry.formalization.facts.sources")
        sources.register("casework", import_module("registry.casework.facts").outside_of)


def _with(request: Callable[[str, Sequence[int]], None], news: str) -> Callable[[Sequence[int]], None]:
    return partial(request, news)
