"""People are told what is kept of them: a page of its own, one step away from each public page."""

import pytest
from django.test import Client


@pytest.mark.parametrize("language", ["es", "en", "qu"])
def test_the_notice_is_one_step_away_and_answers_in_the_language(language: str, db: None, client: Client) -> None:
    for address in ("", "status/", "mine/", "reports/new/", "v/"):
        text = client.get(f"/{language}/{address}").content.decode()
        assert f'href="/{language}/privacy/"' in text, address
    page = client.get(f"/{language}/privacy/")
    assert page.status_code == 200
    assert not page.cookies
    assert page.headers["Content-Language"] == {"qu": "es"}.get(language, language)
    assert f'href="/{language}/mine/"' in page.content.decode()


def test_it_says_what_why_who_how_long_and_what_one_can_do(db: None, client: Client) -> None:
    text = client.get("/en/privacy/").content.decode()
    for heading in ("What we keep of you", "Why we keep it", "Who sees it", "How long", "What you can do"):
        assert f"<h2>{heading}</h2>" in text
