"""One-time codes: tries sent at the same moment count one after the other; no more are compared than are allowed."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from miners.models import Person
from registry.common.errors import DomainError
from registry.portal.models import EntryCode
from registry.portal.services import entering

AT_ONCE = 16


@pytest.mark.django_db(transaction=True)
def test_no_more_codes_are_compared_than_allowed(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    row = EntryCode.objects.create(
        person=Person.objects.create(full_name="Persona Inventada"), channel="sms", handle="one",
        digest=entering.digest_of("entry", "one", "123456"), sent_at=at, expires_at=at + timedelta(minutes=10),
    )  # fmt: skip
    compared = []
    honest = entering.constant_time_compare
    monkeypatch.setattr(entering, "constant_time_compare", lambda a, b: (compared.append(1), honest(a, b))[1])
    gate = threading.Barrier(AT_ONCE)

    def guess(number: int) -> None:
        gate.wait()
        try:
            with pytest.raises(DomainError):
                entering.visit_open(handle="one", secret=f"{number:06}", at=at)
        finally:
            connection.close()

    guessers = [threading.Thread(target=guess, args=[number]) for number in range(AT_ONCE)]
    for one in guessers:
        one.start()
    for one in guessers:
        one.join()
    row.refresh_from_db()
    assert row.wrong_tries == AT_ONCE
    assert len(compared) == entering.MOST_TRIES
    with pytest.raises(DomainError):
        entering.visit_open(handle="one", secret="123456", at=at)
