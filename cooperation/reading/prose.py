"""Plain text as HTML paragraphs; all markup in the text is escaped."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
ADDRESS = re.compile(r"(https?://[^\s<>\"«»]+)", re.IGNORECASE)
AFTER_ADDRESS = re.compile(r"[.,;:!?…'’)\]]+$")


def paragraphs(text: str) -> SafeString:
    """Return a text as HTML: paragraphs at blank lines, links for http(s) URLs."""
    text = text.replace("\r\n", "\n").strip()
    blocks = [(with_breaks(block),) for block in BLANK_LINE.split(text) if block]
    return format_html_join("\n", "<p>{}</p>", blocks)


def with_breaks(block: str) -> SafeString:
    lines = [(with_links(line),) for line in block.split("\n")]
    return format_html_join(SafeString("<br>"), "{}", lines)


def with_links(line: str) -> SafeString:
    return format_html_join("", "{}", ((piece(part),) for part in ADDRESS.split(line)))


def piece(text: str) -> str:
    address = AFTER_ADDRESS.sub("", text)
    if not ADDRESS.match(address):
        return text
    if "(" in address and text.startswith(address + ")"):
        address += ")"
    return format_html(
        '<a href="{}" rel="nofollow noopener">{}</a>{}',
        address,
        address,
        text[len(address) :],
    )
