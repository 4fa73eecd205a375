"""Logging filter that redacts the tokens of personal links."""

import logging
import re

TOKENS_IN_PATHS = re.compile(
    r"(/(?:enquete|espace/lien|compte/premier-acces)/)[^/\s\"'?]+"
)


class RedactTokens(logging.Filter):
    """Redact the token of a personal link: whoever reads the log could use it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, with its tokens redacted."""
        text = record.getMessage()
        hidden = TOKENS_IN_PATHS.sub(r"\1…", text)
        if hidden != text:
            record.msg, record.args = hidden, None
        return True
