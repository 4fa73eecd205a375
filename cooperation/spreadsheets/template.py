"""The template for authorities that prefer a spreadsheet: one worksheet, few columns.

Built from the columns of the workbook, so that it always matches what the import
reads. The import skips rows whose reference is ``EXAMPLE_REFERENCE``.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cooperation.columns.actions import ACTIONS_WORKSHEET
from cooperation.columns.datasets import (
    ExportColumn,
    ExportRelation,
    get_primary_keys,
)
from cooperation.columns.records import WorksheetDataset
from cooperation.columns.specs import LIST_SEPARATOR, ColumnSpec
from cooperation.exports.xlsx import WORKBOOK_OPTIONS
from cooperation.models import Collectivity, Involvement, Location
from cooperation.spreadsheets.dictionary import (
    EXAMPLE_REFERENCE,
    HELP_WORKSHEET,
    describe_column,
)
from cooperation.spreadsheets.selection import FRENCH
from cooperation.spreadsheets.workbook import (
    LAST_ROW_INDEX,
    DropDownLists,
    WorkbookFormats,
    build_drop_down,
    set_landscape_print,
    set_row_height,
    write_cell,
    write_header_row,
)

XLSX_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE_WORKSHEET = gettext_lazy("Vos actions")
HELP_COLUMN_WIDTHS = (30, 60, 50, 30)
TEMPLATE_COLUMNS = [
    ACTIONS_WORKSHEET.by_code[code]
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
EXAMPLE_ROWS = [
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


def build_xlsx_template(
    collectivity: Collectivity | None = None, actions: QuerySet[Any] | None = None
) -> bytes:
    """Return the template; ``actions`` are filled in, ready to be corrected.

    ``collectivity`` is the only one that new rows are offered.
    """
    file = BytesIO()
    with translation.override(FRENCH), Workbook(file, WORKBOOK_OPTIONS) as workbook:
        formats, lists = WorkbookFormats(workbook), DropDownLists()
        write_help_worksheet(workbook, formats, collectivity)
        sheet = workbook.add_worksheet(str(TEMPLATE_WORKSHEET))
        write_header_row(sheet, TEMPLATE_COLUMNS, formats)
        add_template_drop_downs(sheet, lists, collectivity)
        row = write_examples(sheet, formats, collectivity)
        for record in iter_action_records(actions) if actions is not None else ():
            row += 1
            write_action_row(sheet, row, record, formats)
        sheet.activate()
        lists.write(workbook)
    return file.getvalue()


def write_help_worksheet(
    workbook: Workbook, formats: WorkbookFormats, collectivity: Collectivity | None
) -> None:
    sheet = workbook.add_worksheet(str(HELP_WORKSHEET))
    sheet.hide_gridlines(2)
    set_landscape_print(sheet)
    for place, wide in enumerate(HELP_COLUMN_WIDTHS):
        sheet.set_column(place, place, wide)
    of_whom = f" – {collectivity.name}" if collectivity else ""
    sheet.write_string(0, 0, _("Vos actions de coopération") + of_whom, formats.title)
    row = 1
    for line in list_help_steps():
        row += 1
        sheet.merge_range(row, 0, row, 3, "", formats.wrapped)
        sheet.write_string(row, 0, line, formats.wrapped)
    row += 2
    headings = (_("Colonne"), _("Ce qu’il faut y mettre"), _("Au choix"), _("Exemple"))
    for place, heading in enumerate(headings):
        sheet.write_string(row, place, heading, formats.head)
    for column in TEMPLATE_COLUMNS:
        row += 1
        cells = build_help_row(column)
        set_row_height(sheet, row, cells, HELP_COLUMN_WIDTHS)
        for place, words in enumerate(cells):
            cell_format = formats.strong if place == 0 else formats.wrapped
            sheet.write_string(row, place, words, cell_format)


def list_help_steps() -> list[str]:
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
            "7. Enregistrez, puis envoyez le fichier par la page « Tableur » de votre "
            "espace, ou à l’équipe : rien n’est publié avant la relecture."
        ),
    ]


def build_help_row(column: ColumnSpec) -> list[str]:
    """Return label, explanation, allowed words and example of a column."""
    label, _code, explanation, _kind, _allowed, example, required, _editable = (
        describe_column(column)
    )
    star = _(" (obligatoire)") if required == _("oui") else ""
    words = [allowed_label for _one, allowed_label in column.list_allowed()]
    few = ", ".join(words) if len(words) <= 40 else _("voir la liste déroulante")
    return [label + star, explanation, few, replace_codes_by_words(column, example)]


def add_template_drop_downs(
    sheet: Worksheet, lists: DropDownLists, collectivity: Collectivity | None
) -> None:
    """Add drop-down lists of words; no warning where several are allowed."""
    for place, column in enumerate(TEMPLATE_COLUMNS):
        words = [label for _code, label in column.list_allowed()]
        if column.code == "chef_de_file" and collectivity:
            words = [collectivity.name]
        if words:
            rule = build_drop_down(column, lists.add_list(words))
            rule["show_error"] = not column.is_list
            sheet.data_validation(1, place, LAST_ROW_INDEX, place, rule)


def write_examples(
    sheet: Worksheet, formats: WorkbookFormats, collectivity: Collectivity | None
) -> int:
    """Write the example rows, and return the number of the last one."""
    lead = collectivity.name if collectivity else "Annecy"
    for row, example in enumerate(EXAMPLE_ROWS, start=1):
        texts = {"reference": EXAMPLE_REFERENCE, "chef_de_file": lead, **example}
        for place, column in enumerate(TEMPLATE_COLUMNS):
            words = replace_codes_by_words(column, texts.get(column.code, ""))
            if words:
                sheet.write_string(row, place, words, formats.example)
    return len(EXAMPLE_ROWS)


def replace_codes_by_words(column: ColumnSpec, value: str) -> str:
    known = dict(column.list_allowed()) if value else {}
    return LIST_SEPARATOR.join(
        known.get(part, part) for part in value.split(LIST_SEPARATOR)
    )


def write_action_row(
    sheet: Worksheet, row: int, record: Iterable[Any], formats: WorkbookFormats
) -> None:
    for place, (column, value) in enumerate(zip(TEMPLATE_COLUMNS, record, strict=True)):
        write_cell(sheet, row, place, value, formats.get_formats(column))


def iter_action_records(actions: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield the values of the template's columns for each action, in words."""
    words = {
        column.code: dict(column.list_allowed())
        for column in TEMPLATE_COLUMNS
        if column.list_allowed()
    }
    dataset = build_template_dataset()
    for record in dataset.records(get_primary_keys(actions), FRENCH):
        cells = dict(zip((one.code for one in dataset.columns), record, strict=True))
        yield [
            format_template_value(cells.get(one.code), words.get(one.code, {}))
            for one in TEMPLATE_COLUMNS
        ]


