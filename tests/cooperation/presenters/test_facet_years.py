"""The choice of a span of years: handles, bars, and what is typed wrong."""

from cooperation.presenters.facet_years import build_year_facet
from cooperation.search.facets import FacetCounts
from cooperation.search.params import ParamOption, ParsedParam
from cooperation.search.types import DecadeBar, FacetYears


def count(**decades: int) -> FacetCounts:
    known = {int(name[1:]): number for name, number in decades.items()}
    return FacetCounts(0, 0, {}, {}, 1985, 2012, known)


def chosen(*years: int) -> ParsedParam:
    return ParsedParam([ParamOption(str(year), str(year), year) for year in years])


def test_handles_stand_at_both_ends_as_long_as_nothing_is_chosen() -> None:
    years = build_year_facet(count(d1980=10, d2010=40), chosen(), chosen())

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
    years = build_year_facet(
        count(d1980=1, d1990=1, d2000=40), chosen(1995), chosen(2050)
    )

    assert (years.from_year, years.to_year, years.value_max) == (1995, 2009, "2050")
    assert [(bar.height, bar.is_chosen) for bar in years.bars] == [
        (1.5, False),
        (1.5, True),
        (40, True),
    ]


def test_there_is_nothing_to_draw_within_one_decade() -> None:
    assert build_year_facet(count(d1980=3), chosen(), chosen()).bars == []
