"""Scripts that import others: the browser is told of all at once."""

import re
from functools import cache
from pathlib import Path, PurePosixPath

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
IMPORT = re.compile(r'from "\./([\w-]+\.js)"')


@register.simple_tag
def preload_imports(script: str) -> SafeString:
    """Return links that preload what a script imports, at any depth.

    Without them each import is found when the one before has come.
    """
    return format_html_join(
        "\n",
        '<link rel="modulepreload" href="{}">',
        ((static(name),) for name in list_imports(script)),
    )


@cache
def list_imports(script: str) -> tuple[str, ...]:
    """Return the static names of all modules that a script imports, sorted."""
    found: set[str] = set()
    waiting = [script]
    while waiting:
        name = waiting.pop()
        text = Path(str(finders.find(name))).read_text(encoding="utf-8")
        beside = {str(PurePosixPath(name).parent / one) for one in IMPORT.findall(text)}
        waiting += beside - found
        found |= beside
    return tuple(sorted(found))
