"""Facets of a list for their components: options, counts, hidden options."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import ActionStatus, AgreementKind, AgreementStatus, PartnerKind
from cooperation.presenters.facet_years import build_year_facet
from cooperation.presenters.types import CountLink
from cooperation.search.facet_index import FacetLabel
from cooperation.search.facets import FACETS, FacetCounts
from cooperation.search.filters import ActionFilterSet, EntryFilterSet
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.types import FacetBox, FacetOption, FacetYears

# Closed lists keep their own order and their empty values; the others are sorted by
# count, and the longest show their beginning only.
CLOSED_FACETS = {"type", "statut", "odd", "guichet"}
MAX_OPTIONS, SEARCHABLE_FROM = 15, 12
# What most visitors choose by is open, with its first values.
OPEN_FACETS, FIRST_OPTIONS = {"pays", "theme", "statut"}, 5
EXPAND_PARAM = "voir"


@dataclass(frozen=True)
class FacetPresenter:
    """Builds the facet components of a page from a selection and its counts.

    ``expanded`` is the facet shown with all options; ``path`` the path of the page.
    """

    selection: EntryFilterSet
    counts: FacetCounts
    path: str
    expanded: str = ""

    def facets(self) -> list[FacetBox]:
        return [self.facet(name) for name in FACETS]

    def facet(self, name: str) -> FacetBox:
        values = self.values(name)
        chosen = len(self.selection.cleaned[name].options)
        whole = name == self.expanded or name in CLOSED_FACETS
        shown = FIRST_OPTIONS if name in OPEN_FACETS else MAX_OPTIONS
        left = 0 if whole else count_hidden_options(len(values), chosen, shown)
        return FacetBox(
            name=name,
            legend=capfirst(str(self.selection.filters[name].label)),
            options=self.options(name, values[: len(values) - left]),
            chosen=chosen,
            open=name == self.expanded or name in OPEN_FACETS,
            searchable=len(values) >= SEARCHABLE_FROM,
            glyphs=name == "type",
            more_url=self.get_expanded_url(name) if left else "",
            more_label=format_hidden_count(left),
        )

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

    def options(self, name: str, values: list[Any]) -> list[FacetOption]:
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

    def get_expanded_url(self, name: str) -> str:
        return f"{self.path}?{self.selection.querystring(**{EXPAND_PARAM: name})}"

    def years(self) -> FacetYears:
        first = self.selection.cleaned["annee_min"]
        last = self.selection.cleaned["annee_max"]
        return build_year_facet(self.counts, first, last)


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


def count_hidden_options(options: int, chosen: int, shown: int) -> int:
    """Return how many options a long facet hides; selected ones are always shown."""
    if options <= shown * 4 // 3:
        return 0
    return max(0, options - max(shown, chosen + FIRST_OPTIONS))


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
