"""Names and codes that records still use: merged communes, those written by hand."""

from collections.abc import Iterator
from typing import Any

from reference_build.files import read_rows, write_rows
from reference_build.packages import Decoupage

MERGED = {"commune-deleguee", "commune-associee"}
PRESENT = "commune-actuelle"
ARRONDISSEMENT = "arrondissement-municipal"


def build_former_names(decoupage: Decoupage) -> None:
    """Write ``former_names.csv.gz`` from the package and ``known_names.csv``."""
    written = read_rows("known_names.csv")
    rows = [*iter_merged_communes(decoupage), *iter_former_codes(decoupage), *written]
    write_rows("former_names.csv.gz", sorted(rows, key=get_sort_key))


def iter_merged_communes(decoupage: Decoupage) -> Iterator[dict[str, Any]]:
    """Return the delegated and associated communes named otherwise than their
    commune.
    """
    communes = decoupage.read("communes")
    present = {row["code"]: row["nom"] for row in communes if row["type"] == PRESENT}
    for row in communes:
        if row["type"] in MERGED and row["nom"] != present[row["chefLieu"]]:
            yield build_row(row["nom"], "deleguee", row["departement"], row["chefLieu"])


def iter_former_codes(decoupage: Decoupage) -> Iterator[dict[str, Any]]:
    """Return the codes that communes had or that their parts have, as names."""
    communes = decoupage.read("communes")
    present = {row["code"]: row for row in communes if row["type"] == PRESENT}
    owners: dict[str, str] = {}
    for row in communes:
        if row["type"] in MERGED:
            owners[row["code"]] = row["chefLieu"]
        elif row["type"] == ARRONDISSEMENT:
            owners[row["code"]] = row["commune"]
    for code, row in present.items():
        for former in row.get("anciensCodes", []):
            owners.setdefault(former, code)
    for former, code in owners.items():
        if former not in present:
            yield build_row(former, "code", present[code]["departement"], code)


def build_row(name: str, kind: str, department: str, insee_code: str) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "department": department,
        "until_year": "",
        "insee_code": insee_code,
        "siren": "",
        "slug": "",
    }


def get_sort_key(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the place of a row in the file: by authority, then by name."""
    return (row["insee_code"], row["siren"], row["slug"], row["name"])
