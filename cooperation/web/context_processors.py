"""Context processor of every page; makes no database query by itself."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from cooperation.web.account_links import build_account_menu
from cooperation.web.context import Context
from cooperation.web.site import build_full_url, get_site_url
from cooperation.web.staff_navigation import build_staff_navigation

# The entry of the menu that the pages of a subject belong to, by name of route.
MENU_SECTIONS = {
    "action": "actions",
    "agreement": "accords",
    "collectivity": "collectivites",
    "partner": "partenaires",
    "country": "pays",
    "funding": "financements",
    "figures": "chiffres",
    "figure": "chiffres",
    "resource": "ressources",
    "announcements": "ressources",
    "glossary": "glossaire",
    "term": "glossaire",
    "about": "a-propos",
}


def site_context(request: HttpRequest) -> Context:
    """Return what the base template needs on every page.

    ``canonical_url`` is the full address without parameters; ``language_links`` lead to
    the same page in each language, parameters kept. ``account_menu`` and
    ``staff_navigation`` are built where a template asks for them: those of people who
    are logged in take queries.
    """
    return {
        "section": get_menu_section(request),
        "language_links": build_language_links(request),
        "canonical_url": build_full_url(request.path),
        "site_url": get_site_url(),
        "account_menu": partial(build_account_menu, request),
        "staff_navigation": partial(build_staff_navigation, request),
    }


def get_menu_section(request: HttpRequest) -> str:
    match = request.resolver_match
    route = match.url_name if match and match.app_name == "cooperation" else None
    if match and route == "announcements" and match.kwargs.get("kind") == "agenda":
        return "agenda"
    return MENU_SECTIONS.get((route or "").split("_")[0], "")


def build_language_links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return (code, name, URL of this page) for each language.

    Empty outside the site's own routes.
    """
    if not request.resolver_match:
        return []
    here = request.get_full_path()
    return [
        (code, label, translate_url(here, code)) for code, label in settings.LANGUAGES
    ]
