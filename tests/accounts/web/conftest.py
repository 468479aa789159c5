"""A site over plain http, invented people with a password, and the two steps of the login by their forms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from registry.accounts.models import Appointment, Role, User
from registry.accounts.services import second_factor_give_demo
from registry.audit.services import Actor


@dataclass
class Steps:
    """Logs in as people do, a call a form."""

    settings: Any
    password: str = "invented words of nobody"

    def first(self, browser: Client, name: str = "rosa", **more: Any) -> Any:
        return browser.post("/accounts/login/", {"login": name, "password": self.password}, **more)

    def second(self, browser: Client, code: str) -> Any:
        return browser.post("/accounts/2fa/authenticate/", {"code": code})

    def enrol(self, user: User) -> str:
        """Give an authenticator; gives its secret."""
        self.settings.REGISTRY_DEMO = True
        secret = second_factor_give_demo(user=user, by=Actor.system("test"), at=datetime.now(UTC))
        self.settings.REGISTRY_DEMO = False
        return secret


@pytest.fixture
def plain_site(settings: Any, tmp_path: Path) -> None:
    """Plain http, unhashed static files, and no count of tries left by others."""
    settings.SECURE_SSL_REDIRECT = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()


@pytest.fixture
def steps(settings: Any) -> Steps:
    return Steps(settings)


@pytest.fixture
def somebody(steps: Steps) -> Callable[..., User]:
    """Give a person with a password and a role, without an authenticator."""

    def make(role: str = "ministry_officer", name: str = "rosa", **more: Any) -> User:
        user = User.objects.create_user(name, password=steps.password, **more)
        Appointment.objects.create(user=user, role=Role.objects.get(code=role), from_on=date(2020, 1, 1))
        return user

    return make
