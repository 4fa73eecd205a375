"""Structured data of pages (JSON-LD, schema.org)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind
from cooperation.models import Action, Agreement, Collectivity, GlossaryTerm

Data = dict[str, Any]
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def full(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def known(data: Data) -> Data:
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def site() -> Data:
    search = full(reverse("cooperation:action_list")) + "?q={search_term_string}"
    return {
        "@type": "WebSite",
        "name": "Passerelles",
        "url": full(reverse("cooperation:home")),
        "potentialAction": {
            "@type": "SearchAction",
            "target": search,
            "query-input": "required name=search_term_string",
        },
    }


def dataset(name: str, description: str, kind: str) -> Data:
    """Return a list as a ``Dataset`` with its downloads.

    ``kind`` is "action" or "agreement".
    """
    formats = {"csv": "text/csv", "geojson": "application/geo+json"}
    return {
        "@type": "Dataset",
        "name": name,
        "description": description,
        "license": LICENCE,
        "url": full(reverse(f"cooperation:{kind}_list")),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": mime,
                "contentUrl": full(reverse(f"cooperation:{kind}_{suffix}")),
            }
            for suffix, mime in formats.items()
        ],
    }


def authority(collectivity: Collectivity) -> Data:
    is_place = collectivity.kind == CollectivityKind.COMMUNE
    data: Data = {
        "@type": "GovernmentOrganization",
        "name": collectivity.name,
        "url": full(collectivity.get_absolute_url()),
        "sameAs": collectivity.website,
        "identifier": collectivity.siren,
    }
    if is_place and collectivity.lat is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": collectivity.lat,
            "longitude": collectivity.lng,
        }
    return known(data)


def project(action: Action, description: str) -> Data:
    """Return an action as a ``Project``; its lead must be fetched."""
    return known(
        {
            "@type": "Project",
            "name": action.title,
            "description": description,
            "url": full(action.get_absolute_url()),
            "identifier": action.reference,
            "foundingDate": str(action.start_year or ""),
            "parentOrganization": authority(action.lead),
        }
    )


def agreement(sheet: Agreement, description: str) -> Data:
    """Return an agreement as a ``CreativeWork``; its parties must be fetched."""
    return known(
        {
            "@type": "CreativeWork",
            "name": sheet.title,
            "description": description,
            "url": full(sheet.get_absolute_url()),
            "author": [
                authority(sheet.collectivity),
                {"@type": "GovernmentOrganization", "name": sheet.counterpart.name},
            ],
        }
    )


def breadcrumb(trail: list[dict[str, Any]], current: str) -> Data:
    links = [*trail, {"label": current}]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            known(
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": str(link["label"]),
                    "item": full(str(link["url"])) if "url" in link else "",
                }
            )
            for position, link in enumerate(links, start=1)
        ],
    }


def glossary(terms: Iterable[GlossaryTerm]) -> Data:
    url = full(reverse("cooperation:glossary"))
    return {
        "@type": "DefinedTermSet",
        "name": _("Glossaire"),
        "url": url,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "name": term.name,
                "description": term.definition,
                "url": full(reverse("cooperation:term", args=[term.code])),
            }
            for term in terms
        ],
    }
