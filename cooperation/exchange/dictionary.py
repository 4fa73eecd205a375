"""What the columns of the workbook are, in rows for its readers."""

import re
from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.exchange.cells import is_fixed
from cooperation.exchange.columns import ColumnSpec, SheetSpec
from cooperation.folding import name_key

README_SHEET = gettext_lazy("Lisez-moi")
DICTIONARY_SHEET = gettext_lazy("Dictionnaire")
LISTS_SHEET = gettext_lazy("Listes")
HELP_SHEET = gettext_lazy("Mode d’emploi")
# What the reference of a row says that only shows how to fill in others.
EXAMPLE = "EXEMPLE"
HEADINGS: list[tuple[str | Promise, int]] = [
    (gettext_lazy("Feuille"), 24),
    (gettext_lazy("Colonne"), 28),
    (gettext_lazy("Code"), 24),
    (gettext_lazy("Ce que c’est"), 48),
    (gettext_lazy("Nature"), 16),
    (gettext_lazy("Valeurs possibles"), 60),
    (gettext_lazy("Exemple"), 28),
    (gettext_lazy("Obligatoire"), 12),
    (gettext_lazy("Modifiable"), 12),
]


EXPLAINING = (README_SHEET, DICTIONARY_SHEET, LISTS_SHEET, HELP_SHEET)


def is_explaining(name: str) -> bool:
    """Say whether a sheet of our own workbooks speaks to people and holds no data."""
    return name_key(name) in {name_key(str(one)) for one in EXPLAINING}


def of_data(notes: Iterable[str]) -> list[str]:
    """Leave out the notes of a reading about sheets that hold no data."""
    return [
        note
        for note in notes
        if not (names := re.findall(r"« (.+?) »", note))
        or not all(map(is_explaining, names))
    ]


def is_example(reference: str) -> bool:
    """Say whether a row only shows how to fill in others."""
    return reference.strip().upper() == EXAMPLE


def dictionary(sheets: Iterable[SheetSpec]) -> Iterator[list[str]]:
    """Give, for each column that exports write, what is said of it under HEADINGS."""
    for sheet in sheets:
        for column in sheet.exported:
            yield [str(sheet.label), *entry(column)]


def entry(column: ColumnSpec) -> list[str]:
    """Give what is said of a column, whatever its sheet."""
    return [
        str(column.label),
        column.code,
        str(column.help),
        column.kind.value,
        " ; ".join(f"{code} = {words}" for code, words in column.allowed()),
        column.example,
        _("oui") if column.required else _("non"),
        _("non") if is_fixed(column) else _("oui"),
    ]


def advice() -> list[str]:
    """Give how to edit the workbook and what happens when it is imported back."""
    return [
        _(
            "Corrigez les cellules, enregistrez, puis importez le fichier dans la "
            "gestion : rien ne change avant que vous ayez vu et confirmé l’aperçu."
        ),
        _(
            "Ne changez pas les colonnes grises : elles identifient les fiches ou "
            "informent seulement."
        ),
        _(
            "Une ligne sans identifiant crée une fiche ; une ligne ou une colonne "
            "absente du fichier laisse tout en place."
        ),
        _(
            "Là où une chose a un nom et un code, celui des deux que vous changez "
            "décide."
        ),
        _(
            "Plusieurs valeurs dans une cellule sont séparées par une barre verticale. "
            "La cellule dit alors la liste entière."
        ),
        _(
            "« oui » dans la colonne « Supprimer » retire une ligne ; une fiche "
            "s’archive par sa colonne « Publication »."
        ),
        _(
            "Les feuilles « Lisez-moi », « Dictionnaire » et « Listes » ne sont pas "
            "importées."
        ),
    ]
