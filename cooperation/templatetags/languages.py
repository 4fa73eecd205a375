"""Template tag for texts that people wrote in French, on pages in another language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
WRITTEN_IN = "fr"


@register.simple_tag
def french() -> SafeString:
    """Return the attribute that says a text is in French; empty on French pages."""
    spoken = (get_language() or WRITTEN_IN).split("-")[0]
    if spoken == WRITTEN_IN:
        return SafeString("")
    return format_html(' lang="{}"', WRITTEN_IN)
