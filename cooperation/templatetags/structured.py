"""Template filter for structured data (JSON-LD)."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from cooperation.presenters.schema_org import JsonLd

register = template.Library()

# As Django does for json_script.
ESCAPED_CHARACTERS = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def ld_json(data: JsonLd) -> SafeString:
    """Return a JSON-LD ``<script>`` block; nothing in the data can close the block.

    Browsers never run it, so the security policy needs no exception.
    """
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    safe = text.translate(ESCAPED_CHARACTERS)
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308
