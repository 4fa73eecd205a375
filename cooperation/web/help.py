"""Which page of the guide speaks of the page that one stands on.

``config/help_pages.py`` registers the table: names of routes, where ``*`` stands for
any signs, to "page" or "page#anchor" of ``docs/guide``.
"""

from fnmatch import fnmatchcase

from django.urls import reverse

from cooperation.web.guide import CONTENTS

HELP_PAGES: dict[str, str] = {}


def register_help(pages: dict[str, str]) -> None:
    HELP_PAGES.update(pages)


def find_help(route: str) -> str:
    """Return what the first pattern that fits a route leads to; else the contents."""
    found = (page for name, page in HELP_PAGES.items() if fnmatchcase(route, name))
    return next(found, CONTENTS)


def get_help_url(route: str) -> str:
    name, mark, anchor = find_help(route).partition("#")
    if name == CONTENTS:
        return reverse("cooperation:guide")
    return reverse("cooperation:guide_page", args=[name]) + mark + anchor
