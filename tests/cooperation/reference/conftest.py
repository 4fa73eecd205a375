"""A small reference folder: Haute-Savoie, the towns of Niger, and all short files."""

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

REAL = Path(__file__).resolve().parents[3] / "fixtures/reference"
KEPT: dict[str, Callable[[dict[str, str]], bool]] = {
    "communes.csv.gz": lambda row: row["department"] == "74",
    "epci.csv.gz": lambda row: row["department"] in {"01", "70", "73", "74"},
    "places.csv.gz": lambda row: row["country"] == "NE",
    "former_names.csv.gz": lambda row: row["department"] in {"", "74"},
}


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a reference file."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return list(csv.DictReader(io.StringIO(text.decode())))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as a reference file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.fixture(scope="session")
def slice_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The contents of the small folder, made once."""
    folder = tmp_path_factory.mktemp("slice")
    for path in REAL.iterdir():
        target = folder / path.name
        if path.name in KEPT:
            write(target, [row for row in read(path) if KEPT[path.name](row)])
        else:
            target.write_bytes(path.read_bytes())
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def reference(
    slice_files: dict[str, bytes], tmp_path: Path, settings: Settings
) -> Path:
    """The small folder, in the place of the real one; a test may change its files."""
    folder = tmp_path / "reference"
    folder.mkdir()
    for name, data in slice_files.items():
        (folder / name).write_bytes(data)
    settings.FIXTURES_ROOT = tmp_path
    return folder
