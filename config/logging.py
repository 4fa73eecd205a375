"""Lines of the log: JSON on a real site, with the number of the request in each.

Tokens of personal links are redacted, and a database that is away is told in one line
instead of a trace, which would be the same for every request.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.db import InterfaceError, OperationalError

from cooperation.web.request_context import request_number

TOKENS_IN_PATHS = re.compile(
    r"(/(?:enquete|espace/lien|compte/premier-acces|etats-des-lieux/relecture)/)"
    r"[^/\s\"'?]+"
)


class RedactTokens(logging.Filter):
    """Redact the token of a personal link: whoever reads the log could use it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, with its tokens redacted."""
        text = record.getMessage()
        hidden = redact(text)
        if hidden != text:
            record.msg, record.args = hidden, None
        return True


def redact(text: str) -> str:
    return TOKENS_IN_PATHS.sub(r"\1…", text)


def is_database_away(record: logging.LogRecord) -> bool:
    kind = record.exc_info[0] if record.exc_info else None
    return kind is not None and issubclass(kind, OperationalError | InterfaceError)


def describe_error(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


class PlainFormatter(logging.Formatter):
    """Lines to be read by a person, with the facts of the security log."""

    def format(self, record: logging.LogRecord) -> str:
        if is_database_away(record):
            return redact(f"{record.getMessage()} ({describe_error(record)})")
        facts = getattr(record, "facts", None)
        return redact(super().format(record) + (f" {facts}" if facts else ""))


class JsonFormatter(logging.Formatter):
    """One object on one line for each record."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, tz=UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_number.get():
            line["request"] = number
        line |= getattr(record, "facts", {})
        if is_database_away(record):
            line["error"] = describe_error(record)
        elif record.exc_info:
            line["error"] = describe_error(record)
            line["trace"] = self.formatException(record.exc_info)
        return redact(json.dumps(line, ensure_ascii=False, default=str))
