"""There is no administration of Django: nobody changes a row past the services. Pages of the account ask for a login."""

import pytest
from django.apps import apps
from django.test import Client


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/auth/user/add/"])
def test_nobody_finds_an_administration_of_django(address: str, cast: dict[str, Client]) -> None:
    assert not apps.is_installed("django.contrib.admin")
    for who, browser in cast.items():
        assert browser.get(address).status_code == 404, who
        assert browser.post(address).status_code == 404, who


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
