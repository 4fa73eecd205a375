"""Plain text as HTML paragraphs; all markup in the text is escaped."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
URL_PATTERN = re.compile(r"(https?://[^\s<>\"«»]+)", re.IGNORECASE)
TRAILING_PUNCTUATION = re.compile(r"[.,;:!?…'’)\]]+$")


def render_paragraphs(text: str) -> SafeString:
    """Return a text as HTML: paragraphs at blank lines, links for http(s) URLs."""
    text = text.replace("\r\n", "\n").strip()
    blocks = [(render_lines(block),) for block in BLANK_LINE.split(text) if block]
    return format_html_join("\n", "<p>{}</p>", blocks)


def render_lines(block: str) -> SafeString:
    lines = [(render_links(line),) for line in block.split("\n")]
    return format_html_join(SafeString("<br>"), "{}", lines)


def render_links(line: str) -> SafeString:
    return format_html_join(
        "", "{}", ((render_piece(part),) for part in URL_PATTERN.split(line))
    )


def render_piece(text: str) -> str:
    address = TRAILING_PUNCTUATION.sub("", text)
    if not URL_PATTERN.match(address):
        return text
    if "(" in address and text.startswith(address + ")"):
        address += ")"
    return format_html(
        '<a href="{}" rel="nofollow noopener">{}</a>{}',
        address,
        address,
        text[len(address) :],
    )
