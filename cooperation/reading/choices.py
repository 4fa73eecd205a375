"""Facets of a list for their components: options, counts, hidden options."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus, AgreementKind, AgreementStatus, PartnerKind
from cooperation.facets import FACETS, Counts
from cooperation.filters import ActionFilter, SheetFilter
from cooperation.postings import Label

# Closed lists keep their own order and their empty values; the others are sorted by
# count, and the longest show their beginning only.
CLOSED = {"type", "statut", "odd", "guichet"}
SHOWN, SEARCHABLE_FROM = 15, 12
EXPAND = "voir"
Option = dict[str, Any]


@dataclass(frozen=True)
class Choices:
    """Builds the facet components of a page from a selection and its counts.

    ``expanded`` is the facet shown with all options; ``path`` the path of the page.
    """

    selection: SheetFilter
    counts: Counts
    path: str
    expanded: str = ""

    def facets(self) -> list[dict[str, Any]]:
        return [self.facet(name) for name in FACETS]

    def facet(self, name: str) -> dict[str, Any]:
        """Return the context of the component ``facet``."""
        values = self.values(name)
        chosen = len(self.selection.readings[name].options)
        whole = name == self.expanded or name in CLOSED
        left = 0 if whole else left_out(len(values), chosen)
        return {
            "name": name,
            "legend": capfirst(str(self.selection.filters[name].label)),
            "options": self.options(name, values[: len(values) - left]),
            "chosen": chosen,
            "open": name == self.expanded,
            "searchable": len(values) >= SEARCHABLE_FROM,
            "glyphs": name == "type",
            "more_url": self.url_of_whole(name) if left else "",
            "more_label": more(left),
        }

    def values(self, name: str) -> list[Any]:
        """Return the values of a facet in display order.

        Closed lists keep their own; in others selected values come first, then the most
        frequent ones, by name among equals.
        """
        counts = self.counts.facets[name]
        chosen = set(self.selection.readings[name].keys)
        if name in CLOSED:
            return [key for key in self.labels(name) if key in counts or key in chosen]
        found = [key for key in self.labels(name) if counts.get(key) or key in chosen]
        return sorted(found, key=lambda key: (key not in chosen, -counts.get(key, 0)))

    def options(self, name: str, values: list[Any]) -> list[Option]:
        labels, counts = self.labels(name), self.counts.facets[name]
        chosen = set(self.selection.readings[name].keys)
        return [
            {
                "value": labels[key].value,
                "label": capfirst(in_language(labels[key])),
                "count": counts.get(key, 0),
                "selected": key in chosen,
            }
            for key in values
        ]

    def labels(self, name: str) -> dict[Any, Label]:
        labels = self.choices_of(name) or self.counts.labels.get(name, {})
        unknown = {
            option.key: Label(option.value, option.label, option.label)
            for option in self.selection.readings[name].options
            if option.key not in labels
        }
        return unknown | labels if unknown else labels

    def choices_of(self, name: str) -> dict[Any, Label]:
        of_actions = isinstance(self.selection, ActionFilter)
        enums = {
            "type": AgreementKind,
            "nature": PartnerKind,
            "statut": ActionStatus if of_actions else AgreementStatus,
        }
        choices = enums[name].choices if name in enums else []
        return {value: Label(value, str(text), str(text)) for value, text in choices}

    def url_of_whole(self, name: str) -> str:
        return f"{self.path}?{self.selection.address(**{EXPAND: name})}"

    def years(self) -> dict[str, Any]:
        """Return the context of the component ``facet_years``."""
        first = self.selection.readings["annee_min"]
        last = self.selection.readings["annee_max"]
        return {
            "value_min": "".join(first.values),
            "value_max": "".join(last.values),
            "lowest": self.counts.lowest,
            "highest": self.counts.highest,
            "errors": [*first.problems, *last.problems],
        }

    def hidden(self) -> list[tuple[str, str]]:
        """Return the selected values that no control of the form shows."""
        shown = {*FACETS, "q", "tri", "annee_min", "annee_max"}
        return [
            (name, value)
            for name, reading in self.selection.readings.items()
            if name not in shown
            for value in reading.values
        ]


def in_language(label: Label) -> str:
    return label.en if (get_language() or "fr").startswith("en") else label.fr


def left_out(options: int, chosen: int) -> int:
    """Return how many options a long facet hides; selected ones are always shown."""
    if options <= SHOWN + 5:
        return 0
    return max(0, options - max(SHOWN, chosen + 5))


def more(left: int) -> str:
    return ngettext("%(n)s autre", "%(n)s autres", left) % {"n": left}


def suggestions(
    selection: SheetFilter, counts: dict[str, int], path: str
) -> list[dict[str, Any]]:
    """Return which filters to remove from an empty result, most useful first.

    ``counts`` are the numbers of results of the selection without each parameter.
    """
    useful = sorted((name for name in counts if counts[name]), key=lambda n: -counts[n])
    return [
        {
            "label": _("Sans le filtre « %(facet)s » (%(values)s)")
            % {
                "facet": capfirst(str(selection.filters[name].label)),
                "values": ", ".join(
                    option.label for option in selection.readings[name].options
                ),
            },
            "url": f"{path}?{address_without(selection, name)}",
            "n": counts[name],
        }
        for name in useful
    ]


def address_without(selection: SheetFilter, name: str) -> str:
    chosen = selection.readings[name].values
    return selection.address(*((name, value) for value in chosen))
