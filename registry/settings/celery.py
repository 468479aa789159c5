"""Celery: the database is the truth, the broker only wakes workers up.

A job row is written in the transaction of the change and its task is sent after commit; the sweep of
each minute sends what was left behind, so that a lost message is a delay and never a missing check.
"""

from celery.schedules import crontab

from registry.settings.environment import env

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 50 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 45 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60 * 60}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "America/Lima"
CELERY_TASK_ALWAYS_EAGER: bool = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)
CELERY_BEAT_SCHEDULE = {
    "forward-notices": {"task": "portal.forward_notices", "schedule": 300.0},
    "seal-events": {"task": "audit.seal_events", "schedule": 60.0},
    "anchor-daily": {"task": "audit.make_anchor", "schedule": crontab(hour=0, minute=5)},
    "retention-daily": {"task": "audit.apply_retention", "schedule": crontab(hour=3, minute=30)},
    "words-daily": {"task": "common.tidy_words", "schedule": crontab(hour=3, minute=50)},
    "sweep-jobs": {"task": "common.sweep_jobs", "schedule": 60.0},
    "deliver-messages": {"task": "notices.deliver_due", "schedule": 60.0, "args": ["messages"]},
    "deliver-webhooks": {"task": "notices.deliver_due", "schedule": 60.0, "args": ["webhooks"]},
    "digests-daily": {"task": "notices.write_digests", "schedule": crontab(hour=6, minute=0), "args": ["daily"]},
    "digests-weekly": {
        "task": "notices.write_digests",
        "schedule": crontab(hour=6, minute=10, day_of_week="monday"),
        "args": ["weekly"],
    },
    "take-up-runs": {"task": "territory.take_up_runs", "schedule": 300.0},
    "casework-productions": {
        "task": "casework.productions_monthly",
        "schedule": crontab(day_of_month=1, hour=1, minute=40),
    },
    "casework-overdue": {"task": "casework.overdue_nightly", "schedule": crontab(hour=1, minute=10)},
    "tell-changes": {"task": "publishing.changes_tell", "schedule": 60.0},
    "open-data": {"task": "publishing.snapshot_nightly", "schedule": crontab(hour=2, minute=10)},
    "assess-daily": {"task": "formalization.assess_daily", "schedule": crontab(hour=0, minute=20)},
}
