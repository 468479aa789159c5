"""Alarms: what somebody who runs the register should look at now. A line of the log, and a mail where one is named.

One kind of alarm is told once an hour: a flood shall not become a flood of mails. Refusals are only counted, never
whose: no network address is kept.
"""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

logger = logging.getLogger("registry.alarms")

TOLD_EVERY_S = 3600
WINDOW_S = 600


def alarm(kind: str, **facts: object) -> bool:
    """Tell of something that needs a look, at most once an hour; returns whether it was told now."""
    try:
        if not cache.add(f"alarm:{kind}", 1, TOLD_EVERY_S):
            return False
    except RedisError:  # nobody counts: better told too often
        logger.warning("alarms are not counted: the shared cache does not answer")
    logger.error("alarm", extra={"alarm": kind, **facts})
    if settings.REGISTRY_ALARM_MAIL:
        told = "\n".join(f"{name}: {value}" for name, value in sorted(facts.items()))
        title = _("Alarm of the mining register: {kind}").format(kind=kind)
        try:
            EmailMessage(title, told, to=settings.REGISTRY_ALARM_MAIL).send()
        except OSError:
            logger.exception("alarm_not_mailed")
    return True


def refusal_count(kind: str) -> None:
    """Count a refused request; too many of a kind in ten minutes are an alarm. 0 switches it off."""
    most = settings.REGISTRY_ALARM_REFUSALS
    if not most:
        return
    key = f"refused:{kind}:{int(time.time() // WINDOW_S)}"
    try:
        cache.add(key, 0, WINDOW_S * 2)
        count = cache.incr(key)
    except (RedisError, ValueError):
        return
    if count == most:
        alarm(f"refused_{kind}", count=count, minutes=WINDOW_S // 60)
