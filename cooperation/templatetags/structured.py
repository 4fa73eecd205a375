"""Structured data (JSON-LD) in a page."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# As Django does for json_script.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def ld_json(data: dict[str, Any]) -> SafeString:
    """Give a data block of JSON-LD; nothing in it can end the block.

    Browsers never run it: the security policy has nothing to allow.
    """
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    safe = text.translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308
