"""The data dictionary of the workbook: a row for each column."""

import re
from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.columns.specs import ColumnSpec, WorksheetSpec
from cooperation.text import normalize

README_WORKSHEET = gettext_lazy("Lisez-moi")
DICTIONARY_WORKSHEET = gettext_lazy("Dictionnaire")
LISTS_WORKSHEET = gettext_lazy("Listes")
HELP_WORKSHEET = gettext_lazy("Mode d’emploi")
# What the reference of a row says that only shows how to fill in others.
EXAMPLE_REFERENCE = "EXEMPLE"
DICTIONARY_HEADINGS: list[tuple[str | Promise, int]] = [
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


INFORMATION_WORKSHEETS = (
    README_WORKSHEET,
    DICTIONARY_WORKSHEET,
    LISTS_WORKSHEET,
    HELP_WORKSHEET,
)


def is_information_worksheet(name: str) -> bool:
    """Return whether a worksheet of our workbooks holds help, not data."""
    return normalize(name) in {normalize(str(one)) for one in INFORMATION_WORKSHEETS}


def exclude_information_notes(notes: Iterable[str]) -> list[str]:
    """Return the notes that are not about worksheets of help."""
    return [
        note
        for note in notes
        if not (names := re.findall(r"« (.+?) »", note))
        or not all(map(is_information_worksheet, names))
    ]


def is_example_row(reference: str) -> bool:
    return reference.strip().upper() == EXAMPLE_REFERENCE


def iter_dictionary_rows(sheets: Iterable[WorksheetSpec]) -> Iterator[list[str]]:
    """Yield a row for each exported column, under ``DICTIONARY_HEADINGS``."""
    for sheet in sheets:
        for column in sheet.exported_columns:
            yield [str(sheet.label), *describe_column(column)]


def describe_column(column: ColumnSpec) -> list[str]:
    """Return the row of a column, without the name of its worksheet."""
    return [
        str(column.label),
        column.code,
        str(column.help),
        column.kind.value,
        " ; ".join(f"{code} = {words}" for code, words in column.list_allowed()),
        column.example,
        _("oui") if column.required else _("non"),
        _("non") if column.is_fixed else _("oui"),
    ]


def list_editing_advice() -> list[str]:
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
        _("Une cellule vide laisse ce qui est noté ; le mot « effacer » le retire."),
        _(
            "Ce que d’autres ont changé depuis l’export est gardé : la dernière "
            "colonne, masquée, sert à le voir. Ce que vous avez changé aussi vous est "
            "demandé."
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
