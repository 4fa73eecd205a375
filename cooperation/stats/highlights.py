"""What is remarkable in a selection of entries: the oldest, the farthest, the most.

The home page, the page of figures, portraits and reports all take it from here, so
that they agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.models import Agreement, Collectivity, Location, Place
from cooperation.models.expressions import (
    build_distance_km,
    build_position_annotations,
)
from cooperation.presenters.places import format_location, format_place
from cooperation.presenters.types import Fact, Link
from cooperation.stats.entries import (
    EntryCounts,
    EntrySelection,
    build_entry_table,
    list_territory,
)
from cooperation.stats.tables import FigureRow

MAX_OLDEST = 2
ROUNDED_TO_KM = 10
ACTION, AGREEMENT = "action", "accord"


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
    rows: Any = selection.agreements.excluding()
    found = list(rows.oldest().with_years().with_signatories())
    if not found:
        return None
    return OldestAgreements(found[0].first_year, len(found), found[:MAX_OLDEST])


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
    first, *others = list_distances(selection)
    row = first.union(*others).order_by("-km", "entry_kind", "row", "there").first()
    if row is None:
        return None
    here = Collectivity.objects.only("name").get(pk=row["here"]).name
    km = round(row["km"] / ROUNDED_TO_KM) * ROUNDED_TO_KM
    if row["entry_kind"] == ACTION:
        place = Location.objects.select_related("action", "country", "place").get(
            pk=row["row"]
        )
        return FarthestLink(km, here, format_location(place), place.action)
    agreement = Agreement.objects.with_signatories().get(pk=row["row"])
    there = Place.objects.select_related("country").get(pk=row["there"])
    return FarthestLink(km, here, format_place(there, there.country), agreement)


def list_distances(selection: EntrySelection) -> list[QuerySet[Any, Any]]:
    """Return queries of the ways from each authority to each place, in kilometres."""
    located: Any = Location.objects.filter(action__in=selection.actions.excluding())
    at = located.annotate(**build_position_annotations("", "place"))
    ends = Ends(selection)
    leads, signed = ("action__lead", "action__co_leads"), selection.agreements
    signatories = ("collectivity", "other_signatories")
    return [
        *(ends.measure(at, ACTION, here, "", "at_") for here in leads),
        *(
            ends.measure(signed.excluding(), AGREEMENT, here, f"{to}__", f"{to}__")
            for here in signatories
            for to in ("place", "places")
        ),
    ]


class Ends:
    """The two ends of a way that a selection keeps: its territory, its countries."""

    def __init__(self, selection: EntrySelection) -> None:
        self.territory = list_territory(selection.actions)
        self.countries = selection.actions.cleaned["pays"].keys

    def measure(
        self, rows: Any, kind: str, here: str, owner: str, at: str
    ) -> QuerySet[Any, Any]:
        """Return the distances of both ends, where they are known and kept.

        ``owner`` leads to what has a country, ``at`` to the coordinates.
        """
        lat, lng = f"{at}lat", f"{at}lng"
        known = rows.filter(**{f"{here}__lat__isnull": False, f"{lat}__isnull": False})
        if self.territory is not None:
            known = known.filter(**{f"{here}__in": self.territory.values("pk")})
        if self.countries:
            known = known.filter(**{f"{owner}country__in": self.countries})
        here_lat, here_lng = F(f"{here}__lat"), F(f"{here}__lng")
        found: QuerySet[Any, Any] = known.order_by().values(
            entry_kind=Value(kind),
            row=F("pk"),
            here=F(here),
            there=F(f"{owner}pk" if owner else "place"),
            km=build_distance_km(here_lat, here_lng, F(lat), F(lng)),
        )
        return found


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
