"""Structured data of pages (JSON-LD, schema.org)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind
from cooperation.models import Action, Agreement, Collectivity, GlossaryTerm
from cooperation.presenters.types import Link
from cooperation.web.site import build_full_url

JsonLd = dict[str, Any]
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def drop_empty_values(data: JsonLd) -> JsonLd:
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def build_site_jsonld() -> JsonLd:
    search = (
        build_full_url(reverse("cooperation:action_list")) + "?q={search_term_string}"
    )
    return {
        "@type": "WebSite",
        "name": "Passerelles",
        "url": build_full_url(reverse("cooperation:home")),
        "potentialAction": {
            "@type": "SearchAction",
            "target": search,
            "query-input": "required name=search_term_string",
        },
    }


def build_dataset_jsonld(name: str, description: str, kind: str) -> JsonLd:
    """Return a list as a ``Dataset`` with its downloads.

    ``kind`` is "action" or "agreement".
    """
    formats = {"csv": "text/csv", "geojson": "application/geo+json"}
    return {
        "@type": "Dataset",
        "name": name,
        "description": description,
        "license": LICENCE,
        "url": build_full_url(reverse(f"cooperation:{kind}_list")),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": mime,
                "contentUrl": build_full_url(reverse(f"cooperation:{kind}_{suffix}")),
            }
            for suffix, mime in formats.items()
        ],
    }


def build_authority_jsonld(collectivity: Collectivity) -> JsonLd:
    is_place = collectivity.kind == CollectivityKind.COMMUNE
    data: JsonLd = {
        "@type": "GovernmentOrganization",
        "name": collectivity.name,
        "url": build_full_url(collectivity.get_absolute_url()),
        "sameAs": collectivity.website,
        "identifier": collectivity.siren,
    }
    if is_place and collectivity.lat is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": collectivity.lat,
            "longitude": collectivity.lng,
        }
    return drop_empty_values(data)


def build_project_jsonld(action: Action, description: str) -> JsonLd:
    """Return an action as a ``Project``; its lead must be fetched."""
    return drop_empty_values(
        {
            "@type": "Project",
            "name": action.title,
            "description": description,
            "url": build_full_url(action.get_absolute_url()),
            "identifier": action.reference,
            "foundingDate": str(action.start_year or ""),
            "parentOrganization": build_authority_jsonld(action.lead),
        }
    )


def build_agreement_jsonld(entry: Agreement, description: str) -> JsonLd:
    """Return an agreement as a ``CreativeWork``; its parties must be fetched."""
    return drop_empty_values(
        {
            "@type": "CreativeWork",
            "name": entry.title,
            "description": description,
            "url": build_full_url(entry.get_absolute_url()),
            "author": [
                build_authority_jsonld(entry.collectivity),
                {"@type": "GovernmentOrganization", "name": entry.counterpart.name},
            ],
        }
    )


def build_breadcrumb_jsonld(trail: list[Link], current: str) -> JsonLd:
    links = [*trail, Link(current)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            drop_empty_values(
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": str(link.label),
                    "item": build_full_url(link.url),
                }
            )
            for position, link in enumerate(links, start=1)
        ],
    }


def build_glossary_jsonld(terms: Iterable[GlossaryTerm]) -> JsonLd:
    url = build_full_url(reverse("cooperation:glossary"))
    return {
        "@type": "DefinedTermSet",
        "name": _("Glossaire"),
        "url": url,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "name": term.name,
                "description": term.definition,
                "url": build_full_url(reverse("cooperation:term", args=[term.code])),
            }
            for term in terms
        ],
    }
