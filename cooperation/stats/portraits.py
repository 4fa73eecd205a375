"""The lists of a one-page portrait: countries, partners, themes, funding, history."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.models import Agreement, Collectivity, Country, Theme
from cooperation.presenters.counts import (
    ActivityCounts,
    count_by_facet,
    get_top_counts,
)
from cooperation.presenters.surroundings import Surroundings
from cooperation.presenters.timeline import build_shared_timeline
from cooperation.presenters.types import Bar, BarList, ListingRow, Portrait
from cooperation.search.activity_index import ActivityIndex
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.entries import select_entries
from cooperation.stats.highlights import list_highlight_facts
from cooperation.stats.money import MoneyFigures
from cooperation.web.context import Context

MAX_STORY_EVENTS = 200


def build_collectivity_portrait(collectivity: Collectivity, page: Context) -> Portrait:
    """Return the portrait of an authority; ``page`` is the context of its page."""
    around: Surroundings | None = page.get("around")
    if around:
        return build_surroundings_portrait(around)
    activity = ActivityIndex()
    own = activity.get_masks("collectivite", collectivity.pk)
    themes = count_by_facet(activity, "theme", own)
    both = _("accords et actions")
    selection = ActionFilterSet(QueryDict(f"collectivite={collectivity.slug}"))
    amounts = build_amount_bars(selection)
    return Portrait(
        kind=_("Portrait de collectivité"),
        lists=[
            BarList(_("Dans quels pays"), both, build_count_bars(page["countries"])),
            BarList(_("Sur quoi"), both, build_theme_bars(themes)),
            BarList(_("Avec qui"), both, build_count_bars(page["partners"])),
            BarList(_("Avec quel argent"), "", amounts),
        ],
        events=page["events"],
        facts=list_highlight_facts(select_entries(selection)),
    )


def build_surroundings_portrait(around: Surroundings) -> Portrait:
    """Return the portrait of an authority without entries: who cooperates near it."""
    both = _("accords et actions")
    neighbours = [one.row for one in around.neighbours]
    return Portrait(
        kind=_("Autour de la collectivité"),
        lists=[
            BarList(_("Son territoire"), both, build_count_bars(around.rows)),
            BarList(around.neighbours_title, both, build_count_bars(neighbours)),
            BarList(_("Dans quels pays"), both, around.countries),
            BarList(_("Sur quoi"), both, around.themes),
        ],
    )


def build_country_portrait(country: Country, page: Context) -> Portrait:
    """Return the portrait of a country; ``page`` is the context of its page.

    Amounts are those granted to actions in this country alone: the others cannot be
    shared out.
    """
    both = _("accords et actions")
    signed = Agreement.objects.published().in_country(country)
    agreements = signed.with_signatories().oldest_first()[:MAX_STORY_EVENTS]
    activity = ActivityIndex()
    there = activity.get_masks("pays", country.pk)
    themes = count_by_facet(activity, "theme", there)
    code = country.iso2.lower()
    amounts = build_amount_bars(ActionFilterSet(QueryDict(f"pays={code}&portee=un")))
    entries = select_entries(ActionFilterSet(QueryDict(f"pays={code}")))
    return Portrait(
        kind=_("Portrait de pays"),
        lists=[
            BarList(_("Qui y agit"), both, build_count_bars(page["collectivities"])),
            BarList(_("Sur quoi"), both, build_theme_bars(themes)),
            BarList(_("Avec qui"), both, build_count_bars(page["partners"])),
            BarList(_("Montants accordés pour ce seul pays"), "", amounts),
        ],
        events=build_shared_timeline(agreements),
        facts=list_highlight_facts(entries),
    )


def build_count_bars(rows: Iterable[ListingRow]) -> list[Bar]:
    return [build_bar(row.name, sum(one.n or 0 for one in row.counts)) for row in rows]


def build_theme_bars(tallies: ActivityCounts) -> list[Bar]:
    found = Theme.objects.in_bulk(list(tallies))
    ranked = get_top_counts(tallies, len(found))
    return [
        build_bar(found[key].name, tally.actions + tally.agreements)
        for key, tally in ranked.items()
    ]


def build_amount_bars(selection: ActionFilterSet) -> list[Bar]:
    table = MoneyFigures(selection).build_table("montants-guichets")
    return [build_bar(row.label, row.number, row.in_words) for row in table.rows]


def build_bar(label: str, number: Any, shown: str = "") -> Bar:
    return Bar(label, number, shown or str(number))
