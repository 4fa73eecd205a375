"""Template tags for what is recognised before it is read: goals and themes.

A mark stands beside its word, never instead of it.
"""

from functools import cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
SPRITE = "img/themes.svg"


@cache
def list_drawn_themes() -> frozenset[str]:
    """Return the codes of the themes that have a pictogram."""
    text = (settings.BASE_DIR / "static" / SPRITE).read_text(encoding="utf-8")
    return frozenset(part.split('"')[0] for part in text.split('<symbol id="')[1:])


@register.simple_tag
def theme_mark(code: str) -> SafeString:
    """Return the pictogram of a theme; empty for one without."""
    if code not in list_drawn_themes():
        return SafeString("")
    # In a box with the space behind it, from which no word is parted.
    return format_html(
        '<span class="theme-mark"><svg width="18" height="18" aria-hidden="true"'
        ' focusable="false"><use href="{}#{}"/></svg>\N{NO-BREAK SPACE}</span>',
        static(SPRITE),
        code,
    )


@register.simple_tag
def goal_mark(goal: int | str) -> SafeString:
    """Return the square of a goal, by its number or by its label: "6. Eau propre"."""
    number = str(goal).partition(".")[0]
    return format_html('<span class="odd odd--{}">{}</span> ', number, number)


@register.filter
def without_number(label: str) -> str:
    """Return the name of a goal without the number that its square shows."""
    number, _dot, name = str(label).partition(". ")
    return name if name and number.isdecimal() else str(label)
