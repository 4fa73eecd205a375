"""Preview of a batch: its lines planned, corrected or left out; nothing is written."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from cooperation.db import iter_batches, without_timeouts
from cooperation.enums import ImportState, LineOutcome
from cooperation.imports.jobs import (
    MAX_LINES_IN_REQUEST,
    BatchError,
    enqueue_job,
    get_batch_of_job,
    mark_failed,
    mark_reading,
    refresh_state,
)
from cooperation.imports.parsed_file import RowsCallback, iter_kept_rows
from cooperation.imports.pending_files import ROWS, UPLOADS, open_folder
from cooperation.imports.tables import (
    ImportTable,
    has_doubtful_table,
    is_to_be_read,
)
from cooperation.imports.upload import delete_files, describe_batch, get_folder_name
from cooperation.models import ImportBatch, ImportLine
from cooperation.spreadsheets.dictionary import is_example_row
from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.layouts.columns import FLAT_WORKSHEET
from cooperation.spreadsheets.layouts.words import PROJECT, read_link_kind
from cooperation.spreadsheets.resources.base import WorksheetResource, Writer
from cooperation.spreadsheets.resources.context import ImportContext, TemporaryKeys
from cooperation.spreadsheets.resources.registry import (
    IMPORT_ORDER,
    build_resource,
    get_import_spec,
)
from cooperation.spreadsheets.resources.results import LinePlan, SourceLine
from cooperation.web.jobs import describe_interruption, track_progress

PREVIEW_CHUNK_SIZE = 1_000
# What is read within a request.
MAX_SMALL_SIZE = 1024 * 1024


def list_known_tables(batch: ImportBatch) -> list[ImportTable]:
    """Return the recognized tables of a file, in the order of writing."""
    ours = [table for table in batch.sheets if table["code"]]
    return sorted(ours, key=lambda table: IMPORT_ORDER.index(table["code"]))


def iter_table_lines(
    folder: Path, tables: list[ImportTable], table: ImportTable
) -> Iterator[SourceLine]:
    """Yield the lines of one of the tables of a file, whose rows are in a folder."""
    yield from iter_texts_by_column(table, iter_kept_rows(folder, tables.index(table)))


def iter_texts_by_column(
    table: ImportTable, rows: Iterable[tuple[int, list[str]]]
) -> Iterator[SourceLine]:
    """Yield each line that is not empty, but for example rows of the template."""
    columns = [
        (place, table["mapping"][name])
        for place, name in enumerate(table["header"])
        if table["mapping"].get(name)
    ]
    key = get_import_spec(table["code"]).key
    for line, cells in rows:
        texts = {code: cells[place] for place, code in columns}
        if any(texts.values()) and not is_example_row(texts.get(key, "")):
            yield SourceLine(line, texts)


# Reading ----------------------------------------------------------------------------


def start_preview(batch: ImportBatch) -> None:
    """Read and plan a small file at once, have a worker do it with a large one.

    A file whose columns are not all recognised waits for them. Raises
    ``UnreadableFile`` or ``BatchError``.
    """
    refresh_state(batch)
    if is_to_be_read(batch) and is_small(batch):
        describe_batch(batch)
        if has_doubtful_table(batch):
            return
    rows = sum(table["rows"] for table in batch.sheets)
    if not is_to_be_read(batch) and rows <= MAX_LINES_IN_REQUEST:
        preview_batch(batch)
        return
    with transaction.atomic():
        mark_reading(batch)
        enqueue_job(batch, read_import)


def is_small(batch: ImportBatch) -> bool:
    """Return whether the file of a batch is read within a request."""
    folder, _slash, name = batch.path.rpartition("/")
    with open_folder(folder, UPLOADS) as place:
        return get_unpacked_size(place / name) <= MAX_SMALL_SIZE


def get_unpacked_size(path: Path) -> int:
    """Return the bytes that a file has, or says to have once it is unpacked.

    What cannot be opened is small: reading it will say why.
    """
    try:
        if not is_zipfile(path):
            return path.stat().st_size
        with ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (BadZipFile, OSError, NotImplementedError, ValueError):
        return 0


@task(takes_context=True)
def read_import(context: TaskContext, batch: int, by: int | None) -> None:
    """Read and plan a batch that is marked so."""
    held = get_batch_of_job(context, batch)
    if held:
        read_in_background(held)


def read_in_background(batch: ImportBatch) -> None:
    """Read and plan a batch that is marked so, and tell how far it is.

    A file that cannot be read is discarded, with the reason.
    """
    was_read = bool(batch.sheets)
    try:
        with track_progress(batch) as progress:
            if is_to_be_read(batch):
                describe_batch(batch, on_progress=progress.advance)
                if has_doubtful_table(batch):
                    mark_failed(batch, ImportState.RECEIVED, "")
                    return
            progress.start(sum(table["rows"] for table in batch.sheets))
            plan_all_lines(batch, progress.advance)
    except UnreadableFile as error:
        after = ImportState.RECEIVED if was_read else ImportState.DISCARDED
        mark_failed(batch, after, str(error))
        if not was_read:
            delete_files(batch)
    except BatchError as error:
        mark_failed(batch, ImportState.RECEIVED, str(error))
    except BaseException as error:
        problem = _("Un imprévu a arrêté la lecture du fichier : relancez-la.")
        mark_failed(batch, ImportState.RECEIVED, describe_interruption(error, problem))
        raise


@transaction.atomic
def preview_batch(batch: ImportBatch) -> None:
    """Plan each line of a batch's file.

    Raises ``BatchError`` if the batch is not pending or no table is known.
    """
    without_timeouts()
    check_pending(batch)
    plan_all_lines(batch)


@transaction.atomic
def plan_all_lines(
    batch: ImportBatch, on_progress: RowsCallback = lambda _lines: None
) -> None:
    tables = list_known_tables(batch)
    if not tables:
        raise BatchError(
            _("Aucune feuille du fichier n’est connue : dites lesquelles le sont.")
        )
    without_timeouts()
    batch.lines.all().delete()
    context = build_context(batch)
    with open_folder(get_folder_name(batch), ROWS) as folder:
        for table in tables:
            resource = build_batch_resource(batch, table["code"], context)
            lines = iter_table_lines(folder, batch.sheets, table)
            for some in iter_batches(lines, PREVIEW_CHUNK_SIZE):
                save_plans(batch, table["code"], resource.import_lines(some))
                on_progress(len(some))
    update_counts(batch)


def build_context(batch: ImportBatch) -> ImportContext:
    """Return what the lines of a batch share while nothing is written."""
    return ImportContext(TemporaryKeys(), publishes=batch.publishes_new)


def save_plans(batch: ImportBatch, sheet: str, plans: list[LinePlan]) -> None:
    ImportLine.objects.bulk_create(
        fill_line_from_plan(ImportLine(batch=batch, sheet=sheet, line=plan.line), plan)
        for plan in plans
    )


def fill_line_from_plan(line: ImportLine, plan: LinePlan) -> ImportLine:
    """Copy a plan to a line, not saved, and return the line."""
    if line._state.adding:
        line.cells = plan.cells
    line.outcome = plan.outcome
    line.title = plan.title[:300]
    line.object_id = plan.key
    line.entries = [list(entry) for entry in plan.entries]
    line.changes = plan.changes
    line.remarks = [remark.to_json() for remark in plan.remarks]
    return line


PLANNED_FIELDS = ["outcome", "title", "object_id", "entries", "changes", "remarks"]


def build_batch_resource(
    batch: ImportBatch,
    sheet: str,
    context: ImportContext,
    writer: Writer | None = None,
) -> WorksheetResource:
    """Return the resource of a worksheet, for the columns of a file and corrections."""
    columns = {
        code: name
        for table in batch.sheets
        if table["code"] == sheet
        for name, code in table["mapping"].items()
        if code
    }
    corrected = batch.lines.filter(sheet=sheet).exclude(corrections={})
    for corrections in corrected.values_list("corrections", flat=True):
        columns = dict.fromkeys(corrections, "") | columns
    is_csv = batch.kind == "csv"
    return build_resource(sheet, columns, context, is_csv=is_csv, writer=writer)


def plan_stored_lines(
    resource: WorksheetResource, lines: Iterable[ImportLine]
) -> list[LinePlan]:
    """Return the plans of lines that are stored, corrections included."""
    return resource.import_lines(
        [SourceLine(line.line, line.texts, list(line.corrections)) for line in lines]
    )


def update_counts(batch: ImportBatch) -> None:
    """Count the outcomes of a batch, and set its state accordingly."""
    counted = (
        batch.lines.order_by().values_list("sheet", "outcome").annotate(n=Count("pk"))
    )
    counts: dict[str, dict[str, int]] = {"total": {}}
    for sheet, outcome, number in counted:
        counts.setdefault(sheet, {})[outcome] = number
        counts["total"][outcome] = counts["total"].get(outcome, 0) + number
    refused = counts["total"].get(LineOutcome.REFUSED, 0)
    batch.counts = counts
    batch.state = ImportState.TO_CORRECT if refused else ImportState.READ
    batch.problem = ""
    batch.job = None
    batch.save(update_fields=["counts", "state", "problem", "job"])


FLAT_TABLE = FLAT_WORKSHEET.code
REFERENCED_WORKSHEETS = ("annuaire_partenaires", "accords", "actions", FLAT_TABLE)


@transaction.atomic
def correct_line(
    batch: ImportBatch, line: ImportLine, texts: Mapping[str, str], *, by: Any
) -> ImportLine:
    """Replace the texts of some cells, by column, and plan the line again.

    Refused lines of other worksheets are planned again too: they may name it.
    """
    held = get_pending_line(batch, line)
    if not texts.keys() <= get_import_spec(held.sheet).by_code.keys():
        raise BatchError(_("Cette colonne n’existe pas."))
    if not texts:
        return held
    typed = {code: "\n".join(text.strip().splitlines()) for code, text in texts.items()}
    held.corrections = held.corrections | typed
    held.save(update_fields=["corrections"])
    replan_lines(batch, [held])
    if held.sheet in REFERENCED_WORKSHEETS:
        others = batch.lines.refused().exclude(pk=held.pk)
        if held.sheet != FLAT_TABLE:
            others = others.exclude(sheet=held.sheet)
        replan_lines(batch, list(others))
    update_counts(batch)
    held.refresh_from_db()
    return held


@transaction.atomic
def leave_out_line(
    batch: ImportBatch, line: ImportLine, *, by: Any, out: bool = True
) -> ImportLine:
    """Leave a line out of the import, or include it again."""
    held = get_pending_line(batch, line)
    if out:
        held.outcome = LineOutcome.LEFT_OUT
        held.save(update_fields=["outcome"])
    else:
        replan_lines(batch, [held])
    update_counts(batch)
    held.refresh_from_db()
    return held


@transaction.atomic
def leave_out_refused_lines(batch: ImportBatch, *, by: Any) -> int:
    check_pending(batch)
    number = batch.lines.refused().update(outcome=LineOutcome.LEFT_OUT)
    update_counts(batch)
    return number


def get_pending_line(batch: ImportBatch, line: ImportLine) -> ImportLine:
    """Return a line of a pending batch, locked."""
    check_pending(batch)
    return batch.lines.select_for_update(of=("self",)).get(pk=line.pk)


def check_pending(batch: ImportBatch) -> None:
    """Lock the batch; raise ``BatchError`` unless it is pending."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not held.is_pending:
        raise BatchError(_("Cet import est terminé : il ne peut plus être corrigé."))


