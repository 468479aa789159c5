"""Django's administration is closed to the whole cast, page by page; and every login page is open to nobody's data."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse


def addresses() -> list[str]:
    """Every list, addition and index of the administration, from its own registry."""
    found = ["/admin/"]
    for model in admin.site._registry:
        for act in ("changelist", "add"):
            try:
                found.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}"))
            except NoReverseMatch:
                continue
    return found


@pytest.mark.parametrize(
    "who",
    [
        "officer", "other_officer", "ministry", "cadastre", "law_keeper", "authority", "auditor", "organization",
        "administrator", "anonymous",
    ],
)  # fmt: skip
def test_nobody_of_the_cast_enters_the_administration(who: str, cast: dict[str, Client]) -> None:
    for address in addresses():
        for answer in (cast[who].get(address), cast[who].post(address)):
            assert answer.status_code in {302, 403, 404}, address
            assert answer.status_code != 302 or "/login/" in answer.headers["Location"], address


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/", "/accounts/password/change/",
        "/accounts/sessions/", "/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/",
    ],
)  # fmt: skip
def test_a_page_of_the_account_asks_for_a_login(address: str, cast: dict[str, Client]) -> None:
    answer = cast["anonymous"].get(address)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]
