"""The lists on the pages of authorities, countries and partners, with their totals.

``choices`` are the parameters that filter the lists of the site to the entry; ``url``
leads to all rows, of which a page shows the first.
"""

from typing import Any

from cooperation.models import (
    ActionQuerySet,
    AgreementQuerySet,
    Collectivity,
    Partner,
    Theme,
)
from cooperation.presenters.cards import build_action_card, build_agreement_card
from cooperation.presenters.counts import (
    ActivityCounts,
    get_top_counts,
    merge_count_rows,
)
from cooperation.presenters.key_figures import (
    build_figure,
    build_see_all_link,
    format_shown_count,
)
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.relations import (
    build_collectivity_rows,
    build_partner_rows,
    build_theme_counts,
)
from cooperation.presenters.types import CountLink
from cooperation.search.entry_counts import iter_counts
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import FacetIndex
from cooperation.web.context import Context

SHORT_LIST_LENGTH, LONG_LIST_LENGTH = 8, 60


def build_actions_context(
    actions: ActionQuerySet, length: int = SHORT_LIST_LENGTH, **choices: Any
) -> Context:
    """Return the latest actions, at most ``length``."""
    url = get_list_url("action_list", **choices)
    n_actions = build_figure("action", actions.count(), url)
    latest = actions.for_cards().latest_first()[:length]
    return {
        "n_actions": n_actions,
        "latest_actions": latest,
        "cards": [build_action_card(action) for action in latest],
        "all_actions": build_see_all_link(length, n_actions),
    }


def build_agreements_context(
    agreements: AgreementQuerySet, length: int, url: str
) -> Context:
    """Return the oldest agreements, at most ``length``."""
    n_agreements = build_figure("agreement", agreements.count(), url)
    oldest = agreements.for_cards().oldest_first()[:length]
    return {
        "n_agreements": n_agreements,
        "agreement_cards": [build_agreement_card(agreement) for agreement in oldest],
        "all_agreements": build_see_all_link(length, n_agreements),
        "only_first_agreements": format_shown_count(length, n_agreements.value),
    }


def build_authorities_context(
    counts: ActivityCounts,
    url: str,
    roles: dict[int, str] | None = None,
    **choices: Any,
) -> Context:
    """Return the authorities, the most active first, with their ``roles``, if any."""
    first = get_top_counts(counts, LONG_LIST_LENGTH)
    found = Collectivity.objects.without_large_fields().in_bulk(list(first))
    number = build_figure("collectivity", len(counts), url)
    return {
        "n_collectivities": number,
        "collectivities": build_collectivity_rows(first, found, roles=roles, **choices),
        "all_collectivities": build_see_all_link(len(first), number),
        "only_first_collectivities": format_shown_count(len(first), len(counts)),
    }


def build_partners_context(counts: ActivityCounts, url: str, **choices: Any) -> Context:
    """Return the partners, the most frequent first."""
    first = get_top_counts(counts, LONG_LIST_LENGTH)
    found = Partner.objects.without_large_fields().in_bulk(list(first))
    number = build_figure("partner", len(counts), url)
    return {
        "n_partners": number,
        "partners": build_partner_rows(first, found, **choices),
        "all_partners": build_see_all_link(len(first), number),
        "only_first_partners": format_shown_count(len(first), len(counts)),
    }


def list_action_themes(
    index: FacetIndex, among: EntrySet, **choices: Any
) -> list[CountLink]:
    """Return the themes of actions, the most frequent first."""
    counts = merge_count_rows(actions=iter_counts(index, "theme", among))
    return list_themes(counts, "action", **choices)


def list_agreement_themes(
    index: FacetIndex, among: EntrySet, **choices: Any
) -> list[CountLink]:
    """Return the themes of agreements and of their actions, the most frequent first."""
    rows = iter_counts(index, "theme", among)
    undated = ((key, number, None) for key, number, _year in rows)
    counts = merge_count_rows(agreements=undated)
    return list_themes(counts, "agreement", **choices)


def list_themes(counts: ActivityCounts, kind: str, **choices: Any) -> list[CountLink]:
    found = Theme.objects.in_bulk(list(counts))
    ranked = get_top_counts(counts, len(counts))
    return build_theme_counts(ranked, found, kind, **choices)
