"""Reading a snapshot: figures, tables, maps and lists by their names."""

from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.presenters.money import format_euros
from cooperation.stats.catalogue import EUROS, PERCENT, YEAR
from cooperation.stats.queries import RowData, list_counted_rows
from surveys.models import Report
from surveys.reports.translations import get_translation

# By kind of placeholder: the key of the snapshot that holds its items.
SNAPSHOT_KEYS = {
    "chiffre": "figures",
    "chiffres": "figures",
    "tableau": "tables",
    "carte": "maps",
    "liste": "cards",
}
INLINE_KIND = "chiffre"
OPERATION_LABELS = {
    "count": gettext_lazy("Nombre de lignes de la liste « %(list)s »"),
    "distinct": gettext_lazy(
        "Nombre de valeurs différentes de « %(column)s » dans la liste « %(list)s »"
    ),
    "sum": gettext_lazy("Somme de « %(column)s » dans la liste « %(list)s »"),
    "least": gettext_lazy(
        "Plus petite valeur de « %(column)s » dans la liste « %(list)s »"
    ),
}
HIDDEN_VALUE = "—"
# A figure, a table, a map or a list of a snapshot, as it is stored.
SnapshotItem = dict[str, Any]


@dataclass(frozen=True)
class SnapshotReader:
    """The content of one snapshot."""

    data: SnapshotItem = field(default_factory=dict)

    def get_items(self, kind: str) -> dict[str, SnapshotItem]:
        """Return the items of a kind of placeholder, by name."""
        return {one["code"]: one for one in self.data.get(SNAPSHOT_KEYS[kind], [])}

    def get(self, kind: str, name: str) -> SnapshotItem | None:
        return self.get_items(kind).get(name)

    def find_similar_names(self, kind: str, name: str) -> list[str]:
        """Return up to three names similar to an unknown one."""
        return get_close_matches(name, list(self.get_items(kind)), n=3, cutoff=0.4)

    @property
    def lists(self) -> dict[str, SnapshotItem]:
        found: dict[str, SnapshotItem] = self.data.get("lists", {})
        return found

    @property
    def day(self) -> str:
        day = parse_date(self.data.get("taken_on", ""))
        return date_format(day, "j F Y") if day else ""

    def get_term_label(self, column: str, code: Any) -> str:
        return get_translation(self.data["terms"].get(column, {}).get(code)) or str(
            code
        )

    def list_rows(self, one: SnapshotItem) -> list[RowData]:
        return list_counted_rows(self.lists, one["query"]) if one.get("query") else []

    def list_columns(self, one: SnapshotItem) -> list[tuple[str, str]]:
        """Return the columns of the rows behind a figure as (code, label)."""
        query = one.get("query")
        if not query:
            return []
        columns = self.lists[query["rows"]]["columns"]
        return [
            (column["code"], get_translation(column["label"])) for column in columns
        ]

    def format_cell(self, row: RowData, column: str) -> str:
        value = row.get(column)
        if value is None:
            return ""
        if column == "amount":
            return format_euros(Decimal(value))
        values = value if isinstance(value, list) else [value]
        return ", ".join(self.get_term_label(column, one) for one in values)

    def describe_query(self, one: SnapshotItem) -> str:
        """Return the query behind a figure as text; empty without a query."""
        query = one.get("query")
        if not query:
            return ""
        columns = dict(self.list_columns(one))
        column = columns.get(query["column"], query["column"])
        about = {
            "list": get_translation(self.lists[query["rows"]]["title"]),
            "column": column,
        }
        where = [
            f"{columns.get(name, name)} = {self.get_term_label(name, value)}"
            for name, value in query["where"].items()
        ]
        return ", ".join([str(OPERATION_LABELS[query["op"]]) % about, *where])

    def list_links(self) -> list[RowData]:
        rows: list[RowData] = self.lists.get("liens", {}).get("rows", [])
        return rows


def get_report_snapshot(report: Report) -> SnapshotReader:
    """Return the snapshot that a report shows; an empty one if it has none."""
    return SnapshotReader(report.snapshot.data if report.snapshot else {})


def format_with_unit(value: Any, unit: str = "") -> str:
    """Return a value as text; a dash for what is unknown or hidden."""
    if value is None:
        return HIDDEN_VALUE
    if unit == EUROS:
        return format_euros(Decimal(value))
    if unit == YEAR:
        return str(value)
    if isinstance(value, str) and not value.isdecimal():
        return value
    number = number_format(value, force_grouping=True)
    return _("%(n)s %%") % {"n": number} if unit == PERCENT else number


def format_figure_value(figure: SnapshotItem) -> str:
    """Return the value of a figure as text; some are published as text already."""
    value = figure["value"]
    return (
        get_translation(value)
        if isinstance(value, dict)
        else format_with_unit(value, figure["unit"])
    )
