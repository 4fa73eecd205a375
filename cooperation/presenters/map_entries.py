"""What a map says of its entries: agreements and actions, each with its list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.maps.agreement_links import AgreementLinks
from cooperation.maps.links import get_kind_labels, list_link_rows
from cooperation.presenters.counts import LABELS
from cooperation.presenters.facet_choices import FacetPresenter
from cooperation.presenters.list_links import build_query_url
from cooperation.presenters.map_arcs import LatLng, serialize_arcs
from cooperation.presenters.types import CountLink
from cooperation.search.entry_filters import SHOWN, MapEntries, ShownEntries
from cooperation.search.facets import FACETS
from cooperation.search.types import FacetOption

KINDS = {ShownEntries.AGREEMENTS: "agreement", ShownEntries.ACTIONS: "action"}


def format_entries(kind: str, n: int) -> str:
    return f"{number_format(n, force_grouping=True)} {LABELS[kind](n)}"


def build_entry_numbers(
    entries: MapEntries, n_agreements: int, n_actions: int
) -> list[CountLink]:
    """Return how many entries of each kind there are, each with its list.

    Zeros are left out, unless there is nothing at all.
    """
    found = [
        CountLink(
            format_entries(kind, n),
            n,
            build_query_url(f"{kind}_list", selection.plain_querystring),
        )
        for (shown, kind), n, selection in zip(
            KINDS.items(), (n_agreements, n_actions), entries, strict=True
        )
        if entries.shown in ("", shown)
    ]
    return [one for one in found if one.n] or found[-1:]


def join_numbers(numbers: Iterable[CountLink]) -> str:
    return " · ".join(str(one.label) for one in numbers)


def list_shown_choices(entries: MapEntries) -> list[FacetOption]:
    """Return the choice of the kinds of entries that a map shows."""
    labels = {
        "": _("actions et accords"),
        **{value: str(text) for value, text in ShownEntries.choices},
    }
    return [
        FacetOption(value, label, 0, selected=value == entries.shown)
        for value, label in labels.items()
    ]


@dataclass(frozen=True)
class MapFacetPresenter(FacetPresenter):
    """The facets of the map; statuses are not the same for the two kinds."""

    shown: str = field(default="", kw_only=True)

    @property
    def names(self) -> Collection[str]:
        has_statuses = self.shown == ShownEntries.ACTIONS
        return [name for name in FACETS if has_statuses or name != "statut"]

    def list_visible(self) -> set[str]:
        return {*self.names, "annee_min", "annee_max", "q", SHOWN}


# The table ----------------------------------------------------------------------------


@dataclass(frozen=True)
class MapRow:
    """A link of the map in the table; ``arcs`` is the JSON of what it highlights.

    ``entries`` is the number of its entries in words; ``url`` leads to an agreement.
    """

    here_name: str
    lead_url: str
    there_name: str
    country_name: str
    country_url: str
    kind_label: str
    entries: str
    url: str
    arcs: str


class EntryLinks:
    """The links of agreements, then those of actions, for a paginator."""

    def __init__(self, entries: MapEntries) -> None:
        self.agreements = AgreementLinks.select(entries.agreements)
        self.actions = list_link_rows(entries.actions.qs)
        self.number = len(self.agreements)

    def count(self) -> int:
        n: int = self.number + self.actions.count()
        return n

    def __getitem__(self, part: slice) -> Sequence[Mapping[str, Any]]:
        """Return a part from a known place to another."""
        rows = self.agreements[part] if part.start < self.number else []
        start, stop = (max(0, at - self.number) for at in (part.start, part.stop))
        return [*rows, *(self.actions[start:stop] if stop else [])]


def build_map_row(row: Mapping[str, Any]) -> MapRow:
    country = reverse("cooperation:country_detail", args=[row["country_code"].lower()])
    agreement = row.get("agreement")
    return MapRow(
        here_name=row["here_name"],
        lead_url=reverse("cooperation:collectivity_detail", args=[row["here"]]),
        there_name=row["there_name"] or "",
        country_name=row["country_name"],
        country_url=country,
        kind_label=capfirst(get_kind_labels()[row["kind"]]),
        entries=format_entries("agreement" if agreement else "action", row["n"]),
        url=reverse("cooperation:agreement_detail", args=[agreement])
        if agreement
        else "",
        arcs=serialize_arcs(build_row_arcs(row)),
    )


def build_row_arcs(row: Mapping[str, Any]) -> list[tuple[LatLng, LatLng, str]]:
    """Return the arc of a row; empty where the authority has no known point."""
    if row["here_lat"] is None:
        return []
    here = (round(row["here_lat"], 3), round(row["here_lng"], 3))
    there = (round(row["there_lat"], 3), round(row["there_lng"], 3))
    return [(here, there, row["kind"])]