def format_template_value(value: Any, words: dict[str, str]) -> Any:
    """Return a value as the template writes it, each item of a list once."""
    if isinstance(value, list | tuple):
        labels = [words.get(str(one), str(one)) for one in value if one]
        return LIST_SEPARATOR.join(dict.fromkeys(labels))
    return words.get(value, value) if isinstance(value, str) else value


def build_template_dataset() -> WorksheetDataset:
    """Return the dataset of the actions that are filled in.

    Money is left out: an import would add a known amount again.
    """
    plain = [one.to_export_column() for one in TEMPLATE_COLUMNS if not one.is_inline]
    several = [
        ExportColumn("pays", "", ("country__name_fr",), of="locations"),
        ExportColumn(
            "lieux", "", ("place__name", "label"), of="locations", show=get_place_label
        ),
        ExportColumn("partenaires", "", ("partner__name",), of="involvements"),
    ]
    return WorksheetDataset(
        name=ACTIONS_WORKSHEET.code,
        rows=ACTIONS_WORKSHEET.rows,
        columns=[*plain, *several],
        relations={
            **ACTIONS_WORKSHEET.relations,
            "locations": ExportRelation(
                lambda: Location.objects.order_by("pk"), "action"
            ),
            "involvements": ExportRelation(
                lambda: Involvement.objects.order_by("partner__name_key", "pk"),
                "action",
            ),
        },
    )


def get_place_label(place: str | None, label: str) -> str:
    """Return the name of a place, else the label of the location."""
    return place or label


def build_template_response(content: bytes, name: str) -> HttpResponse:
    """Return a template as a download that no cache keeps."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX_CONTENT_TYPE, headers=headers)
