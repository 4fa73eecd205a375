"""Rows of CSV files, and the typography of their texts."""

import csv
import io
import re
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HERE = Path(__file__).resolve().parent

Row = dict[str, str]
Rows = list[Row]


def read_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def format_rows(rows: Rows) -> str:
    """Return rows as CSV, under the columns of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def set_apostrophes(text: str) -> str:
    """Return a text with typographic apostrophes."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def split_cell(text: str, separator: str = ";") -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def join_once(*cells: str, separator: str = ";") -> str:
    """Return the parts of several cells as one, each part once."""
    parts = [part for cell in cells for part in split_cell(cell, separator)]
    return separator.join(dict.fromkeys(parts))


def get_host(url: str) -> str:
    """Return the host name of an address, without "www."."""
    host = re.sub(r"^https?://", "", url).split("/")[0]
    return host.removeprefix("www.").rstrip(".")
