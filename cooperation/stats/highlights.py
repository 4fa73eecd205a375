"""What is remarkable in a selection of entries: the oldest, the farthest, the most.

The home page, the page of figures, portraits and reports all take it from here, so
that they agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.models import Agreement, Collectivity, Location, Place
from cooperation.presenters.places import format_location, format_place
from cooperation.presenters.types import Fact, Link
from cooperation.search.facet_index import UNKNOWN
from cooperation.search.facets import build_facet_masks
from cooperation.stats.entries import (
    EntryCounts,
    EntrySelection,
    build_entry_table,
    list_territory,
)
from cooperation.stats.farthest import DistanceLimits, Way, find_longest_way
from cooperation.stats.tables import FigureRow

MAX_OLDEST = 2
ROUNDED_TO_KM = 10


@dataclass(frozen=True)
class OldestAgreements:
    """The first year known of an agreement, and the first ones of that year."""

    year: int
    number: int
    named: list[Agreement]


@dataclass(frozen=True)
class FarthestLink:
    """The longest way from an authority to a place, as text, and its entry."""

    km: int
    here: str
    there: str
    entry: Any

    @property
    def distance(self) -> str:
        return _("%(km)s km") % {"km": number_format(self.km, force_grouping=True)}


@dataclass(frozen=True)
class Highlight:
    """A figure, what it says, and links to what it is about."""

    figure: str
    text: str
    links: list[Link]


def list_highlights(counts: EntryCounts) -> list[Highlight]:
    """Return what is remarkable; what has no data is left out."""
    return [
        *iter_oldest(counts.selection),
        *iter_farthest(counts.selection),
        *iter_top_country(counts),
    ]


def list_highlight_facts(selection: EntrySelection) -> list[Fact]:
    """Return the oldest and the farthest in a few words, for one page of paper."""
    oldest, farthest = find_oldest(selection), find_farthest(selection)
    return [
        *([Fact(_("Plus ancien accord connu"), str(oldest.year))] if oldest else []),
        *(
            [Fact(_("Le plus loin"), f"{farthest.there} ({farthest.distance})")]
            if farthest
            else []
        ),
    ]


# The oldest ---------------------------------------------------------------------------


def find_oldest(selection: EntrySelection) -> OldestAgreements | None:
    """Return the agreements of the first year known; None where no year is."""
    masks = build_facet_masks(selection.agreements)
    index, among = masks.facet_index, masks.excluding().positions
    years = index.numbers["first_year"][among]
    known = years != UNKNOWN
    if not known.any():
        return None
    year = int(years[known].min())
    first = among[years == year]
    named = first[np.argsort(index.title_ranks[first])][:MAX_OLDEST]
    rows = Agreement.objects.published().with_signatories()
    found = rows.in_bulk(index.keys[named].tolist())
    in_order = [found[key] for key in index.keys[named].tolist() if key in found]
    return OldestAgreements(year, len(first), in_order)


def iter_oldest(selection: EntrySelection) -> Iterator[Highlight]:
    oldest = find_oldest(selection)
    if oldest:
        text = ngettext(
            "C’est l’année du plus ancien accord connu de l’annuaire.",
            "C’est l’année des plus anciens accords connus de l’annuaire.",
            oldest.number,
        )
        links = [Link(str(one), one.get_absolute_url()) for one in oldest.named]
        yield Highlight(str(oldest.year), text, links)


# The farthest -------------------------------------------------------------------------


def find_farthest(selection: EntrySelection) -> FarthestLink | None:
    """Return the longest way of an authority of the selection to a place.

    Of actions and of agreements, whoever leads or joins them; places of which only the
    country is known are left out.
    """
    territory = list_territory(selection.actions)
    countries = selection.actions.cleaned["pays"].keys
    limits = DistanceLimits(
        None if territory is None else set(territory.values_list("pk", flat=True)),
        set(countries) if countries else None,
    )
    signed = find_longest_way(selection.agreements, limits)
    done = find_longest_way(selection.actions, limits)
    if signed and not (done and done.km > signed.km):
        return describe_agreement_way(signed)
    return describe_action_way(done) if done else None


def describe_action_way(way: Way) -> FarthestLink | None:
    rows = Location.objects.published().select_related("action", "country", "place")
    place = rows.filter(pk=way.row).first()
    if place is None:
        return None
    there = format_location(place)
    return FarthestLink(round_km(way), get_authority_name(way), there, place.action)


def describe_agreement_way(way: Way) -> FarthestLink | None:
    agreements = Agreement.objects.published().with_signatories()
    agreement = agreements.filter(pk=way.row).first()
    places = Place.objects.select_related("country")
    there = places.filter(pk=way.place).first() if way.place else None
    if agreement is None or there is None:
        return None
    place = format_place(there, there.country)
    return FarthestLink(round_km(way), get_authority_name(way), place, agreement)


def round_km(way: Way) -> int:
    return round(way.km / ROUNDED_TO_KM) * ROUNDED_TO_KM


def get_authority_name(way: Way) -> str:
    name: str = Collectivity.objects.only("name").get(pk=way.here).name
    return name


def iter_farthest(selection: EntrySelection) -> Iterator[Highlight]:
    farthest = find_farthest(selection)
    if farthest:
        ends = {"here": farthest.here, "there": farthest.there}
        yield Highlight(
            farthest.distance,
            _("C’est la coopération la plus lointaine : %(here)s – %(there)s.") % ends,
            [Link(str(farthest.entry), farthest.entry.get_absolute_url())],
        )


# The most -----------------------------------------------------------------------------


def find_top_country(counts: EntryCounts) -> FigureRow | None:
    """Return the country of most agreements and actions."""
    return next(iter(build_entry_table(counts, "pays").rows), None)


def iter_top_country(counts: EntryCounts) -> Iterator[Highlight]:
    top = find_top_country(counts)
    if top:
        yield Highlight(
            top.label,
            _("C’est le pays où l’on connaît le plus d’accords et d’actions."),
            [Link(f"{part.number} {part.noun}", part.url) for part in top.filled_parts],
        )
