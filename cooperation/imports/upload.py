"""Upload of files: stored, their tables recognised, discarded, deleted after a day."""

import hashlib
import secrets
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypedDict, cast

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.columns.aliases import describe_repeated_columns, match_columns
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import ImportState
from cooperation.imports.jobs import BatchError
from cooperation.models import ImportBatch, ImportMapping
from cooperation.spreadsheets.dictionary import (
    exclude_information_notes,
    is_information_worksheet,
)
from cooperation.spreadsheets.files import WEB_LIMITS, UnreadableFile, open_spreadsheet
from cooperation.spreadsheets.files.types import Limits
from cooperation.spreadsheets.layouts import recognize_flat_layout
from cooperation.spreadsheets.layouts.columns import FLAT_WORKSHEET
from cooperation.spreadsheets.resources.registry import RESOURCES, get_import_spec
from cooperation.text import normalize

ColumnMapping = dict[str, str]


class ImportTable(TypedDict):
    """A table of an uploaded file, as ``ImportBatch.sheets`` keeps it.

    ``code`` is the worksheet of the staff workbook that it is, blank if none;
    ``mapping`` leads from its columns to ours.
    """

    name: str
    code: str
    header: list[str]
    mapping: ColumnMapping
    rows: int


MIN_KNOWN_COLUMNS = 2


def get_header_key(header: Sequence[str]) -> str:
    """Return a hash that files with the same columns share."""
    names = "\n".join(normalize(name) for name in header)
    return hashlib.sha256(names.encode()).hexdigest()


def recognize_table(name: str, header: Sequence[str]) -> ImportTable:
    """Return the description of a table: its worksheet (blank if none) and columns."""
    if is_information_worksheet(name):
        return build_table(name, header, "", dict.fromkeys(header, ""))
    remembered = ImportMapping.objects.filter(header_key=get_header_key(header)).first()
    if remembered:
        known = {normalize(name): code for name, code in remembered.columns.items()}
        mapping = {column: known.get(normalize(column), "") for column in header}
        return build_table(name, header, remembered.sheet, mapping)
    flat = recognize_flat_layout(header)
    if flat:
        code = FLAT_WORKSHEET.code
        names = {column: one for one, column in flat.columns.items()}
        mapping = {column: names.get(column, "") for column in header}
        return build_table(name, header, code, mapping)
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
) -> ImportTable:
    return {
        "name": name,
        "code": code,
        "header": list(header),
        "mapping": mapping,
        "rows": 0,
    }


def describe_tables(sheets: list[ImportTable]) -> list[str]:
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
        if sheet["code"] in WORKSHEETS:
            spec = WORKSHEETS[sheet["code"]]
            notes += describe_repeated_columns(spec, sheet["header"])
        unknown = [name for name, code in sheet["mapping"].items() if not code]
        if unknown:
            names = ", ".join(f"« {name} »" for name in unknown)
            notes.append(_("Colonnes laissées de côté : %s.") % names)
    return notes


RETENTION_PERIOD = timedelta(hours=24)
IMPORT_DIRECTORY_NAME = "imports"


def get_import_directory() -> Path:
    return Path(settings.VAR_DIR) / IMPORT_DIRECTORY_NAME


def get_file_path(batch: ImportBatch) -> Path:
    return get_import_directory() / batch.path


def receive_file(
    file: Any, *, name: str, by: Any, limits: Limits = WEB_LIMITS
) -> ImportBatch:
    """Store a file for its sender alone, and describe its tables.

    Raises ``UnreadableFile``, and keeps nothing, for a file that cannot be read.
    """
    name = Path(name.replace("\\", "/")).name[-200:] or "fichier"
    own = f"{by.pk if by else 'commande'}/{secrets.token_urlsafe(16)}"
    place = get_import_directory() / own
    place.mkdir(parents=True, mode=0o700)
    path = place / f"envoi{Path(name).suffix.lower()[:10]}"
    try:
        store_upload(file, path, limits)
        kind, notes, sheets = describe_file(path, limits)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return ImportBatch.objects.create(
        name=name,
        path=str(path.relative_to(get_import_directory())),
        kind=kind,
        notes=notes,
        sheets=sheets,
        received_by=by,
    )


