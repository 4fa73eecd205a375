"""Every route of the site, read from the URL table, and how to call the public ones."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# How to call each public route, on the data of ``tests.security.world``. A new route
# must be added here, and is then tried by every test of this folder.
PUBLIC: dict[str, dict[str, Any]] = {
    "healthz": {},
    "metrics": {},
    "outbox": {},
    "readyz": {},
    "robots": {},
    "favicon": {},
    "security_txt": {},
    "sitemap": {},
    "sitemap_part": {"section": "actions"},
    "cooperation:home": {},
    "cooperation:search": {},
    "cooperation:action_list": {},
    "cooperation:action_geojson": {},
    "cooperation:action_csv": {},
    "cooperation:action_xlsx": {},
    "cooperation:action_rss": {},
    "cooperation:action_atom": {},
    "cooperation:action_points": {},
    "cooperation:action_detail": {"slug": "action-publique"},
    "cooperation:map": {},
    "cooperation:map_links": {},
    "cooperation:map_svg": {},
    "cooperation:map_png": {},
    "cooperation:map_outlines": {},
    "cooperation:embed": {},
    "cooperation:embed_map": {},
    "cooperation:embed_list": {},
    "cooperation:embed_entry": {"kind": "actions", "slug": "action-publique"},
    "cooperation:frame_colours": {"scheme": "clair"},
    "cooperation:map_summary": {},
    "cooperation:agreement_list": {},
    "cooperation:agreement_geojson": {},
    "cooperation:agreement_csv": {},
    "cooperation:agreement_xlsx": {},
    "cooperation:agreement_rss": {},
    "cooperation:agreement_atom": {},
    "cooperation:agreement_ics": {},
    "cooperation:agreement_detail": {"slug": "accord-public"},
    "cooperation:collectivity_list": {},
    "cooperation:collectivity_geojson": {},
    "cooperation:collectivity_csv": {},
    "cooperation:collectivity_xlsx": {},
    "cooperation:collectivity_detail": {"slug": "commune-publique"},
    "cooperation:my_commune": {},
    "cooperation:compare": {},
    "cooperation:partner_list": {},
    "cooperation:partner_geojson": {},
    "cooperation:partner_csv": {},
    "cooperation:partner_xlsx": {},
    "cooperation:partner_detail": {"slug": "partenaire-public"},
    "cooperation:country_list": {},
    "cooperation:country_geojson": {},
    "cooperation:country_csv": {},
    "cooperation:country_xlsx": {},
    "cooperation:country_detail": {"iso2": "ne"},
    "cooperation:funding_list": {},
    "cooperation:figures": {},
    "cooperation:figure": {"code": "pays"},
    "cooperation:figure_csv": {"code": "collectivites-pays"},
    "cooperation:figure_svg": {"code": "annees"},
    "cooperation:figure_png": {"code": "annees"},
    "cooperation:funding_window": {"code": "oudin_santini"},
    "cooperation:glossary": {},
    "cooperation:term": {"code": "jumelage"},
    "cooperation:announcements": {"kind": "agenda"},
    "cooperation:announcements_rss": {"kind": "appels"},
    "cooperation:announcements_atom": {"kind": "offres"},
    "cooperation:announcements_ics": {"kind": "agenda"},
    "cooperation:resource_list": {},
    "cooperation:action_pdf": {"slug": "action-publique"},
    "cooperation:action_journal": {"slug": "action-publique"},
    "cooperation:agreement_journal": {"slug": "accord-public"},
    "cooperation:action_png": {"slug": "action-publique"},
    "cooperation:agreement_pdf": {"slug": "accord-public"},
    "cooperation:agreement_png": {"slug": "accord-public"},
    "cooperation:collectivity_pdf": {"slug": "commune-publique"},
    "cooperation:collectivity_png": {"slug": "commune-publique"},
    "cooperation:partner_pdf": {"slug": "partenaire-public"},
    "cooperation:partner_png": {"slug": "partenaire-public"},
    "cooperation:country_pdf": {"iso2": "ne"},
    "cooperation:country_png": {"iso2": "ne"},
    "cooperation:collectivity_portrait": {"slug": "commune-publique"},
    "cooperation:country_portrait": {"iso2": "ne"},
    "cooperation:photo": {"pk": 1_000_000},
    "cooperation:small_photo": {"pk": 1_000_000},
    "cooperation:portrait": {"pk": 1_000_000},
    "cooperation:document": {"pk": 1_000_000},
    "cooperation:agreement_document": {"slug": "accord-public"},
    "reports:list": {},
    "reports:report": {"slug": "etat-public"},
    "reports:pdf": {"slug": "etat-public"},
    "reports:summary": {"slug": "etat-public"},
    "reports:poster": {"slug": "etat-public"},
    "reports:logo": {"slug": "etat-public", "pk": 1_000_000},
    "reports:csv": {"slug": "etat-public"},
    "reports:docx": {"slug": "etat-public"},
    "reports:map_svg": {"slug": "etat-public"},
    "reports:map_png": {"slug": "etat-public"},
    "reports:map_links": {"slug": "etat-public"},
    "reports:image": {"slug": "etat-public", "code": "mairie"},
    "reports:figure": {"slug": "etat-public", "code": "actions"},
    "reports:figure_csv": {"slug": "etat-public", "code": "par_pays"},
    "reports:figure_svg": {
        "slug": "etat-public",
        "code": "partenaires_par_nature",
    },
    "reports:figure_png": {
        "slug": "etat-public",
        "code": "partenaires_par_nature",
    },
    "cooperation:guided_story_list": {},
    "cooperation:guided_story": {"slug": "recit-public"},
    "cooperation:story_image": {"pk": 1_000_000},
    "cooperation:guide": {},
    "cooperation:guide_page": {"page": "premiers-pas"},
    "cooperation:about": {},
    "cooperation:legal": {},
    "cooperation:accessibility": {},
    "cooperation:privacy": {},
    "accounts:for_authorities": {},
    "components": {},
}
# Reachable while developing only, or by a setting: 404 on a real site.
FOR_DEVELOPERS = {"components", "metrics", "outbox"}


class Route(NamedTuple):
    """One entry of the URL table."""

    name: str
    view: Callable[..., Any]


def routes() -> Iterator[Route]:
    """Return every route of the site."""
    yield from walk(get_resolver(), ())


def walk(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[Route]:
    """Return every route under a resolver."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield Route(":".join([*namespaces, entry.name or ""]), entry.callback)
        else:
            below = (entry.namespace,) if entry.namespace else ()
            yield from walk(entry, namespaces + below)


def public_addresses() -> list[str]:
    """Return the address of every public route."""
    return [
        reverse(name, kwargs=arguments)
        for name, arguments in PUBLIC.items()
        if name not in FOR_DEVELOPERS
    ]
