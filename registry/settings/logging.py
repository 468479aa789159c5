"""Structured logs on stderr; names and document numbers never enter them."""

import re

import structlog

_LONG_NUMBER = re.compile(r"\b\d{8,11}\b")


def redact_documents(_logger: object, _name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Replace runs of 8 to 11 digits (DNI, CE, RUC) in every text of a log entry."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _LONG_NUMBER.sub("[number]", value)
    return event


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        redact_documents,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": [structlog.stdlib.add_log_level, redact_documents],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"registry": {"level": "INFO"}, "django_structlog": {"level": "WARNING"}},
}

# Reports from the field are anonymous, and who looks at a status page is nobody's business: no address is kept.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
