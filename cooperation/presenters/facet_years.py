"""The choice of a span of years: two fields, two handles, a histogram of decades."""

from collections.abc import Mapping

from cooperation.search.facets import DECADE, FacetCounts
from cooperation.search.filters import EntryFilterSet
from cooperation.search.types import DecadeBar, FacetYears

# Of the drawing: a bar as high as this is that of the most frequent decade.
HEIGHT, LOWEST_BAR = 40, 1.5


def build_facet_years(selection: EntryFilterSet, counts: FacetCounts) -> FacetYears:
    """Return the fields of ``annee_min`` and ``annee_max``, with what they narrow.

    Without two decades to choose from, there are no handles.
    """
    first, last = selection.cleaned["annee_min"], selection.cleaned["annee_max"]
    decades = counts.decades if len(counts.decades) > 1 else {}
    begin, end = min(decades, default=0), max(decades, default=0) + DECADE - 1
    from_year = min(max(begin, *first.keys), end) if first.keys else begin
    to_year = max(min(end, *last.keys), begin) if last.keys else end
    return FacetYears(
        value_min="".join(first.values),
        value_max="".join(last.values),
        lowest=counts.lowest,
        highest=counts.highest,
        errors=[*first.problems, *last.problems],
        first=begin,
        last=end,
        from_year=from_year,
        to_year=to_year,
        bars=build_bars(decades, from_year, to_year),
    )


def build_bars(
    decades: Mapping[int, int], from_year: int, to_year: int
) -> list[DecadeBar]:
    """Return a bar for each decade; those that the span touches are chosen."""
    begin, most = min(decades, default=0), max(decades.values(), default=0) or 1
    heights = {
        decade: max(LOWEST_BAR, round(HEIGHT * number / most, 1)) if number else 0
        for decade, number in decades.items()
    }
    return [
        DecadeBar(
            left=decade - begin,
            top=round(HEIGHT - height, 1),
            height=height,
            is_chosen=from_year <= decade + DECADE - 1 and decade <= to_year,
        )
        for decade, height in heights.items()
    ]
