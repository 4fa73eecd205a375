"""The lists of a one-page portrait: countries, partners, themes, funding, history."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.figures import money
from cooperation.filters import ActionFilter
from cooperation.models import Action, Agreement, Collectivity, Country, Theme
from cooperation.reading.tallies import Tallies, foremost, tallied
from cooperation.reading.timeline import shared_story

Parts = dict[str, Any]
Row = dict[str, Any]

LONGEST_STORY = 200


def of_collectivity(collectivity: Collectivity, parts: Parts) -> Parts:
    """Return the lists of an authority: from the context of its page, and more."""
    actions = Action.objects.published().led_by(collectivity)
    both, found = _("accords et actions"), tallied(actions=actions.tally("themes"))
    return {
        "portrait_of": _("Portrait de collectivité"),
        "portrait": [
            (_("Dans quels pays"), both, counted(parts["countries"])),
            (
                _("Sur quoi"),
                _("actions"),
                themes(found),
            ),
            (_("Avec qui"), both, counted(parts["partners"])),
            (_("Avec quel argent"), "", granted(f"collectivite={collectivity.slug}")),
        ],
        "portrait_story": parts["events"],
    }


def of_country(country: Country, parts: Parts) -> Parts:
    """Return the lists of a country: from the context of its page, and more.

    Amounts are those granted to actions in this country alone: the others cannot be
    shared out.
    """
    code, both = country.iso2.lower(), _("accords et actions")
    signed = Agreement.objects.published().in_country(country)
    subjects = [bar(row["label"], row["n"]) for row in parts["themes"]]
    agreements = signed.with_signatories().oldest_first()[:LONGEST_STORY]
    return {
        "portrait_of": _("Portrait de pays"),
        "portrait": [
            (_("Qui y agit"), both, counted(parts["collectivities"])),
            (_("Sur quoi"), _("actions"), subjects),
            (_("Avec qui"), both, counted(parts["partners"])),
            (_("Argent accordé ici seulement"), "", granted(f"pays={code}&portee=un")),
        ],
        "portrait_story": shared_story(agreements),
    }


def counted(rows: Iterable[Row]) -> list[Row]:
    """Return rows of the component ``result_row`` as bars."""
    return [bar(row["name"], sum(one["n"] for one in row["counts"])) for row in rows]


def themes(tallies: Tallies) -> list[Row]:
    found = Theme.objects.in_bulk(list(tallies))
    ranked = foremost(tallies, len(found))
    return [bar(found[key].name, tally.actions) for key, tally in ranked.items()]


def granted(query: str) -> list[Row]:
    table = money.by_window(ActionFilter(QueryDict(query)))
    return [bar(row.label, row.number, row.in_words) for row in table.rows]


def bar(label: str, number: Any, shown: str = "") -> Row:
    return {"label": label, "n": number, "shown": shown or str(number)}
