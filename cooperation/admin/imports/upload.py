"""The first pages of an import: the file, and which of its columns are ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperation.admin.imports.views import (
    get_own_batch,
    get_page_url,
    render_page,
    report_problems,
)
from cooperation.columns.specs import ColumnSpec
from cooperation.imports.jobs import BatchError
from cooperation.imports.parsed_file import read_first_rows
from cooperation.imports.pending_files import ROWS, open_folder
from cooperation.imports.preview import start_preview
from cooperation.imports.tables import (
    assign_worksheet,
    choose_header_line,
    is_to_be_read,
    map_columns,
)
from cooperation.imports.upload import get_folder_name, remove_batch, store_file
from cooperation.models import Agreement, ImportBatch
from cooperation.spreadsheets.dictionary import is_information_worksheet
from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.resources.registry import IMPORT_ORDER, get_import_spec
from cooperation.spreadsheets.template import (
    build_template_response,
    build_xlsx_template,
)

MAX_SAMPLES = 3
SHIPPED_RECORDS = Path(settings.FIXTURES_ROOT) / "real" / "cooperations.csv"
ColumnMappings = dict[str, dict[str, str]]


@dataclass
class FileColumn:
    """A column of a file: its name, some values, the code of ours it maps to."""

    input: str
    name: str
    chosen: str
    samples: list[str]


@dataclass
class ImportTable:
    """A table of a file, and the code of the worksheet that it maps to."""

    input: str
    name: str
    code: str
    rows: int
    header_line: int
    first_lines: list[tuple[int, str]]
    columns: list[FileColumn]

    @property
    def is_explanatory(self) -> bool:
        """Return whether it is a worksheet that explains the others."""
        return is_information_worksheet(self.name)

    @property
    def line_input(self) -> str:
        return f"ligne-{self.input}"

    @property
    def worksheets(self) -> list[tuple[str, Any]]:
        return [(code, get_import_spec(code).label) for code in IMPORT_ORDER]

    @property
    def specs(self) -> list[ColumnSpec]:
        return list(get_import_spec(self.code).columns) if self.code else []


def list_import_tables(
    batch: ImportBatch,
    choices: ColumnMappings | None = None,
    *,
    with_samples: bool = False,
) -> list[ImportTable]:
    """Return the tables of a file; ``choices`` replace the saved column mapping."""
    first_rows = read_samples(batch) if with_samples else [[] for _ in batch.sheets]
    tables = []
    for number, (sheet, samples) in enumerate(
        zip(batch.sheets, first_rows, strict=True)
    ):
        mapping = (choices or {}).get(sheet["name"], sheet["mapping"])
        columns = [
            FileColumn(
                input=f"colonne-{number}-{place}",
                name=name,
                chosen=mapping.get(name, ""),
                samples=[row[place] for row in samples if row[place]],
            )
            for place, name in enumerate(sheet["header"])
        ]
        table = ImportTable(
            f"feuille-{number}",
            sheet["name"],
            sheet["code"],
            sheet["rows"],
            sheet.get("header_line", 0),
            sheet.get("first_lines", []),
            columns,
        )
        tables.append(table)
    return tables


def read_samples(batch: ImportBatch) -> list[list[list[str]]]:
    """Return the first rows of each table of a file."""
    with open_folder(get_folder_name(batch), ROWS) as folder:
        return [
            read_first_rows(folder, number, MAX_SAMPLES)
            for number in range(len(batch.sheets))
        ]


def parse_column_mappings(
    batch: ImportBatch, data: Mapping[str, str]
) -> ColumnMappings:
    """Return the column mapping of each recognised table, as posted."""
    return {
        table.name: {
            column.name: clean_column_code(table, data.get(column.input, column.chosen))
            for column in table.columns
        }
        for table in list_import_tables(batch)
        if table.code
    }


def clean_column_code(table: ImportTable, code: str) -> str:
    """Return ``code`` if the worksheet has such a column, else an empty text."""
    return code if code in get_import_spec(table.code).by_code else ""


def list_mapping_problems(batch: ImportBatch, choices: ColumnMappings) -> list[str]:
    if not any(code for columns in choices.values() for code in columns.values()):
        return [
            _(
                "Aucune colonne n’est reconnue : dites au moins laquelle est le titre, "
                "le nom ou la référence."
            )
        ]
    return [
        words
        for table in list_import_tables(batch)
        if table.code
        for words in list_duplicate_columns(table, choices[table.name])
    ]


def list_duplicate_columns(table: ImportTable, columns: dict[str, str]) -> list[str]:
    """Return a problem for each column of ours chosen for several of the file's."""
    chosen: dict[str, list[str]] = {}
    for name, code in columns.items():
        if code:
            chosen.setdefault(code, []).append(name)
    return [
        _(
            "%(sheet)s : « %(label)s » est choisie pour plusieurs colonnes du fichier "
            "(%(names)s). N’en gardez qu’une."
        )
        % {
            "sheet": table.name,
            "label": get_import_spec(table.code).by_code[code].label,
            "names": ", ".join(names),
        }
        for code, names in chosen.items()
        if len(names) > 1
    ]


