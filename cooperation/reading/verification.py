"""How fresh a sheet is: when it was last confirmed, and by whom."""

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
    """What the component ``freshness`` shows of an action."""

    verified_on: datetime.date | None
    stale: bool
    by: str


def verification(action: Action) -> Verification:
    """Give how fresh an action is; its lead must be fetched."""
    return Verification(
        verified_on=action.verified_on,
        stale=is_stale(action.verified_on, timezone.localdate()),
        by=verifier(action),
    )


def is_stale(verified_on: datetime.date | None, today: datetime.date) -> bool:
    """Say whether a verification is older than ``STALE_AFTER_MONTHS`` months."""
    if verified_on is None:
        return False
    months = (today.year - verified_on.year) * 12 + today.month - verified_on.month
    complete = months - (today.day < verified_on.day)
    return complete >= STALE_AFTER_MONTHS


def stale_limit(today: datetime.date) -> datetime.date:
    """Give the last day whose verification is stale today; twin of ``is_stale``."""
    year, month = divmod(today.year * 12 + today.month - 1 - STALE_AFTER_MONTHS, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(today.day, last_day))


def verifier(action: Action) -> str:
    """Give who confirmed an action, with the article: "la commune"."""
    if action.verified_by == Verifier.AUTHORITY:
        return with_article(action.lead)
    return str(Verifier(action.verified_by).label) if action.verified_by else ""


def with_article(collectivity: Collectivity) -> str:
    """Give what an authority is, with the article: "la métropole"."""
    if collectivity.kind == CollectivityKind.EPCI:
        return epci_with_article(collectivity.epci_type)
    return {
        CollectivityKind.COMMUNE: _("la commune"),
        CollectivityKind.SYNDICAT: _("le syndicat"),
        CollectivityKind.DEPARTEMENT: _("le département"),
        CollectivityKind.REGION: _("la région"),
    }[CollectivityKind(collectivity.kind)]


def epci_with_article(epci_type: str) -> str:
    """Give what an EPCI is, with the article."""
    return {
        EPCIType.CC: _("la communauté de communes"),
        EPCIType.CA: _("la communauté d’agglomération"),
        EPCIType.CU: _("la communauté urbaine"),
        EPCIType.METRO: _("la métropole"),
    }[EPCIType(epci_type)]
