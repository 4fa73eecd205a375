"""The figures of a report as CSV: all of them, or the rows behind one."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from cooperation.exports.csv_stream import BOM, Echo, cell
from surveys.models import Report
from surveys.reporting.frozen import Frozen
from surveys.reporting.words import said

HEAD = [
    *("nature", "code", "titre", "ligne", "valeur", "part_pourcent", "avant", "unite"),
    *("requete", "adresse", "source", "date_du_releve"),
]


def all_lines(frozen: Frozen) -> Iterator[list[Any]]:
    """Yield every figure and every row of every table, each with its query."""
    yield HEAD
    for code, figure in frozen.names("chiffre").items():
        yield line("chiffre", code, figure, figure, frozen, "")
    for code, table in frozen.names("tableau").items():
        for row in table["rows"]:
            yield line("tableau", code, table, row, frozen, said(row["label"]))


def line(
    kind: str,
    code: str,
    about: dict[str, Any],
    number: dict[str, Any],
    frozen: Frozen,
    label: str,
) -> list[Any]:
    value = number["value"]
    return [
        kind,
        code,
        said(about["title"]),
        label,
        said(value) if isinstance(value, dict) else value,
        number.get("share"),
        number.get("before"),
        about["unit"],
        frozen.asked(number) or said(about["meaning"]),
        number.get("address") or about["address"],
        about["source"],
        frozen.data["taken_on"],
    ]


def rows_behind(frozen: Frozen, one: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield the rows behind a figure, or its own rows if it has none."""
    columns = frozen.columns_of(one)
    if not columns:
        yield from lines_of(one)
        return
    yield [*(label for _code, label in columns), "adresse"]
    for row in frozen.rows_of(one):
        yield [*(frozen.cell(row, code) for code, _label in columns), row["url"]]


def lines_of(one: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield the rows of a figure or a table that has no rows behind it."""
    yield ["ligne", "valeur", "part_pourcent"]
    for row in one.get("rows", [one | {"label": one["title"]}]):
        value = row["value"]
        shown = said(value) if isinstance(value, dict) else value
        yield [said(row["label"]), shown, row.get("share")]


def encoded(lines: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield CSV bytes that French Excel opens: BOM, semicolons."""
    writer: Any = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM.encode()
    for one in lines:
        yield writer.writerow([cell(value) for value in one]).encode()


def name_of(report: Report, code: str = "") -> str:
    return f"{report.slug}-{code}.csv" if code else f"{report.slug}.csv"