# The pages -------------------------------------------------------------------------


class ImportFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )


def upload_view(request: HttpRequest) -> HttpResponse:
    """Receive a file; redirect to its columns, or to the preview if all are known."""
    is_sent = request.method == "POST"
    form = ImportFileForm(request.POST, request.FILES) if is_sent else ImportFileForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = store_file(file, name=file.name or "", by=request.user)
            return read_and_redirect(request, batch.pk)
        except UnreadableFile as error:
            form.add_error("file", str(error))
    return render_page(
        request,
        "import_file",
        "file",
        status=400 if form.errors else 200,
        title=_("Importer un tableur"),
        form=form,
        template_url=get_page_url("template"),
        offers_records=not Agreement.objects.exists(),
    )


@require_POST
def shipped_records_view(request: HttpRequest) -> HttpResponse:
    """Read the sourced records that come with the site, as if they had been sent."""
    with SHIPPED_RECORDS.open("rb") as file:
        batch = store_file(file, name=SHIPPED_RECORDS.name, by=request.user)
    return read_and_redirect(request, batch.pk)


@report_problems
def read_and_redirect(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute what the file would change; redirect to what comes next.

    Raises ``UnreadableFile`` for a file that was never read: it is not kept.
    """
    batch = get_own_batch(request, pk)
    try:
        start_preview(batch)
    except UnreadableFile as error:
        if not batch.sheets:
            remove_batch(batch)
            raise
        messages.error(request, str(error))
    return redirect(get_page_url("batch", batch.pk))


@report_problems
def columns_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the file's columns map to ours; save the mapping on POST."""
    batch = get_own_batch(request, pk)
    if not batch.is_pending:
        return redirect(get_page_url("batch", batch.pk))
    if request.method == "POST" and update_header_lines(request, batch):
        return read_and_redirect(request, batch.pk)
    problems: list[str] = []
    choices = parse_column_mappings(batch, request.POST)
    if request.method == "POST":
        try:
            if update_worksheets(request, batch):
                return redirect(get_page_url("columns", batch.pk))
        except BatchError as problem:
            problems = [str(problem)]
        problems = problems or list_mapping_problems(batch, choices)
        if not problems:
            return save_columns(request, batch, choices)
    tables = list_import_tables(batch, choices, with_samples=True)
    return render_page(
        request,
        "import_columns",
        "columns",
        status=400 if problems else 200,
        title=_("Colonnes"),
        batch=batch,
        tables=[table for table in tables if not table.is_explanatory],
        problems=problems,
    )


def update_header_lines(request: HttpRequest, batch: ImportBatch) -> bool:
    """Apply the choice of header lines; return whether the file is to be read again."""
    for table in list_import_tables(batch):
        line = request.POST.get(table.line_input, "")
        known = {str(number): number for number, _text in table.first_lines}
        if line in known and known[line] != table.header_line:
            choose_header_line(batch, table.name, known[line])
    return is_to_be_read(batch)


def update_worksheets(request: HttpRequest, batch: ImportBatch) -> bool:
    """Apply the choice of worksheets; return whether that changed anything."""
    changed = False
    for table in list_import_tables(batch):
        code = request.POST.get(table.input, table.code)
        if code != table.code and (code in IMPORT_ORDER or not code):
            assign_worksheet(batch, table.name, code, by=request.user)
            changed = True
    if changed:
        words = _("Les colonnes ont été cherchées de nouveau : vérifiez-les.")
        messages.info(request, words)
    return changed


def save_columns(
    request: HttpRequest, batch: ImportBatch, choices: ColumnMappings
) -> HttpResponse:
    """Save the column mapping, for this file and the next ones like it."""
    for name, columns in choices.items():
        map_columns(batch, name, columns, by=request.user)
    return read_and_redirect(request, batch.pk)


def template_view(request: HttpRequest) -> HttpResponse:
    return build_template_response(build_xlsx_template(), "modele-actions.xlsx")