def store_upload(file: Any, path: Path, limits: Limits) -> None:
    """Write a file to disk; raise ``UnreadableFile`` if it exceeds the byte limit."""
    size = 0
    with path.open("wb") as stored:
        while piece := file.read(256 * 1024):
            size += len(piece)
            if size > limits.bytes:
                reason = (
                    _(
                        "Le fichier dépasse %s Mo : importez-le par la commande "
                        "« manage.py import_directory »."
                    )
                    if limits.is_web
                    else _("Le fichier dépasse %s Mo.")
                )
                raise UnreadableFile(reason % (limits.bytes // 1024 // 1024))
            stored.write(piece)
    path.chmod(0o600)


def describe_file(
    path: Path, limits: Limits
) -> tuple[str, list[str], list[ImportTable]]:
    """Read a file through, and return its kind, notes and tables."""
    with open_spreadsheet(path, limits) as book:
        sheets = []
        for table in book.sheets():
            sheet = recognize_table(table.name, table.header)
            sheet["rows"] = sum(1 for _row in table.rows)
            sheets.append(sheet)
        notes = [*exclude_information_notes(book.notes), *describe_tables(sheets)]
        return book.kind, notes, sheets


# Columns --------------------------------------------------------------------------


def map_columns(
    batch: ImportBatch, sheet: str, columns: dict[str, str], *, by: Any
) -> None:
    """Set our column for each column of a table, and keep it for the same header.

    The batch is to be previewed again.
    """
    table = find_table(batch, sheet)
    if not table["code"]:
        raise BatchError(_("Dites d’abord quelle feuille c’est."))
    ours = get_import_spec(table["code"]).by_code
    mapping = {name: columns.get(name, "") for name in table["header"]}
    unknown = sorted({code for code in mapping.values() if code and code not in ours})
    used = [code for code in mapping.values() if code]
    twice = sorted({code for code in used if used.count(code) > 1})
    if unknown or twice:
        names = ", ".join(f"« {code} »" for code in [*unknown, *twice])
        raise BatchError(_("Colonnes inconnues ou données deux fois : %s.") % names)
    table["mapping"] = mapping
    save_mapping(batch, table, by)


def assign_worksheet(batch: ImportBatch, sheet: str, code: str, *, by: Any) -> None:
    """Set which worksheet of the staff workbook a table is; blank leaves it out."""
    table = find_table(batch, sheet)
    if code and code not in RESOURCES:
        raise BatchError(_("Cette feuille n’existe pas."))
    if code and any(t["code"] == code for t in batch.sheets if t is not table):
        raise BatchError(_("Une autre feuille du fichier est déjà celle-là."))
    table["code"] = code
    if code:
        table["mapping"] = match_columns(get_import_spec(code), table["header"])
        save_mapping(batch, table, by)
    else:
        save_tables(batch)


def find_table(batch: ImportBatch, sheet: str) -> ImportTable:
    if not batch.is_pending:
        raise BatchError(_("Cet import n’attend plus rien."))
    for table in batch.sheets:
        if table["name"] == sheet:
            return cast(ImportTable, table)
    raise BatchError(_("Cette feuille n’est pas dans le fichier."))


def save_mapping(batch: ImportBatch, table: ImportTable, by: Any) -> None:
    """Save the columns of a table, for this file and later ones with its header."""
    ImportMapping.objects.update_or_create(
        header_key=get_header_key(table["header"]),
        defaults={
            "sheet": table["code"],
            "columns": table["mapping"],
            "changed_by": by,
        },
    )
    save_tables(batch)


def save_tables(batch: ImportBatch) -> None:
    """Save the tables of a batch, which is to be previewed again."""
    batch.state = ImportState.RECEIVED
    batch.save(update_fields=["sheets", "state"])


# The end ----------------------------------------------------------------------------


def discard_batch(batch: ImportBatch, *, by: Any) -> None:
    """Discard a pending batch, with its file and lines."""
    pending = ImportBatch.objects.filter(pk=batch.pk, state__in=ImportState.PENDING)
    if not pending.update(state=ImportState.DISCARDED):
        raise BatchError(_("Cet import n’attend plus rien : il ne s’abandonne plus."))
    batch.refresh_from_db()
    delete_files(batch)


def delete_files(batch: ImportBatch) -> None:
    """Delete the file of a batch and the lines read from it."""
    if batch.path:
        shutil.rmtree(get_file_path(batch).parent, ignore_errors=True)
    batch.lines.all().delete()
    batch.path = ""
    batch.save(update_fields=["path"])


def purge_batches(older_than: timedelta = RETENTION_PERIOD) -> int:
    """Discard batches pending too long, and delete the files of those that are done.

    The changes of an applied batch are kept, so that it can be reverted.
    """
    old = ImportBatch.objects.filter(received_at__lt=timezone.now() - older_than)
    waiting = list(old.filter(state__in=ImportState.PENDING))
    for batch in waiting:
        discard_batch(batch, by=None)
    for batch in old.filter(state__in=ImportState.DONE).exclude(path=""):
        delete_files(batch)
    delete_orphans(older_than)
    return len(waiting)


def delete_orphans(older_than: timedelta) -> None:
    """Delete files without a batch, left by a killed process."""
    known = set(ImportBatch.objects.exclude(path="").values_list("path", flat=True))
    limit = (timezone.now() - older_than).timestamp()
    for path in get_import_directory().glob("*/*/*"):
        is_known = str(path.relative_to(get_import_directory())) in known
        if not is_known and path.stat().st_mtime < limit:
            shutil.rmtree(path.parent, ignore_errors=True)
