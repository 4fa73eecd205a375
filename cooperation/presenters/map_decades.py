"""The entries of a map by decade, each number with its list."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.maps.agreement_links import count_agreement_spans
from cooperation.maps.link_years import (
    DecadeCount,
    count_action_spans,
    count_by_decade,
    list_decades,
)
from cooperation.maps.state import MapState
from cooperation.models.common import FIRST_YEAR as EARLIEST_YEAR
from cooperation.presenters.list_links import build_query_url
from cooperation.presenters.types import CountLink
from cooperation.search.entry_facets import CombinedCounts
from cooperation.search.entry_filters import MapEntries
from cooperation.search.filters import EntryFilterSet


@dataclass(frozen=True)
class DecadeRow:
    """A decade with its agreements, then its actions."""

    label: str
    numbers: list[CountLink]


def list_decade_rows(
    entries: MapEntries, counts: CombinedCounts, today: int
) -> list[DecadeRow]:
    """Return the decades in which some entry went on, and what is undated."""
    agreements = counts.agreements
    spans = {
        "agreement": count_agreement_spans(agreements.facet_index, agreements.selected),
        "action": count_action_spans(entries.actions.qs),
    }
    found = {kind: count_by_decade(one, today) for kind, one in spans.items()}
    selections = {"agreement": entries.agreements, "action": entries.actions}
    rows = [
        DecadeRow(format_decade(span), build_numbers(span, found, selections))
        for span in list_decades(today)
    ]
    return [row for row in rows if any(one.n for one in row.numbers)]


def build_numbers(
    span: DecadeCount,
    found: Mapping[str, Mapping[DecadeCount, int]],
    selections: Mapping[str, EntryFilterSet],
) -> list[CountLink]:
    """Return the number of each kind with its list; what is undated has none."""
    return [
        CountLink(
            "",
            numbers[span],
            build_query_url(f"{kind}_list", build_decade_query(selections[kind], span))
            if numbers[span] and span.last is not None
            else "",
        )
        for kind, numbers in found.items()
    ]


def format_decade(span: DecadeCount) -> str:
    if span.last is None:
        return _("sans année connue")
    if span.first is None:
        return _("jusqu’en %(year)s") % {"year": span.last}
    return f"{span.first}–{span.last}"


def build_decade_query(selection: EntryFilterSet, span: DecadeCount) -> str:
    """Return the querystring of the entries of a span."""
    query = QueryDict(selection.plain_querystring, mutable=True)
    years = (span.first or EARLIEST_YEAR, span.last or EARLIEST_YEAR)
    MapState(years=years).narrow(query)
    return query.urlencode(safe=",")
