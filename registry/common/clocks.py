"""Whether the clocks that the register goes by agree: this machine's, the database's, and the world's.

Deadlines, seals and one-time codes rest on them. The kernel says whether a time service keeps its clock; where it does
not say (another system than Linux), only the two machines are compared.
"""

import ctypes
import time

from django.db import connection

from registry.common.alarms import alarm

MOST_APART_S = 2.0
STA_UNSYNC, TIME_ERROR = 0x0040, 5
SIZE_OF_TIMEX, STATUS_AT = 256, 40


def seconds_apart() -> float:
    """Return how far the database's clock is ahead of this machine's, in seconds; negative: behind."""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        told = float(cursor.fetchone()[0])
    return told - (before + time.time()) / 2


def is_kept() -> bool | None:
    """Return whether a time service keeps the kernel's clock; None where the kernel does not say."""
    try:
        ask = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return None
    told = ctypes.create_string_buffer(SIZE_OF_TIMEX)  # all zeros: ask, change nothing
    state = int(ask(told))
    if state < 0:
        return None
    status = int.from_bytes(told.raw[STATUS_AT : STATUS_AT + 4], "little")
    return state != TIME_ERROR and not status & STA_UNSYNC


def clocks_check() -> list[str]:
    """Return what is wrong with the clocks, and raise an alarm for it."""
    faults = []
    apart = seconds_apart()
    if abs(apart) > MOST_APART_S:
        faults.append(f"the clock of the database is {apart:+.1f} s from this machine's")
    if is_kept() is False:
        faults.append("no time service keeps the clock of this machine")
    if faults:
        alarm("clock", faults="; ".join(faults))
    return faults
