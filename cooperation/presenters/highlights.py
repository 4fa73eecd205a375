"""Highlights of the directory: the "did you know" of the home page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.models import Action, Agreement, Country, Location
from cooperation.presenters.counts import get_top_counts, merge_count_rows
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.places import format_location
from cooperation.presenters.types import Link

MAX_OLDEST = 2
ROUNDED_TO_KM = 10


@dataclass(frozen=True)
class Highlight:
    """A figure, what it says, and links to what it is about."""

    figure: str
    text: str
    links: list[Link]


def list_highlights() -> list[Highlight]:
    """Return the highlights; one without data is left out."""
    return [*iter_oldest_agreements(), *iter_farthest_location(), *iter_top_country()]


def iter_oldest_agreements() -> Iterator[Highlight]:
    found = Agreement.objects.published().oldest()
    first = list(found.with_years().with_signatories()[: MAX_OLDEST + 1])
    if first:
        text = ngettext(
            "C’est l’année du plus ancien accord connu de l’annuaire.",
            "C’est l’année des plus anciens accords connus de l’annuaire.",
            len(first),
        )
        yield Highlight(
            str(first[0].first_year),
            text,
            [Link(str(one), one.get_absolute_url()) for one in first[:MAX_OLDEST]],
        )


def iter_farthest_location() -> Iterator[Highlight]:
    places = Location.objects.published().farthest_first()
    place = places.select_related("action__lead", "country", "place").first()
    if place:
        km = round(place.distance_km / ROUNDED_TO_KM) * ROUNDED_TO_KM
        ends = {"here": place.action.lead.name, "there": format_location(place)}
        yield Highlight(
            _("%(km)s km") % {"km": number_format(km, force_grouping=True)},
            _("C’est la coopération la plus lointaine : %(here)s – %(there)s.") % ends,
            [Link(place.action.title, place.action.get_absolute_url())],
        )


def iter_top_country() -> Iterator[Highlight]:
    tally = Action.objects.published().count_by("locations__country")
    for code, counted in get_top_counts(merge_count_rows(actions=tally), 1).items():
        country = Country.objects.without_large_fields().get(pk=code)
        label = ngettext(
            "%(n)s action : %(country)s",
            "%(n)s actions : %(country)s",
            counted.actions,
        ) % {"n": counted.actions, "country": country.name}
        yield Highlight(
            country.name,
            _("C’est le pays où l’on connaît le plus d’actions."),
            [Link(label, get_list_url("action_list", pays=code.lower()))],
        )
