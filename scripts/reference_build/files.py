"""Read and write the files of ``fixtures/reference/``, byte for byte the same."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "fixtures/reference"


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a file written by hand."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as CSV, compressed when the name ends with ``.gz``."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(name, text.getvalue())


def write_json(name: str, value: Any) -> None:
    """Write compact JSON, compressed when the name ends with ``.gz``."""
    write_text(name, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def write_text(name: str, text: str) -> None:
    """Write UTF-8 text; without date or name in the archive, so that it is stable."""
    data = text.encode()
    if name.endswith(".gz"):
        data = gzip.compress(data, compresslevel=9, mtime=0)
    (FOLDER / name).write_bytes(data)


def round_degrees(value: float, decimals: int = 4) -> float:
    """Round a coordinate; 4 decimals are about ten metres."""
    return round(value, decimals)


def get_mean(values: Sequence[float]) -> float:
    """Return the mean of coordinates, rounded."""
    return round_degrees(sum(values) / len(values))
