"""When an action was last confirmed, and by whom."""

import calendar
import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind, EPCIType, Verifier
from cooperation.models import Action, Collectivity

STALE_AFTER_MONTHS = 18


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
        stale=is_stale(action.verified_on, timezone.localdate()),
        by=get_verifier_label(action),
    )


def is_stale(verified_on: datetime.date | None, today: datetime.date) -> bool:
    """Return whether at least ``STALE_AFTER_MONTHS`` full months have passed."""
    if verified_on is None:
        return False
    months = (today.year - verified_on.year) * 12 + today.month - verified_on.month
    complete = months - (today.day < verified_on.day)
    return complete >= STALE_AFTER_MONTHS


def get_stale_limit(today: datetime.date) -> datetime.date:
    """Return the latest date that is stale today; consistent with ``is_stale``."""
    year, month = divmod(today.year * 12 + today.month - 1 - STALE_AFTER_MONTHS, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(today.day, last_day))


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
