"""The staff's plain admin over the directory, one module per subject."""

from cooperation.admin import (
    actions,
    agreements,
    collectivities,
    funding,
    geography,
    importing,
    links,
    merging,
    partners,
    rates,
    reports,
    resources,
    slugs,
    testimonies,
)

__all__ = [
    "actions",
    "agreements",
    "collectivities",
    "funding",
    "geography",
    "importing",
    "links",
    "merging",
    "partners",
    "rates",
    "reports",
    "resources",
    "slugs",
    "testimonies",
]
