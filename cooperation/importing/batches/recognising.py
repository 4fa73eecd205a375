"""Recognition of the tables of a file: their worksheet and their columns."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from cooperation.exchange.columns import SheetSpec
from cooperation.exchange.dictionary import is_explaining
from cooperation.exchange.sheets import SHEETS
from cooperation.folding import name_key
from cooperation.models import ImportMapping

Columns = dict[str, str]
# Columns of files that are known, under the names that they have there.
KNOWN_AS = {
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
FEWEST = 2


def header_key(header: Sequence[str]) -> str:
    """Return a hash that files with the same columns share."""
    names = "\n".join(name_key(name) for name in header)
    return hashlib.sha256(names.encode()).hexdigest()


def columns_of(sheet: SheetSpec, header: Sequence[str]) -> Columns:
    """Return our column code for each column of a table, blank if there is none.

    Codes and labels match in any case, with or without accents. If two columns match
    the same code, the first has it.
    """
    known = KNOWN_AS.get(sheet.code, {}) | {
        name_key(name): column.code
        for column in sheet.columns
        for name in (str(column.label), column.code)
    }
    found: Columns = {}
    for name in header:
        code = known.get(name_key(name.removesuffix("*")), "")
        found[name] = "" if code in found.values() else code
    return found


def recognised(name: str, header: Sequence[str]) -> dict[str, Any]:
    """Return the description of a table: its worksheet (blank if none) and columns."""
    if is_explaining(name):
        return described(name, header, "", dict.fromkeys(header, ""))
    remembered = ImportMapping.objects.filter(header_key=header_key(header)).first()
    if remembered:
        known = {name_key(name): code for name, code in remembered.columns.items()}
        mapping = {column: known.get(name_key(column), "") for column in header}
        return described(name, header, remembered.sheet, mapping)
    by_sheet = {code: columns_of(sheet, header) for code, sheet in SHEETS.items()}
    best = max(SHEETS, key=lambda code: likeness(code, name, by_sheet[code]))
    if known_number(by_sheet[best]) < min(FEWEST, len(header)):
        return described(name, header, "", dict.fromkeys(header, ""))
    return described(name, header, best, by_sheet[best])


def likeness(code: str, name: str, mapping: Columns) -> tuple[bool, int]:
    """Return how well a table matches a worksheet: by name, then by columns.

    Of equal ones, ``max`` keeps the first of ``WORKSHEETS``.
    """
    sheet = SHEETS[code]
    number = known_number(mapping)
    is_named = name_key(name) in {name_key(code), name_key(str(sheet.label))}
    required = sum(c.required and c.code in mapping.values() for c in sheet.columns)
    return is_named and number >= FEWEST, number + required


def known_number(mapping: Columns) -> int:
    return sum(1 for code in mapping.values() if code)


def described(
    name: str, header: Sequence[str], code: str, mapping: Columns
) -> dict[str, Any]:
    return {
        "name": name,
        "code": code,
        "header": list(header),
        "mapping": mapping,
        "rows": 0,
    }


def told(sheets: list[dict[str, Any]]) -> list[str]:
    """Return notes on the tables and columns that are left out.

    A table whose worksheet an earlier table has already loses its code.
    """
    notes = []
    seen: set[str] = set()
    for sheet in sheets:
        if is_explaining(sheet["name"]):
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
