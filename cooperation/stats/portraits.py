"""The lists of a one-page portrait: countries, partners, themes, funding, history."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.models import Action, Agreement, Collectivity, Country, Theme
from cooperation.presenters.counts import (
    ActivityCounts,
    get_top_counts,
    merge_count_rows,
)
from cooperation.presenters.timeline import build_shared_timeline
from cooperation.search.filters import ActionFilterSet
from cooperation.stats import money

Parts = dict[str, Any]
Row = dict[str, Any]

MAX_STORY_EVENTS = 200


def build_collectivity_portrait(collectivity: Collectivity, parts: Parts) -> Parts:
    """Return the lists of an authority: from the context of its page, and more."""
    actions = Action.objects.published().led_by(collectivity)
    both, found = (
        _("accords et actions"),
        merge_count_rows(actions=actions.count_by("themes")),
    )
    return {
        "portrait_of": _("Portrait de collectivité"),
        "portrait": [
            (_("Dans quels pays"), both, build_count_bars(parts["countries"])),
            (
                _("Sur quoi"),
                _("actions"),
                build_theme_bars(found),
            ),
            (_("Avec qui"), both, build_count_bars(parts["partners"])),
            (
                _("Avec quel argent"),
                "",
                build_amount_bars(f"collectivite={collectivity.slug}"),
            ),
        ],
        "portrait_story": parts["events"],
    }


def build_country_portrait(country: Country, parts: Parts) -> Parts:
    """Return the lists of a country: from the context of its page, and more.

    Amounts are those granted to actions in this country alone: the others cannot be
    shared out.
    """
    code, both = country.iso2.lower(), _("accords et actions")
    signed = Agreement.objects.published().in_country(country)
    subjects = [build_bar(row["label"], row["n"]) for row in parts["themes"]]
    agreements = signed.with_signatories().oldest_first()[:MAX_STORY_EVENTS]
    return {
        "portrait_of": _("Portrait de pays"),
        "portrait": [
            (_("Qui y agit"), both, build_count_bars(parts["collectivities"])),
            (_("Sur quoi"), _("actions"), subjects),
            (_("Avec qui"), both, build_count_bars(parts["partners"])),
            (
                _("Argent accordé ici seulement"),
                "",
                build_amount_bars(f"pays={code}&portee=un"),
            ),
        ],
        "portrait_story": build_shared_timeline(agreements),
    }


def build_count_bars(rows: Iterable[Row]) -> list[Row]:
    """Return rows of the component ``result_row`` as bars."""
    return [
        build_bar(row["name"], sum(one["n"] for one in row["counts"])) for row in rows
    ]


def build_theme_bars(tallies: ActivityCounts) -> list[Row]:
    found = Theme.objects.in_bulk(list(tallies))
    ranked = get_top_counts(tallies, len(found))
    return [build_bar(found[key].name, tally.actions) for key, tally in ranked.items()]


def build_amount_bars(query: str) -> list[Row]:
    table = money.build_window_table(ActionFilterSet(QueryDict(query)))
    return [build_bar(row.label, row.number, row.in_words) for row in table.rows]


def build_bar(label: str, number: Any, shown: str = "") -> Row:
    return {"label": label, "n": number, "shown": shown or str(number)}
