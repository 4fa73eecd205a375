"""The template for authorities that prefer a spreadsheet: one worksheet, few columns.

Built from the columns of the workbook, so that it always matches what the import
reads. The import skips rows whose reference is ``EXAMPLE_REFERENCE``.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cooperation.exchange.actions import ACTIONS
from cooperation.exchange.cells import Looks, open_row, print_wide, write_cell
from cooperation.exchange.columns import BETWEEN, ColumnSpec
from cooperation.exchange.dictionary import EXAMPLE, HELP_SHEET, entry
from cooperation.exchange.selecting import FRENCH
from cooperation.exchange.writing import LAST_ROW, Lists, drop_down, write_header
from cooperation.exports.datasets import Column, Dataset, Relation, keys_of
from cooperation.exports.xlsx_stream import OPTIONS
from cooperation.models import Collectivity, Involvement, Location

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = gettext_lazy("Vos actions")
HELP_WIDTHS = (30, 60, 50, 30)
COLUMNS = [
    ACTIONS.by_code[code]
    for code in (
        "reference",
        "titre",
        "chef_de_file",
        "etat",
        "annee_debut",
        "annee_fin",
        "pays",
        "lieux",
        "partenaires",
        "themes",
        "resume",
        "resultats",
        "budget_eur",
        "part_propre_eur",
        "guichet",
        "montant",
        "montant_annee",
        "contact",
        "contact_courriel",
    )
]
EXAMPLES = [
    {
        "titre": "Eau potable pour trois villages de Téra",
        "etat": "en_cours",
        "annee_debut": "2019",
        "pays": "Niger",
        "lieux": "Téra | Kokorou",
        "partenaires": "Commune de Téra | Eau Vive",
        "themes": "eau_assainissement",
        "resume": "Trois forages, et un comité de gestion dans chaque village.",
        "budget_eur": "50000",
        "part_propre_eur": "10000",
        "guichet": "oudin_santini",
        "montant": "20 000 €",
        "montant_annee": "2020",
        "contact": "Chargée de coopération",
        "contact_courriel": "international@annecy.example",
    },
    {
        "titre": "Échanges de lycéens avec Vicence",
        "etat": "terminee",
        "annee_debut": "2012",
        "annee_fin": "2015",
        "pays": "Italie",
        "lieux": "Vicenza",
        "partenaires": "Commune de Vicenza",
        "themes": "education",
        "resultats": "Soixante élèves reçus de part et d’autre.",
    },
]


def template_xlsx(
    collectivity: Collectivity | None = None, actions: QuerySet[Any] | None = None
) -> bytes:
    """Return the template; ``actions`` are filled in, ready to be corrected.

    ``collectivity`` is the only one that new rows are offered.
    """
    file = BytesIO()
    with translation.override(FRENCH), Workbook(file, OPTIONS) as workbook:
        looks, lists = Looks(workbook), Lists()
        write_help(workbook, looks, collectivity)
        sheet = workbook.add_worksheet(str(SHEET))
        write_header(sheet, COLUMNS, looks)
        offer(sheet, lists, collectivity)
        row = write_examples(sheet, looks, collectivity)
        for record in filled_in(actions) if actions is not None else ():
            row += 1
            write_row(sheet, row, record, looks)
        sheet.activate()
        lists.write(workbook)
    return file.getvalue()


def write_help(
    workbook: Workbook, looks: Looks, collectivity: Collectivity | None
) -> None:
    sheet = workbook.add_worksheet(str(HELP_SHEET))
    sheet.hide_gridlines(2)
    print_wide(sheet)
    for place, wide in enumerate(HELP_WIDTHS):
        sheet.set_column(place, place, wide)
    of_whom = f" – {collectivity.name}" if collectivity else ""
    sheet.write_string(0, 0, _("Vos actions de coopération") + of_whom, looks.title)
    row = 1
    for line in steps():
        row += 1
        sheet.merge_range(row, 0, row, 3, "", looks.wrapped)
        sheet.write_string(row, 0, line, looks.wrapped)
    row += 2
    headings = (_("Colonne"), _("Ce qu’il faut y mettre"), _("Au choix"), _("Exemple"))
    for place, heading in enumerate(headings):
        sheet.write_string(row, place, heading, looks.head)
    for column in COLUMNS:
        row += 1
        cells = help_of(column)
        open_row(sheet, row, cells, HELP_WIDTHS)
        for place, words in enumerate(cells):
            look = looks.strong if place == 0 else looks.wrapped
            sheet.write_string(row, place, words, look)


def steps() -> list[str]:
    return [
        _("1. Ouvrez la feuille « Vos actions » : une ligne par action."),
        _(
            "2. Les lignes EXEMPLE montrent comment faire ; elles sont ignorées, vous "
            "pouvez les effacer."
        ),
        _(
            "3. Seuls le titre et la collectivité sont obligatoires. Laissez vide ce "
            "que vous ne savez pas : n’inventez rien."
        ),
        _(
            "4. Plusieurs pays, lieux, partenaires ou thématiques : séparez-les par "
            "une barre verticale (|)."
        ),
        _("5. N’écrivez le nom d’aucune personne : la fiche sera publique."),
        _("6. Ne changez pas la colonne grise : elle relie une ligne à sa fiche."),
        _(
            "7. Enregistrez et renvoyez le fichier à l’équipe, qui le relit avant de "
            "publier."
        ),
    ]


def help_of(column: ColumnSpec) -> list[str]:
    """Return label, explanation, allowed words and example of a column."""
    label, _code, said, _kind, _allowed, example, required, _editable = entry(column)
    star = _(" (obligatoire)") if required == _("oui") else ""
    words = [said_of for _one, said_of in column.allowed()]
    few = ", ".join(words) if len(words) <= 40 else _("voir la liste déroulante")
    return [label + star, said, few, in_words(column, example)]


def offer(sheet: Worksheet, lists: Lists, collectivity: Collectivity | None) -> None:
    """Add drop-down lists of words; no warning where several are allowed."""
    for place, column in enumerate(COLUMNS):
        words = [said for _code, said in column.allowed()]
        if column.code == "chef_de_file" and collectivity:
            words = [collectivity.name]
        if words:
            rule = drop_down(column, lists.reference(words))
            rule["show_error"] = not column.is_list
            sheet.data_validation(1, place, LAST_ROW, place, rule)


def write_examples(
    sheet: Worksheet, looks: Looks, collectivity: Collectivity | None
) -> int:
    """Write the example rows, and return the number of the last one."""
    lead = collectivity.name if collectivity else "Annecy"
    for row, example in enumerate(EXAMPLES, start=1):
        said = {"reference": EXAMPLE, "chef_de_file": lead, **example}
        for place, column in enumerate(COLUMNS):
            words = in_words(column, said.get(column.code, ""))
            if words:
                sheet.write_string(row, place, words, looks.example)
    return len(EXAMPLES)


def in_words(column: ColumnSpec, value: str) -> str:
    known = dict(column.allowed()) if value else {}
    return BETWEEN.join(known.get(part, part) for part in value.split(BETWEEN))


def write_row(sheet: Worksheet, row: int, record: Iterable[Any], looks: Looks) -> None:
    for place, (column, value) in enumerate(zip(COLUMNS, record, strict=True)):
        write_cell(sheet, row, place, value, looks.of(column))


def filled_in(actions: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield the values of the template's columns for each action, in words."""
    words = {
        column.code: dict(column.allowed()) for column in COLUMNS if column.allowed()
    }
    dataset = known_of_actions()
    for record in dataset.records(keys_of(actions), FRENCH):
        cells = dict(zip((one.code for one in dataset.columns), record, strict=True))
        yield [said(cells.get(one.code), words.get(one.code, {})) for one in COLUMNS]


def said(value: Any, words: dict[str, str]) -> Any:
    """Return a value as the template writes it, each item of a list once."""
    if isinstance(value, list):
        named = [words.get(str(one), str(one)) for one in value if one]
        return BETWEEN.join(dict.fromkeys(named))
    return words.get(value, value) if isinstance(value, str) else value


def known_of_actions() -> Dataset:
    """Return the dataset of the actions that are filled in.

    Money is left out: an import would add a known amount again.
    """
    plain = [one.as_column() for one in COLUMNS if not one.is_shortcut]
    several = [
        Column("pays", "", ("country__name_fr",), of="locations"),
        Column("lieux", "", ("place__name", "label"), of="locations", show=first_of),
        Column("partenaires", "", ("partner__name",), of="involvements"),
    ]
    return Dataset(
        name=ACTIONS.code,
        rows=ACTIONS.rows,
        columns=[*plain, *several],
        relations={
            **ACTIONS.relations,
            "locations": Relation(lambda: Location.objects.order_by("pk"), "action"),
            "involvements": Relation(
                lambda: Involvement.objects.order_by("partner__name_key", "pk"),
                "action",
            ),
        },
    )


def first_of(place: str | None, label: str) -> str:
    """Return the name of a place, else the label of the location."""
    return place or label
