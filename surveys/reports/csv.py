"""The figures of a report as CSV: all of them, or the rows behind one."""

from collections.abc import Iterator
from typing import Any

from surveys.models import Report
from surveys.reports.snapshot_reader import SnapshotItem, SnapshotReader
from surveys.reports.translations import get_translation

CSV_HEADER = [
    *("nature", "code", "titre", "ligne", "valeur", "part_pourcent", "avant", "unite"),
    *("requete", "adresse", "source", "date_du_releve"),
]


def iter_all_rows(frozen: SnapshotReader) -> Iterator[list[Any]]:
    """Yield every figure and every row of every table, each with its query."""
    yield CSV_HEADER
    for code, figure in frozen.get_items("chiffre").items():
        yield build_number_row("chiffre", code, figure, figure, frozen, "")
    for code, table in frozen.get_items("tableau").items():
        for row in table["rows"]:
            yield build_number_row(
                "tableau", code, table, row, frozen, get_translation(row["label"])
            )


def build_number_row(
    kind: str,
    code: str,
    about: SnapshotItem,
    number: SnapshotItem,
    frozen: SnapshotReader,
    label: str,
) -> list[Any]:
    value = number["value"]
    return [
        kind,
        code,
        get_translation(about["title"]),
        label,
        get_translation(value) if isinstance(value, dict) else value,
        number.get("share"),
        number.get("before"),
        about["unit"],
        frozen.describe_query(number) or get_translation(about["meaning"]),
        number.get("address") or about["address"],
        about["source"],
        frozen.data["taken_on"],
    ]


def iter_counted_rows(frozen: SnapshotReader, one: SnapshotItem) -> Iterator[list[Any]]:
    """Yield the rows behind a figure, or its own rows if it has none."""
    columns = frozen.list_columns(one)
    if not columns:
        yield from iter_own_rows(one)
        return
    yield [*(label for _code, label in columns), "adresse"]
    for row in frozen.list_rows(one):
        yield [*(frozen.format_cell(row, code) for code, _label in columns), row["url"]]


def iter_own_rows(one: SnapshotItem) -> Iterator[list[Any]]:
    """Yield the rows of a figure or a table that has no rows behind it."""
    yield ["ligne", "valeur", "part_pourcent"]
    for row in one.get("rows", [one | {"label": one["title"]}]):
        value = row["value"]
        text = get_translation(value) if isinstance(value, dict) else value
        yield [get_translation(row["label"]), text, row.get("share")]


def get_csv_name(report: Report, code: str = "") -> str:
    return f"{report.slug}-{code}.csv" if code else f"{report.slug}.csv"
