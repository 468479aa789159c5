"""Structured logs on stderr; names and document numbers never enter them."""

import re
from typing import Any

import structlog

_LONG_NUMBER = re.compile(r"\b\d{8,11}\b")
# What PostgreSQL tells of a refused row: the whole row, or the value of its key.
_ROW = re.compile(r"(Failing row contains |Key \([^)\n]{0,200}\)=).*")


def redact_documents(_logger: object, _name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Replace runs of 8 to 11 digits (DNI, CE, RUC) and told rows of the database in every text of a log entry.

    Of a request only method and path are told: what was searched for may be a name.
    """
    told = {key: value if key.startswith("_") else _redacted(value) for key, value in event.items()}
    if "request" in told:
        told["request"] = str(told["request"]).partition("?")[0]
    return told


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return _LONG_NUMBER.sub("[number]", _ROW.sub(r"\1[row]", value))
    if isinstance(value, dict):
        return {_redacted(key): _redacted(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_redacted(one) for one in value]
    return value if isinstance(value, int | float | None) else f"<{type(value).__name__}>"


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
            # What Django and libraries log by themselves: the same when, who and what, and the same is left out.
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
                redact_documents,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"registry": {"level": "INFO"}, "django_structlog": {"level": "WARNING"}},
}

# Reports from the field are anonymous, and who looks at a status page is nobody's business: no address is kept.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
