"""Recognition of the tables of a file: their worksheet and their columns."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.models import ImportMapping
from cooperation.spreadsheets.dictionary import is_information_worksheet
from cooperation.text import normalize

ColumnMapping = dict[str, str]
# Columns of files that are known, under the names that they have there.
COLUMN_ALIASES = {
    "actions": {
        "title": "titre",
        "lead name": "chef_de_file",
        "other french authorities": "autres_collectivites",
        "partner country iso2": "pays",
        "start year": "annee_debut",
        "end year": "annee_fin",
        "status": "etat",
        "funding windows": "guichet",
        "budget eur": "budget_eur",
        "summary fr": "resume",
        "source url": "source_url",
        "uncertainty": "incertitude",
        "lieu": "lieux",
        "partenaire": "partenaires",
        "guichets": "guichet",
        "collectivite": "chef_de_file",
        "debut": "annee_debut",
        "fin": "annee_fin",
        "budget": "budget_eur",
        "partners": "partenaires",
        "amount year": "montant_annee",
    },
    "accords": {
        "source id": "source_reference",
        "collectivite fr": "collectivite",
        "pays iso2": "pays",
        "remarque": "incertitude",
    },
}
MIN_KNOWN_COLUMNS = 2


def get_header_key(header: Sequence[str]) -> str:
    """Return a hash that files with the same columns share."""
    names = "\n".join(normalize(name) for name in header)
    return hashlib.sha256(names.encode()).hexdigest()


def match_columns(sheet: WorksheetSpec, header: Sequence[str]) -> ColumnMapping:
    """Return our column code for each column of a table, blank if there is none.

    Codes and labels match in any case, with or without accents. If two columns match
    the same code, the first has it.
    """
    known = COLUMN_ALIASES.get(sheet.code, {}) | {
        normalize(name): column.code
        for column in sheet.columns
        for name in (str(column.label), column.code)
    }
    found: ColumnMapping = {}
    for name in header:
        code = known.get(normalize(name.removesuffix("*")), "")
        found[name] = "" if code in found.values() else code
    return found


def recognize_table(name: str, header: Sequence[str]) -> dict[str, Any]:
    """Return the description of a table: its worksheet (blank if none) and columns."""
    if is_information_worksheet(name):
        return build_table(name, header, "", dict.fromkeys(header, ""))
    remembered = ImportMapping.objects.filter(header_key=get_header_key(header)).first()
    if remembered:
        known = {normalize(name): code for name, code in remembered.columns.items()}
        mapping = {column: known.get(normalize(column), "") for column in header}
        return build_table(name, header, remembered.sheet, mapping)
    by_sheet = {
        code: match_columns(sheet, header) for code, sheet in WORKSHEETS.items()
    }
    best = max(WORKSHEETS, key=lambda code: score_worksheet(code, name, by_sheet[code]))
    if count_known_columns(by_sheet[best]) < min(MIN_KNOWN_COLUMNS, len(header)):
        return build_table(name, header, "", dict.fromkeys(header, ""))
    return build_table(name, header, best, by_sheet[best])


def score_worksheet(code: str, name: str, mapping: ColumnMapping) -> tuple[bool, int]:
    """Return how well a table matches a worksheet: by name, then by columns.

    Of equal ones, ``max`` keeps the first of ``WORKSHEETS``.
    """
    sheet = WORKSHEETS[code]
    number = count_known_columns(mapping)
    is_named = normalize(name) in {normalize(code), normalize(str(sheet.label))}
    required = sum(c.required and c.code in mapping.values() for c in sheet.columns)
    return is_named and number >= MIN_KNOWN_COLUMNS, number + required


def count_known_columns(mapping: ColumnMapping) -> int:
    return sum(1 for code in mapping.values() if code)


def build_table(
    name: str, header: Sequence[str], code: str, mapping: ColumnMapping
) -> dict[str, Any]:
    return {
        "name": name,
        "code": code,
        "header": list(header),
        "mapping": mapping,
        "rows": 0,
    }


def describe_tables(sheets: list[dict[str, Any]]) -> list[str]:
    """Return notes on the tables and columns that are left out.

    A table whose worksheet an earlier table has already loses its code.
    """
    notes = []
    seen: set[str] = set()
    for sheet in sheets:
        if is_information_worksheet(sheet["name"]):
            continue
        if sheet["code"] in seen:
            reason = _("Feuille « %s » : une autre a la même forme, elle est laissée.")
            notes.append(reason % sheet["name"])
            sheet["code"] = ""
            continue
        seen.add(sheet["code"] or sheet["name"])
        if not sheet["code"]:
            reason = _("Feuille « %s » : ses colonnes ne sont pas connues.")
            notes.append(reason % sheet["name"])
            continue
        unknown = [name for name, code in sheet["mapping"].items() if not code]
        if unknown:
            names = ", ".join(f"« {name} »" for name in unknown)
            notes.append(_("Colonnes laissées de côté : %s.") % names)
    return notes
