"""The choice of a span of years: handles, bars, and what is typed wrong."""

from types import SimpleNamespace
from typing import Any

from django.http import QueryDict

from cooperation.presenters.facet_years import build_facet_years
from cooperation.search.filters import ActionFilterSet
from cooperation.search.types import DecadeBar, FacetYears


def build(query: str, **decades: int) -> FacetYears:
    """Return the choice where so many entries name a year of each decade."""
    known = {int(name[1:]): number for name, number in decades.items()}
    counts: Any = SimpleNamespace(decades=known, lowest=1985, highest=2012)
    return build_facet_years(ActionFilterSet(QueryDict(query)), counts)


def test_handles_stand_at_both_ends_as_long_as_nothing_is_chosen() -> None:
    years = build("", d1980=10, d2010=40)

    assert years == FacetYears(
        *("", "", 1985, 2012, []),
        first=1980,
        last=2019,
        from_year=1980,
        to_year=2019,
        bars=[DecadeBar(0, 30, 10, True), DecadeBar(30, 0, 40, True)],
    )
    assert years.width == 40


def test_bars_out_of_the_span_are_not_chosen_and_handles_stay_on_the_line() -> None:
    years = build("annee_min=1995&annee_max=2050", d1980=1, d1990=1, d2000=40)

    assert (years.from_year, years.to_year, years.value_max) == (1995, 2009, "2050")
    assert [(bar.height, bar.is_chosen) for bar in years.bars] == [
        (1.5, False),
        (1.5, True),
        (40, True),
    ]


def test_there_is_nothing_to_draw_within_one_decade() -> None:
    assert build("", d1980=3).bars == []
