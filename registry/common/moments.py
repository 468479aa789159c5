"""From a moment to the day it is in the country of the register."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def day_of(at: datetime) -> date:
    """Return the calendar day of a moment in the register's own time zone.

    After 19:00 in Lima the UTC day is already tomorrow: `at.date()` would move deadlines by a day.
    """
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
