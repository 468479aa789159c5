"""Upward news: a lower room announces, a higher room subscribes in `AppConfig.ready()`.

A subscriber runs inside the transaction of the change and only writes a job row.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

Subscriber = Callable[[Sequence[int]], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def subscribe(name: str, subscriber: Subscriber) -> None:
    """Call `subscriber(ids)` at each announcement of `name`; subscribing twice is the same as once."""
    if subscriber not in _subscribers[name]:
        _subscribers[name].append(subscriber)


def announce(name: str, ids: Sequence[int]) -> None:
    """Tell every subscriber of `name` the ids of the rows that changed; nothing happens for no ids."""
    if ids:
        for subscriber in _subscribers[name]:
            subscriber(ids)
