"""The staff's plain admin over the directory, one module per subject."""

from cooperation.admin.curation import (
    error_reports,
    link_checks,
    merge,
    outgoing_mails,
    relayed_messages,
)
from cooperation.admin.entries import (
    actions,
    agreements,
    collectivities,
    funding,
    guided_stories,
    partners,
    resources,
    testimonies,
)
from cooperation.admin.imports import batches
from cooperation.admin.reference import former_slugs, geography, rates, synonyms

__all__ = [
    "actions",
    "agreements",
    "batches",
    "collectivities",
    "error_reports",
    "former_slugs",
    "funding",
    "geography",
    "guided_stories",
    "link_checks",
    "merge",
    "outgoing_mails",
    "partners",
    "rates",
    "relayed_messages",
    "resources",
    "synonyms",
    "testimonies",
]