def replan_lines(batch: ImportBatch, lines: list[ImportLine]) -> None:
    """Plan some lines again, against the database and the rest of the file."""
    if not lines:
        return
    context = build_context(batch)
    register_created_entries(batch, context, {line.pk for line in lines})
    for sheet in IMPORT_ORDER:
        ours = [line for line in lines if line.sheet == sheet]
        if not ours:
            continue
        resource = build_batch_resource(batch, sheet, context)
        plans = plan_stored_lines(resource, ours)
        for line, plan in zip(ours, plans, strict=True):
            fill_line_from_plan(line, plan)
        ImportLine.objects.bulk_update(ours, PLANNED_FIELDS)


def register_created_entries(
    batch: ImportBatch, context: ImportContext, but: set[int]
) -> None:
    """Register what other lines create, so that these lines can name it."""
    made = batch.lines.filter(
        outcome=LineOutcome.CREATED, sheet__in=REFERENCED_WORKSHEETS
    )
    for pk, sheet, title, cells in made.values_list("pk", "sheet", "title", "cells"):
        if pk in but:
            continue
        key = context.keys.next(ImportLine)
        is_project = read_link_kind(cells.get("kind", "")) == PROJECT
        if sheet == "actions" or (sheet == FLAT_TABLE and is_project):
            context.actions.register(title, key)
        elif sheet in ("accords", FLAT_TABLE):
            context.agreements.register(title, key)
        else:
            values = {
                "name": title,
                "country_id": cells.get("pays_code", ""),
                "kind": "",
            }
            context.register_partner(key, values)
