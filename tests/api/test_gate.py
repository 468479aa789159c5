"""Places of a process: taken, waited for a moment while it is calm, refused at once under load."""

import threading
import time

from registry.api.gate import Gate


def test_a_place_is_waited_for_while_nobody_was_refused():
    gate = Gate()
    assert gate.enter(1)
    threading.Timer(0.05, gate.leave).start()
    assert gate.enter(1, patience_s=2), "the place came free while it waited"


def test_after_a_refusal_nobody_waits():
    gate = Gate()
    assert gate.enter(1)
    assert not gate.enter(1, patience_s=0.01)
    begun = time.monotonic()
    assert not gate.enter(1, patience_s=5)
    assert time.monotonic() - begun < 1
    gate.leave()
    assert gate.enter(1)


def test_no_limit_means_no_limit():
    gate = Gate()
    assert all(gate.enter(0) for _ in range(100))
