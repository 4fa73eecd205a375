"""When an entry was last confirmed, and by whom."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind, EPCIType, Verifier
from cooperation.models import Action, Agreement, Collectivity
from cooperation.presenters.card_rows import ActionRow, AgreementRow, AuthorityRow

AnyEntry = Action | Agreement | ActionRow | AgreementRow


@dataclass(frozen=True)
class Verification:
    """Context of the component ``freshness``."""

    verified_on: datetime.date | None
    stale: bool
    by: str


def get_verification(entry: AnyEntry) -> Verification:
    """Return the verification of an entry; its first authority must be fetched."""
    return Verification(
        verified_on=entry.verified_on,
        stale=entry.is_stale,
        by=get_verifier_label(entry),
    )


def get_verifier_label(entry: AnyEntry) -> str:
    """Return who confirmed an entry, with the article: "la commune"."""
    if entry.verified_by == Verifier.AUTHORITY:
        if isinstance(entry, Action | ActionRow):
            return get_kind_with_article(entry.lead)
        return get_kind_with_article(entry.collectivity)
    return str(Verifier(entry.verified_by).label) if entry.verified_by else ""


def get_kind_with_article(collectivity: Collectivity | AuthorityRow) -> str:
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
