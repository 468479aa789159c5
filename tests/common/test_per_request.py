"""What is kept for a page: one making a reading request, none beyond it, none where something is changed."""

import pytest
from django.core.signals import request_finished, request_started

from registry.common.per_request import kept


class Maker:
    """Counts how often it was asked."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return None if self.times == 1 else self.times


@pytest.fixture
def ended():
    """The request over, whatever the test did."""
    yield
    request_finished.send(sender=None)


def ask(make, times=3):
    """Ask several times for the same."""
    return [kept("key", make) for _ in range(times)]


def test_once_a_reading_request_even_where_nothing_is_found(ended, db):
    make = Maker()
    request_started.send(sender=None, environ={"REQUEST_METHOD": "GET"})
    assert ask(make) == [None, None, None]
    request_started.send(sender=None, environ={"REQUEST_METHOD": "GET"})
    assert ask(make) == [2, 2, 2]


def test_a_request_that_changes_something_keeps_nothing(ended, db):
    make = Maker()
    request_started.send(sender=None, environ={"REQUEST_METHOD": "POST"})
    assert ask(make) == [None, 2, 3]


def test_outside_of_a_request_nothing_is_kept(db):
    make = Maker()
    assert ask(make) == [None, 2, 3]
    request_started.send(sender=None, environ={"REQUEST_METHOD": "GET"})
    request_finished.send(sender=None)
    assert ask(make, 1) == [4]
