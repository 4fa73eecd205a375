"""Upload of files: stored, described, discarded, deleted after a day."""

import secrets
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ImportState
from cooperation.exchange.dictionary import of_data
from cooperation.exchange.sheets import SHEETS
from cooperation.importing.batches.problems import BatchProblem
from cooperation.importing.batches.recognising import (
    columns_of,
    header_key,
    recognised,
    told,
)
from cooperation.importing.reading import WEB, UnreadableFile, open_book
from cooperation.importing.reading.shapes import Limits
from cooperation.models import ImportBatch, ImportMapping

KEPT_FOR = timedelta(hours=24)
FOLDER = "imports"


def folder() -> Path:
    return Path(settings.VAR_DIR) / FOLDER


def file_of(batch: ImportBatch) -> Path:
    return folder() / batch.path


def receive(file: Any, *, name: str, by: Any, limits: Limits = WEB) -> ImportBatch:
    """Store a file for its sender alone, and describe its tables.

    Raises ``UnreadableFile``, and keeps nothing, for a file that cannot be read.
    """
    name = Path(name.replace("\\", "/")).name[-200:] or "fichier"
    own = f"{by.pk if by else 'commande'}/{secrets.token_urlsafe(16)}"
    place = folder() / own
    place.mkdir(parents=True, mode=0o700)
    path = place / f"envoi{Path(name).suffix.lower()[:10]}"
    try:
        store(file, path, limits)
        kind, notes, sheets = described_file(path, limits)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return ImportBatch.objects.create(
        name=name,
        path=str(path.relative_to(folder())),
        kind=kind,
        notes=notes,
        sheets=sheets,
        received_by=by,
    )


def store(file: Any, path: Path, limits: Limits) -> None:
    """Write a file to disk; raise ``UnreadableFile`` if it exceeds the byte limit."""
    size = 0
    with path.open("wb") as stored:
        while piece := file.read(256 * 1024):
            size += len(piece)
            if size > limits.bytes:
                raise UnreadableFile(
                    _(
                        "Le fichier dépasse %s Mo : importez-le par la commande "
                        "« manage.py import_directory »."
                    )
                    % (limits.bytes // 1024 // 1024)
                )
            stored.write(piece)
    path.chmod(0o600)


def described_file(
    path: Path, limits: Limits
) -> tuple[str, list[str], list[dict[str, Any]]]:
    """Read a file through, and return its kind, notes and tables."""
    with open_book(path, limits) as book:
        sheets = []
        for table in book.sheets():
            sheet = recognised(table.name, table.header)
            sheet["rows"] = sum(1 for _row in table.rows)
            sheets.append(sheet)
        notes = [*of_data(book.notes), *told(sheets)]
        return book.kind, notes, sheets


# Columns --------------------------------------------------------------------------


def map_columns(
    batch: ImportBatch, sheet: str, columns: dict[str, str], *, by: Any
) -> None:
    """Set our column for each column of a table, and keep it for the same header.

    The batch is to be previewed again.
    """
    table = table_named(batch, sheet)
    if not table["code"]:
        raise BatchProblem(_("Dites d’abord quelle feuille c’est."))
    ours = SHEETS[table["code"]].by_code
    mapping = {name: columns.get(name, "") for name in table["header"]}
    unknown = sorted({code for code in mapping.values() if code and code not in ours})
    used = [code for code in mapping.values() if code]
    twice = sorted({code for code in used if used.count(code) > 1})
    if unknown or twice:
        names = ", ".join(f"« {code} »" for code in [*unknown, *twice])
        raise BatchProblem(_("Colonnes inconnues ou données deux fois : %s.") % names)
    table["mapping"] = mapping
    remember(batch, table, by)


def sheet_is(batch: ImportBatch, sheet: str, code: str, *, by: Any) -> None:
    """Set which worksheet of the staff workbook a table is; blank leaves it out."""
    table = table_named(batch, sheet)
    if code and code not in SHEETS:
        raise BatchProblem(_("Cette feuille n’existe pas."))
    if code and any(t["code"] == code for t in batch.sheets if t is not table):
        raise BatchProblem(_("Une autre feuille du fichier est déjà celle-là."))
    table["code"] = code
    if code:
        table["mapping"] = columns_of(SHEETS[code], table["header"])
        remember(batch, table, by)
    else:
        save_sheets(batch)


def table_named(batch: ImportBatch, sheet: str) -> dict[str, Any]:
    if not batch.is_pending:
        raise BatchProblem(_("Cet import n’attend plus rien."))
    for table in batch.sheets:
        if table["name"] == sheet:
            found: dict[str, Any] = table
            return found
    raise BatchProblem(_("Cette feuille n’est pas dans le fichier."))


def remember(batch: ImportBatch, table: dict[str, Any], by: Any) -> None:
    """Save the columns of a table, for this file and later ones with its header."""
    ImportMapping.objects.update_or_create(
        header_key=header_key(table["header"]),
        defaults={
            "sheet": table["code"],
            "columns": table["mapping"],
            "changed_by": by,
        },
    )
    save_sheets(batch)


def save_sheets(batch: ImportBatch) -> None:
    """Save the tables of a batch, which is to be previewed again."""
    batch.state = ImportState.RECEIVED
    batch.save(update_fields=["sheets", "state"])


# The end ----------------------------------------------------------------------------


def discard(batch: ImportBatch, *, by: Any) -> None:
    """Discard a pending batch, with its file and lines."""
    kept = ImportBatch.objects.filter(pk=batch.pk, state__in=ImportState.PENDING)
    if not kept.update(state=ImportState.DISCARDED):
        raise BatchProblem(_("Cet import n’attend plus rien : il ne s’abandonne plus."))
    batch.refresh_from_db()
    forget(batch)


def forget(batch: ImportBatch) -> None:
    """Delete the file of a batch and the lines read from it."""
    if batch.path:
        shutil.rmtree(file_of(batch).parent, ignore_errors=True)
    batch.lines.all().delete()
    batch.path = ""
    batch.save(update_fields=["path"])


def purge(older_than: timedelta = KEPT_FOR) -> int:
    """Discard batches pending too long, and delete the files of those that are done.

    The changes of an applied batch are kept, so that it can be reverted.
    """
    old = ImportBatch.objects.filter(received_at__lt=timezone.now() - older_than)
    waiting = list(old.filter(state__in=ImportState.PENDING))
    for batch in waiting:
        discard(batch, by=None)
    for batch in old.filter(state__in=ImportState.DONE).exclude(path=""):
        forget(batch)
    remove_strays(older_than)
    return len(waiting)


def remove_strays(older_than: timedelta) -> None:
    """Delete files without a batch, left by a killed process."""
    known = set(ImportBatch.objects.exclude(path="").values_list("path", flat=True))
    limit = (timezone.now() - older_than).timestamp()
    for path in folder().glob("*/*/*"):
        is_known = str(path.relative_to(folder())) in known
        if not is_known and path.stat().st_mtime < limit:
            shutil.rmtree(path.parent, ignore_errors=True)
