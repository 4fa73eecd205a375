"""Cards of actions and agreements in lists.

Rows come from ``card_rows``, as plain values, or from ``for_cards()`` where a page
needs them for more than cards; both take a constant number of queries.
"""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import ngettext

from cooperation.models import Action, Agreement
from cooperation.models.common import is_on_test_site
from cooperation.presenters.card_rows import ActionRow, AgreementRow
from cooperation.presenters.flags import build_flags
from cooperation.presenters.money import format_euros
from cooperation.presenters.places import (
    format_location,
    list_agreement_countries,
    list_agreement_places,
)
from cooperation.presenters.types import ActionCard, AgreementCard
from cooperation.presenters.verification import AnyEntry, get_verification
from cooperation.presenters.years import format_action_years, format_agreement_years
from cooperation.text import normalize

MAX_NAMES, MAX_SUMMARY = 3, 180


def build_action_card(action: Action | ActionRow) -> ActionCard:
    agreement = action.agreement
    kind = agreement if agreement and agreement.is_published() else None
    freshness = get_verification(action)
    locations, involvements = action.locations.all(), action.involvements.all()
    return ActionCard(
        url=action.get_absolute_url(),
        title=action.title,
        lead=action.lead.name,
        kind=kind.kind if kind else "",
        kind_label=kind.get_kind_display() if kind else "",
        status=action.status,
        status_label=action.get_status_display(),
        years=format_action_years(action),
        summary=shorten_summary(action.summary),
        places=shorten_names(format_location(row) for row in locations),
        partners=shorten_names(row.partner.name for row in involvements),
        themes=[theme.name for theme in action.themes.all()],
        theme_codes=[theme.code for theme in action.themes.all()],
        flags=build_flags([row.country for row in locations])[:MAX_NAMES],
        budget="" if action.budget_eur is None else format_euros(action.budget_eur),
        verified_on=freshness.verified_on,
        stale=freshness.stale,
        verified_by=freshness.by,
        doubts=list_doubts(action),
    )


def get_public_agreement(action: Action) -> Agreement | None:
    agreement = action.agreement
    return agreement if agreement and agreement.is_published() else None


def list_doubts(entry: AnyEntry) -> list[str]:
    """Return what a visitor of a list must beware of.

    That is what is uncertain where neither a public source nor a recent confirmation
    backs the entry; the page of the entry tells every doubt.
    """
    is_confirmed = entry.verified_on is not None and not entry.is_stale
    is_backed = entry.source_url and not is_on_test_site(entry.source_url)
    return [] if is_confirmed or is_backed else entry.uncertainty.splitlines()


def build_agreement_card(agreement: Agreement | AgreementRow) -> AgreementCard:
    """Return the card of an agreement, annotated with ``published_actions``."""
    status = agreement.status_on(timezone.localdate())
    freshness = get_verification(agreement)
    others = agreement.other_signatories.all()
    return AgreementCard(
        url=agreement.get_absolute_url(),
        title="" if is_plain_title(agreement) else agreement.title,
        kind=agreement.kind,
        kind_label=agreement.get_kind_display(),
        lead=agreement.collectivity.name,
        counterpart=agreement.counterpart.name,
        summary=shorten_summary(agreement.summary),
        places=shorten_names(list_agreement_places(agreement)),
        partners=shorten_names(row.name for row in agreement.partners.all()),
        themes=[theme.name for theme in agreement.themes.all()],
        theme_codes=[theme.code for theme in agreement.themes.all()],
        flags=build_flags(list_agreement_countries(agreement))[:MAX_NAMES],
        years=format_agreement_years(agreement, status),
        status=status.value,
        status_label=str(status.label),
        other_signatories=shorten_names(other.name for other in others),
        actions=getattr(agreement, "published_actions", 0),
        verified_on=freshness.verified_on,
        stale=freshness.stale,
        verified_by=freshness.by,
        doubts=list_doubts(agreement),
    )


def is_plain_title(agreement: Agreement | AgreementRow) -> bool:
    """Return whether a title contains the names of both parties."""
    title = normalize(agreement.title)
    sides = (agreement.collectivity.name, agreement.counterpart.name)
    return all(normalize(side) in title for side in sides)


def shorten_summary(text: str) -> str:
    """Return what a card shows of a summary: two lines at most."""
    return Truncator(text).chars(MAX_SUMMARY) if len(text) > MAX_SUMMARY else text


def shorten_names(names: Iterable[str]) -> list[str]:
    """Return the first distinct names; a last item counts the others."""
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - MAX_NAMES
    if more < 1:
        return distinct
    left = ngettext("%(n)s autre", "%(n)s autres", more) % {"n": more}
    return [*distinct[:MAX_NAMES], left]
