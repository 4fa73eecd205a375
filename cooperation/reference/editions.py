"""The lists of communes and EPCI of a year, from the site's files or from newer ones.

Two formats are read: that of ``fixtures/reference/``, and that of the national files
(``code_insee``, ``epci_siren``…). Rows have the columns of the first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from cooperation.enums import EPCIType
from cooperation.models import Department, Region
from cooperation.reference.source_files import (
    CsvRow,
    ReferenceDataError,
    get_reference_folder,
    read_rows,
)

# The date of the lists in ``fixtures/reference/``.
SITE_EDITION = date(2026, 1, 1)
COMMUNE_COLUMNS = {
    "insee_code": "code_insee",
    "name": "nom",
    "department": "departement",
    "region": "region",
    "epci": "epci_siren",
    "population": "population",
    "siren": "siren",
    "postcodes": "codes_postaux",
    "lat": "lat",
    "lng": "lng",
    "approximate": "approximate",
}
EPCI_COLUMNS = {
    "siren": "siren",
    "name": "nom",
    "type": "type",
    "department": "departement_principal",
    "region": "region",
    "population": "population_municipale",
    "lat": "lat",
    "lng": "lng",
}
# A file may lack these.
OPTIONAL_COLUMNS = {"lat", "lng", "approximate", "population", "postcodes"}
EPCI_TYPE_ALIASES = {"MET69": "METRO"}
MAX_PROBLEMS = 5


@dataclass(frozen=True)
class Edition:
    """The communes by INSEE code, and the EPCI by SIREN, as they are from ``on``."""

    communes: dict[str, CsvRow]
    epcis: dict[str, CsvRow]
    on: date


def read_edition(
    communes: Path | None = None, epcis: Path | None = None, on: date | None = None
) -> Edition:
    """Read the lists of a year; those of the site where no file is given.

    Raises ``ReferenceDataError`` where a file is no such list, or not a complete one.
    """
    folder = get_reference_folder()
    communes = communes or folder / "communes.csv.gz"
    epcis = epcis or folder / "epci.csv.gz"
    edition = Edition(
        index_rows(communes, "insee_code", read_list(communes, COMMUNE_COLUMNS)),
        index_rows(epcis, "siren", read_list(epcis, EPCI_COLUMNS)),
        on or SITE_EDITION,
    )
    check_edition(edition)
    return edition


def read_list(path: Path, columns: dict[str, str]) -> list[CsvRow]:
    """Return the rows of a list in either format, with our columns."""
    rows = read_rows(path)
    present = set(rows[0]) if rows else set()
    names = {
        ours: ours if ours in present else theirs
        for ours, theirs in columns.items()
        if {ours, theirs} & present or ours not in OPTIONAL_COLUMNS
    }
    missing = sorted(set(names.values()) - present)
    if missing:
        message = _("Il manque au fichier %(path)s : %(columns)s.")
        raise ReferenceDataError(
            message % {"path": path.name, "columns": ", ".join(missing)}
        )
    return [
        {
            ours: (row.get(names.get(ours, "")) or "").strip().replace("|", " ")
            for ours in columns
        }
        for row in rows
    ]


def index_rows(path: Path, key: str, rows: Iterable[CsvRow]) -> dict[str, CsvRow]:
    """Return rows by code; raise ``ReferenceDataError`` if it is absent or repeated."""
    rows = [
        row | {"type": EPCI_TYPE_ALIASES.get(row.get("type", ""), row.get("type", ""))}
        for row in rows
    ]
    counted = Counter(row[key] for row in rows)
    wrong = [code or _("(vide)") for code, n in counted.items() if n > 1 or not code]
    if wrong:
        message = _("Fichier %(path)s : code absent ou répété, %(codes)s.")
        raise ReferenceDataError(
            message % {"path": path.name, "codes": format_first_values(wrong)}
        )
    return {row[key]: row for row in rows}


def check_edition(edition: Edition) -> None:
    """Raise ``ReferenceDataError`` for unknown EPCI, departments, regions or types."""
    known = {
        "department": set(Department.objects.values_list("code", flat=True)),
        "region": set(Region.objects.values_list("code", flat=True)),
    }
    wrong = [
        f"{row['name']} ({row[column]})"
        for rows in (edition.communes, edition.epcis)
        for row in rows.values()
        for column, codes in known.items()
        if row[column] not in codes
    ]
    wrong += [
        f"{row['name']} ({row['epci']})"
        for row in edition.communes.values()
        if row["epci"] and row["epci"] not in edition.epcis
    ]
    wrong += [
        f"{row['name']} ({row['type']})"
        for row in edition.epcis.values()
        if row["type"] not in EPCIType.values
    ]
    if wrong:
        message = _(
            "Ces lignes nomment un EPCI, un département, une région ou un type "
            "inconnu : %(rows)s. Les deux fichiers sont-ils de la même année ?"
        )
        raise ReferenceDataError(message % {"rows": format_first_values(wrong)})


def format_first_values(found: list[str]) -> str:
    """Return the first values joined by commas; an ellipsis stands for the rest."""
    more = "…" if len(found) > MAX_PROBLEMS else ""
    return ", ".join(found[:MAX_PROBLEMS]) + more
