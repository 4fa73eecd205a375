"""Facets of a list for their components: options, counts, hidden options.

A facet holds what one sees of it: where it is open its first values and the chosen
ones, nothing where it is folded. The rest is asked for when it is opened
(``EXPAND_PARAM``), and has a page of its own for those without JavaScript.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import ActionStatus, AgreementKind, AgreementStatus, PartnerKind
from cooperation.presenters.types import CountLink
from cooperation.search.directory_facets import DirectoryFacet
from cooperation.search.facet_index import FacetLabel
from cooperation.search.facets import FACETS, FacetCounts
from cooperation.search.filters import ActionFilterSet, EntryFilterSet
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.types import FacetBox, FacetOption
from cooperation.text import normalize

# What most visitors choose by is open, with its first values.
OPEN_FACETS, FIRST_OPTIONS = frozenset({"pays", "theme", "statut"}), 5
# Closed lists keep their own order and their empty values; the others are sorted by
# count.
CLOSED_FACETS = frozenset({"type", "statut", "odd", "guichet"})
# A facet shown whole stops there: other values are found by their name.
MAX_OPTIONS, SEARCHABLE_FROM = 250, 12
EXPAND_PARAM, NARROW_PARAM = "voir", "valeurs"


@dataclass(frozen=True)
class AskedFacets:
    """The facets that a request asks for whole, and the words their values must hold.

    ``path`` is that of the page.
    """

    path: str = ""
    names: Collection[str] = ()
    words: str = ""


@dataclass(frozen=True)
class FacetBuilder:
    """Builds the facet components of a page from a selection.

    Subclasses say which values a facet has, in which order, and their options.
    """

    selection: SearchFilterSet
    asked: AskedFacets = field(default_factory=AskedFacets, kw_only=True)
    open_facets: ClassVar[frozenset[str]] = frozenset()
    closed_facets: ClassVar[frozenset[str]] = frozenset()

    @property
    def names(self) -> Collection[str]:
        raise NotImplementedError

    def values(self, name: str) -> Sequence[Any]:
        """Return the values of a facet in display order."""
        raise NotImplementedError

    def options(self, name: str, values: Sequence[Any]) -> list[FacetOption]:
        raise NotImplementedError

    def facets(self) -> list[FacetBox]:
        return [self.facet(name) for name in self.names]

    def facet(self, name: str) -> FacetBox:
        chosen = len(self.selection.cleaned[name].options)
        is_whole = name in self.asked.names
        is_open = is_whole or chosen > 0 or name in self.open_facets
        values = self.values(name) if is_open else []
        found = self.narrow(name, values) if is_whole else values
        shown = found[: self.count_shown(name, len(found), chosen)]
        left = len(found) - len(shown)
        is_all = is_open and not left and len(found) == len(values)
        return FacetBox(
            name=name,
            legend=capfirst(str(self.selection.filters[name].label)),
            options=self.options(name, shown),
            chosen=chosen,
            open=is_open,
            is_whole=is_whole,
            searchable=len(values) >= SEARCHABLE_FROM,
            glyphs=name == "type",
            more_url="" if is_all else self.get_expanded_url(name),
            more_label=format_hidden_count(left) if left else _("Toutes les valeurs"),
        )

    def narrow(self, name: str, values: Sequence[Any]) -> Sequence[Any]:
        """Keep the values that hold the words asked for, and the chosen ones."""
        words = normalize(self.asked.words).split()
        if not words:
            return values
        return [
            value
            for value, option in zip(values, self.options(name, values), strict=True)
            if option.selected or all(w in normalize(option.label) for w in words)
        ]

    def count_shown(self, name: str, number: int, chosen: int) -> int:
        """Return how many of the values a facet shows; selected ones always are."""
        if name in self.asked.names:
            return max(MAX_OPTIONS, chosen)
        if name in self.closed_facets or number <= FIRST_OPTIONS * 4 // 3:
            return number
        return chosen + FIRST_OPTIONS if chosen else FIRST_OPTIONS

    def get_expanded_url(self, name: str) -> str:
        query = self.selection.querystring(**{EXPAND_PARAM: name})
        return f"{self.asked.path}?{query}"


@dataclass(frozen=True)
class FacetPresenter(FacetBuilder):
    """The facets of actions or agreements, from a selection and its counts."""

    selection: EntryFilterSet
    counts: FacetCounts
    open_facets = OPEN_FACETS
    closed_facets = CLOSED_FACETS

    @property
    def names(self) -> Collection[str]:
        return FACETS

    def values(self, name: str) -> list[Any]:
        """Return the values of a facet in display order.

        Closed lists keep their own; in others selected values come first, then the most
        frequent ones, by name among equals.
        """
        counts = self.counts.facets[name]
        chosen = set(self.selection.cleaned[name].keys)
        if name in CLOSED_FACETS:
            return [key for key in self.labels(name) if key in counts or key in chosen]
        found = [key for key in self.labels(name) if counts.get(key) or key in chosen]
        return sorted(found, key=lambda key: (key not in chosen, -counts.get(key, 0)))

    def options(self, name: str, values: Sequence[Any]) -> list[FacetOption]:
        labels, counts = self.labels(name), self.counts.facets[name]
        chosen = set(self.selection.cleaned[name].keys)
        return [
            FacetOption(
                value=labels[key].value,
                label=capfirst(labels[key].text),
                count=counts.get(key, 0),
                selected=key in chosen,
            )
            for key in values
        ]

    def labels(self, name: str) -> dict[Any, FacetLabel]:
        labels = self.get_enum_labels(name) or self.counts.labels.get(name, {})
        unknown = {
            option.key: FacetLabel(option.value, option.label, option.label)
            for option in self.selection.cleaned[name].options
            if option.key not in labels
        }
        return unknown | labels if unknown else labels

    def get_enum_labels(self, name: str) -> dict[Any, FacetLabel]:
        of_actions = isinstance(self.selection, ActionFilterSet)
        enums = {
            "type": AgreementKind,
            "nature": PartnerKind,
            "statut": ActionStatus if of_actions else AgreementStatus,
        }
        choices = enums[name].choices if name in enums else []
        return {
            value: FacetLabel(value, str(text), str(text)) for value, text in choices
        }


@dataclass(frozen=True)
class DirectoryFacetPresenter(FacetBuilder):
    """The facets of authorities, partners, countries or resources.

    They are counted only where they are open.
    """

    sources: Mapping[str, DirectoryFacet]
    count: Callable[[str], Mapping[Any, int]]

    @property
    def names(self) -> Collection[str]:
        return self.sources

    def values(self, name: str) -> Sequence[FacetOption]:
        return self.sources[name].list_options(self.selection, self.count(name))

    def options(self, _name: str, values: Sequence[FacetOption]) -> list[FacetOption]:
        return [*values]


def list_hidden_values(
    selection: SearchFilterSet, visible: set[str]
) -> list[tuple[str, str]]:
    """Return the selected values that no control of the form shows."""
    return [
        (name, value)
        for name, param in selection.cleaned.items()
        if name not in visible
        for value in param.values
    ]


def format_hidden_count(left: int) -> str:
    return ngettext("%(n)s autre", "%(n)s autres", left) % {"n": left}


def build_filter_suggestions(
    selection: EntryFilterSet, counts: dict[str, int], path: str
) -> list[CountLink]:
    """Return which filters to remove from an empty result, most useful first.

    ``counts`` are the numbers of results of the selection without each parameter.
    """
    useful = sorted((name for name in counts if counts[name]), key=lambda n: -counts[n])
    return [
        CountLink(
            _("Sans le filtre « %(facet)s » (%(values)s)")
            % {
                "facet": capfirst(str(selection.filters[name].label)),
                "values": ", ".join(
                    option.label for option in selection.cleaned[name].options
                ),
            },
            counts[name],
            f"{path}?{build_query_without(selection, name)}",
        )
        for name in useful
    ]


def build_query_without(selection: EntryFilterSet, name: str) -> str:
    chosen = selection.cleaned[name].values
    return selection.querystring(*((name, value) for value in chosen))
