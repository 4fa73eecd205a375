"""Plain text as paragraphs; nobody's HTML gets through."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
ADDRESS = re.compile(r"(https?://[^\s<>\"«»]+)", re.IGNORECASE)
AFTER_ADDRESS = re.compile(r"[.,;:!?…'’)\]]+$")


def paragraphs(text: str) -> SafeString:
    """Give a text as HTML: blank lines part paragraphs, http(s) addresses are links."""
    text = text.replace("\r\n", "\n").strip()
    blocks = [(with_breaks(block),) for block in BLANK_LINE.split(text) if block]
    return format_html_join("\n", "<p>{}</p>", blocks)


def with_breaks(block: str) -> SafeString:
    """Keep the line breaks of a paragraph."""
    lines = [(with_links(line),) for line in block.split("\n")]
    return format_html_join(SafeString("<br>"), "{}", lines)


def with_links(line: str) -> SafeString:
    """Link the full addresses in a line; what only looks like one stays text."""
    return format_html_join("", "{}", ((piece(part),) for part in ADDRESS.split(line)))


def piece(text: str) -> str:
    """Give a piece of a line, as a link if it is an address."""
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
