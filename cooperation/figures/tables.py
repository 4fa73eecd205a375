"""Tables of numbers: how many entries have each value of a facet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cooperation.facets import Counts, count
from cooperation.filters import ActionFilter, AgreementFilter, SheetFilter
from cooperation.reading.choices import Choices, in_language


@dataclass(frozen=True)
class Row:
    """One number: what it counts, and the URL of what it counts."""

    label: str
    number: Any
    url: str
    shown: str = ""

    @property
    def in_words(self) -> str:
        """The formatted number, or the number itself."""
        return self.shown or str(self.number)


@dataclass(frozen=True)
class Table:
    """A table of numbers; ``code`` identifies it in URLs."""

    code: str
    title: str
    rows: list[Row]
    unit: str = ""
    note: str = ""
    is_timeline: bool = False
    kept: int = field(default=15)

    @property
    def highest(self) -> Any:
        """The largest number, at least 1: the full length of a bar."""
        return max((row.number for row in self.rows), default=0) or 1

    @property
    def first(self) -> list[tuple[Row, float]]:
        """The rows shown in an overview, each with its bar as a percentage."""
        return self.bars(self.rows if self.is_timeline else self.rows[: self.kept])

    @property
    def all(self) -> list[tuple[Row, float]]:
        """Every row with its bar as a percentage."""
        return self.bars(self.rows)

    def bars(self, rows: Iterable[Row]) -> list[tuple[Row, float]]:
        """Return rows with their bars, as percentages of the longest one."""
        return [
            (row, round(100 * float(row.number) / float(self.highest), 1))
            for row in rows
        ]

    @property
    def left_out(self) -> int:
        """How many rows an overview does not show."""
        return 0 if self.is_timeline else max(0, len(self.rows) - self.kept)


def list_url(selection: SheetFilter, **choices: str | list[str]) -> str:
    """Return the URL of a selection's list with some parameters replaced."""
    of_actions = isinstance(selection, ActionFilter)
    route = "action_list" if of_actions else "agreement_list"
    replaced = [
        (name, value) for name in choices for value in selection.readings[name].values
    ]
    query = selection.address(*replaced, ("tri", selection.order), **choices)
    return f"{reverse(f'cooperation:{route}')}?{query}"


# Tables of facets: parameter, title for actions.
OF_ACTIONS: Mapping[str, str | Promise] = {
    "pays": _("Actions par pays"),
    "region": _("Actions par région du monde"),
    "theme": _("Actions par thématique"),
    "odd": _("Actions par objectif de développement durable"),
    "type": _("Actions par type d’accord"),
    "statut": _("Actions par état"),
    "guichet": _("Actions par guichet de financement"),
    "nature": _("Actions par nature des partenaires"),
    "collectivite": _("Actions par collectivité"),
    "epci": _("Actions par EPCI"),
    "departement": _("Actions par département"),
}
OF_AGREEMENTS: Mapping[str, str | Promise] = {
    "type": _("Accords par type"),
    "statut": _("Accords par état"),
}


def facet_tables(
    selection: SheetFilter, counts: Counts, titles: Mapping[str, str | Promise]
) -> list[Table]:
    """Return a table for each facet that counts something."""
    choices = Choices(selection, counts, "")
    prefix = "" if isinstance(selection, ActionFilter) else "accords-"
    tables = [
        Table(
            code=f"{prefix}{name}",
            title=str(title),
            rows=facet_rows(selection, choices, name),
        )
        for name, title in titles.items()
    ]
    return [table for table in tables if table.rows]


def facet_rows(selection: SheetFilter, choices: Choices, name: str) -> list[Row]:
    """Return the values of a facet with their counts, the largest first."""
    labels, numbers = choices.labels(name), choices.counts.facets[name]
    found = [key for key in labels if numbers.get(key)]
    found.sort(key=lambda key: -numbers[key])
    return [
        Row(
            label=capfirst(in_language(labels[key])),
            number=numbers[key],
            url=list_url(selection, **{name: labels[key].value}),
        )
        for key in found
    ]


def agreements_of(selection: ActionFilter) -> AgreementFilter:
    """Return the agreements with the same choices, as far as agreements have them."""
    data = selection.data.copy()
    for name in list(data):
        if name not in AgreementFilter.base_filters or name in ("statut", "tri"):
            del data[name]
    return AgreementFilter(data)


def counted(selection: SheetFilter) -> Counts:
    return count(selection)
