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
    """What one snapshot holds."""

    data: dict[str, Any] = field(default_factory=dict)

    def names(self, kind: str) -> dict[str, Any]:
        """Give what a text may name of a kind."""
        return {one["code"]: one for one in self.data.get(KINDS[kind], [])}

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """Give what a name stands for, if the snapshot has it."""
        return self.names(kind).get(name)

    def close_to(self, kind: str, name: str) -> list[str]:
        """Give the names that somebody may have meant."""
        return get_close_matches(name, list(self.names(kind)), n=3, cutoff=0.4)

    @property
    def lists(self) -> dict[str, Any]:
        """The rows that figures count."""
        found: dict[str, Any] = self.data.get("lists", {})
        return found

    @property
    def day(self) -> str:
        """The day of the snapshot, in words."""
        day = parse_date(self.data.get("taken_on", ""))
        return date_format(day, "j F Y") if day else ""

    def term(self, column: str, code: Any) -> str:
        """Give a code of a column in words."""
        return said(self.data["terms"].get(column, {}).get(code)) or str(code)

    def rows_of(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        """Give the rows behind a figure, a table or one of its rows."""
        return rows_behind(self.lists, one["query"]) if one.get("query") else []

    def columns_of(self, one: dict[str, Any]) -> list[tuple[str, str]]:
        """Give the columns of the rows behind a figure: code, and in words."""
        query = one.get("query")
        if not query:
            return []
        columns = self.lists[query["rows"]]["columns"]
        return [(column["code"], said(column["label"])) for column in columns]

    def cell(self, row: dict[str, Any], column: str) -> str:
        """Give a cell in words."""
        value = row.get(column)
        if value is None:
            return ""
        if column == "amount":
            return euros(Decimal(value))
        values = value if isinstance(value, list) else [value]
        return ", ".join(self.term(column, one) for one in values)

    def asked(self, one: dict[str, Any]) -> str:
        """Give the query behind a figure in words; nothing where it has none."""
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
        """Ask the query of a figure again; its own value where it has none."""
        return answer(self.lists, one["query"]) if one.get("query") else one["value"]

    def links(self) -> list[dict[str, Any]]:
        """Give the links of the map."""
        rows: list[dict[str, Any]] = self.lists.get("liens", {}).get("rows", [])
        return rows

    def where(self, code: str, value: Any) -> list[dict[str, Any]]:
        """Give the links that touch something."""
        return chosen(self.links(), {code: value})


def shown(value: Any, unit: str = "") -> str:
    """Give a value as people read it; what is not known or hidden is a dash."""
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
    """Give the value of a figure in words; a published one may be words already."""
    value = figure["value"]
    return said(value) if isinstance(value, dict) else shown(value, figure["unit"])
