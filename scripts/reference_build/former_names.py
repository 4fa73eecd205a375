"""Names that records still use: merged communes, and those written down by hand."""

from collections.abc import Iterator
from typing import Any

from reference_build.files import read_rows, write_rows
from reference_build.packages import Decoupage

MERGED = {"commune-deleguee", "commune-associee"}
PRESENT = "commune-actuelle"


def build_former_names(decoupage: Decoupage) -> None:
    """Write ``former_names.csv.gz`` from the package and ``known_names.csv``."""
    written = read_rows("known_names.csv")
    rows = [*iter_merged_communes(decoupage), *written]
    write_rows("former_names.csv.gz", sorted(rows, key=get_sort_key))


def iter_merged_communes(decoupage: Decoupage) -> Iterator[dict[str, Any]]:
    """Return the delegated and associated communes named otherwise than their
    commune.
    """
    communes = decoupage.read("communes")
    present = {row["code"]: row["nom"] for row in communes if row["type"] == PRESENT}
    for row in communes:
        if row["type"] in MERGED and row["nom"] != present[row["chefLieu"]]:
            yield {
                "name": row["nom"],
                "kind": "deleguee",
                "department": row["departement"],
                "until_year": "",
                "insee_code": row["chefLieu"],
                "siren": "",
                "slug": "",
            }


def get_sort_key(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the place of a row in the file: by authority, then by name."""
    return (row["insee_code"], row["siren"], row["slug"], row["name"])
