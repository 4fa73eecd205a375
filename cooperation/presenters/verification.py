"""When an action was last confirmed, and by whom."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind, EPCIType, Verifier
from cooperation.models import Action, Collectivity


@dataclass(frozen=True)
class Verification:
    """Context of the component ``freshness``."""

    verified_on: datetime.date | None
    stale: bool
    by: str


def get_verification(action: Action) -> Verification:
    """Return the verification of an action; its lead must be fetched."""
    return Verification(
        verified_on=action.verified_on,
        stale=action.is_stale,
        by=get_verifier_label(action),
    )


def get_verifier_label(action: Action) -> str:
    """Return who confirmed an action, with the article: "la commune"."""
    if action.verified_by == Verifier.AUTHORITY:
        return get_kind_with_article(action.lead)
    return str(Verifier(action.verified_by).label) if action.verified_by else ""


def get_kind_with_article(collectivity: Collectivity) -> str:
    """Return the kind of an authority, with the article: "la métropole"."""
    if collectivity.kind == CollectivityKind.EPCI:
        return get_epci_with_article(collectivity.epci_type)
    return {
        CollectivityKind.COMMUNE: _("la commune"),
        CollectivityKind.SYNDICAT: _("le syndicat"),
        CollectivityKind.DEPARTEMENT: _("le département"),
        CollectivityKind.REGION: _("la région"),
    }[CollectivityKind(collectivity.kind)]


def get_epci_with_article(epci_type: str) -> str:
    return {
        EPCIType.CC: _("la communauté de communes"),
        EPCIType.CA: _("la communauté d’agglomération"),
        EPCIType.CU: _("la communauté urbaine"),
        EPCIType.METRO: _("la métropole"),
    }[EPCIType(epci_type)]
