"""Reading a snapshot: figures, tables, maps and lists by their names."""

from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.reading.money import euros
from surveys.reporting.catalogue import EUROS, PERCENT, YEAR
from surveys.reporting.queries import answer, chosen, rows_behind
from surveys.reporting.words import said

# How a text names what it holds, and where the snapshot keeps it.
KINDS = {
    "chiffre": "figures",
    "chiffres": "figures",
    "tableau": "tables",
    "carte": "maps",
    "liste": "cards",
}
INLINE = "chiffre"
OPERATIONS = {
    "count": gettext_lazy("Nombre de lignes de la liste « %(list)s »"),
    "distinct": gettext_lazy(
        "Nombre de valeurs différentes de « %(column)s » dans la liste « %(list)s »"
    ),
    "sum": gettext_lazy("Somme de « %(column)s » dans la liste « %(list)s »"),
    "least": gettext_lazy(
        "Plus petite valeur de « %(column)s » dans la liste « %(list)s »"
    ),
}
HIDDEN = "—"


@dataclass(frozen=True)
class Frozen:
    """The content of one snapshot."""

    data: dict[str, Any] = field(default_factory=dict)

    def names(self, kind: str) -> dict[str, Any]:
        """Return the items of a kind of placeholder, by name."""
        return {one["code"]: one for one in self.data.get(KINDS[kind], [])}

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        return self.names(kind).get(name)

    def close_to(self, kind: str, name: str) -> list[str]:
        """Return up to three names similar to an unknown one."""
        return get_close_matches(name, list(self.names(kind)), n=3, cutoff=0.4)

    @property
    def lists(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data.get("lists", {})
        return found

    @property
    def day(self) -> str:
        day = parse_date(self.data.get("taken_on", ""))
        return date_format(day, "j F Y") if day else ""

    def term(self, column: str, code: Any) -> str:
        return said(self.data["terms"].get(column, {}).get(code)) or str(code)

    def rows_of(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        return rows_behind(self.lists, one["query"]) if one.get("query") else []

    def columns_of(self, one: dict[str, Any]) -> list[tuple[str, str]]:
        """Return the columns of the rows behind a figure as (code, label)."""
        query = one.get("query")
        if not query:
            return []
        columns = self.lists[query["rows"]]["columns"]
        return [(column["code"], said(column["label"])) for column in columns]

    def cell(self, row: dict[str, Any], column: str) -> str:
        value = row.get(column)
        if value is None:
            return ""
        if column == "amount":
            return euros(Decimal(value))
        values = value if isinstance(value, list) else [value]
        return ", ".join(self.term(column, one) for one in values)

    def asked(self, one: dict[str, Any]) -> str:
        """Return the query behind a figure as text; empty without a query."""
        query = one.get("query")
        if not query:
            return ""
        columns = dict(self.columns_of(one))
        column = columns.get(query["column"], query["column"])
        about = {"list": said(self.lists[query["rows"]]["title"]), "column": column}
        where = [
            f"{columns.get(name, name)} = {self.term(name, value)}"
            for name, value in query["where"].items()
        ]
        return ", ".join([str(OPERATIONS[query["op"]]) % about, *where])

    def recount(self, one: dict[str, Any]) -> Any:
        """Run the query of a figure again; return its value if it has none."""
        return answer(self.lists, one["query"]) if one.get("query") else one["value"]

    def links(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.lists.get("liens", {}).get("rows", [])
        return rows

    def where(self, code: str, value: Any) -> list[dict[str, Any]]:
        return chosen(self.links(), {code: value})


def shown(value: Any, unit: str = "") -> str:
    """Return a value as text; a dash for what is unknown or hidden."""
    if value is None:
        return HIDDEN
    if unit == EUROS:
        return euros(Decimal(value))
    if unit == YEAR:
        return str(value)
    if isinstance(value, str) and not value.isdecimal():
        return value
    number = number_format(value, force_grouping=True)
    return _("%(n)s %%") % {"n": number} if unit == PERCENT else number


def value_of(figure: dict[str, Any]) -> str:
    """Return the value of a figure as text; some are published as text already."""
    value = figure["value"]
    return said(value) if isinstance(value, dict) else shown(value, figure["unit"])
