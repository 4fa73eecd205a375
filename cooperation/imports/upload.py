"""Upload of files: stored, parsed, discarded, deleted after a day."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ImportState
from cooperation.imports.jobs import BatchError
from cooperation.imports.parsed_file import ParsedFile, parse_file
from cooperation.imports.pending_files import (
    UPLOADS,
    make_folder,
    open_folder,
    remove_folder,
    remove_old_folders,
)
from cooperation.imports.tables import (
    describe_tables,
    list_chosen_lines,
    recognize_table,
)
from cooperation.models import ImportBatch
from cooperation.spreadsheets.dictionary import exclude_information_notes
from cooperation.spreadsheets.files import WEB_LIMITS, UnreadableFile
from cooperation.spreadsheets.files.types import Limits

RETENTION_PERIOD = timedelta(hours=24)


def get_folder_name(batch: ImportBatch) -> str:
    return batch.path.rpartition("/")[0]


def receive_file(
    file: Any, *, name: str, by: Any, limits: Limits = WEB_LIMITS
) -> ImportBatch:
    """Store a file for its sender alone, and describe its tables.

    Raises ``UnreadableFile``, and keeps nothing, for a file that cannot be read.
    """
    batch = store_file(file, name=name, by=by, limits=limits)
    try:
        describe_batch(batch, limits)
    except BaseException:
        remove_batch(batch)
        raise
    return batch


def remove_batch(batch: ImportBatch) -> None:
    """Keep nothing of a batch whose file cannot be read."""
    remove_folder(get_folder_name(batch))
    batch.delete()


def store_file(
    file: Any, *, name: str, by: Any, limits: Limits = WEB_LIMITS
) -> ImportBatch:
    """Store a file for its sender alone; its tables are not described yet."""
    name = Path(name.replace("\\", "/")).name[-200:] or "fichier"
    own = f"{by.pk if by else 'commande'}/{secrets.token_urlsafe(16)}"
    stored = f"envoi{Path(name).suffix.lower()[:10]}"
    with make_folder(own) as place:
        store_upload(file, place / stored, limits)
    return ImportBatch.objects.create(name=name, path=f"{own}/{stored}", received_by=by)


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


def describe_batch(
    batch: ImportBatch,
    limits: Limits = WEB_LIMITS,
    on_progress: Callable[[int], object] = lambda _rows: None,
) -> None:
    """Parse the file of a batch and describe its tables.

    Raises ``UnreadableFile``; a header line that staff chose is then forgotten.
    """
    folder, _slash, name = batch.path.rpartition("/")
    chosen = list_chosen_lines(batch)
    try:
        with open_folder(folder, UPLOADS, is_written=True) as place:
            parsed = parse_file(place / name, place, limits, chosen, on_progress)
    except UnreadableFile:
        for table in batch.sheets:
            table["chosen_line"] = 0
        batch.save(update_fields=["sheets"])
        raise
    set_tables(batch, parsed)
    batch.save(update_fields=["kind", "notes", "sheets"])


def set_tables(batch: ImportBatch, parsed: ParsedFile) -> None:
    """Set what is known of a file: its kind, its tables, and notes on both.

    What staff said of a table stays true for the same header.
    """
    said = {(table["name"], *table["header"]): table for table in batch.sheets}
    chosen = list_chosen_lines(batch)
    batch.kind = parsed.kind
    batch.sheets = [
        said.get((table.name, *table.header))
        or recognize_table(table.name, table.header)
        for table in parsed.tables
    ]
    for sheet, table in zip(batch.sheets, parsed.tables, strict=True):
        sheet["rows"] = table.rows
        sheet["header_line"] = table.header_line
        sheet["chosen_line"] = chosen.get(table.name, 0)
        sheet["first_lines"] = table.first_lines
    notes = describe_tables(batch.sheets)
    batch.notes = [*exclude_information_notes(parsed.notes), *notes]


# The end ----------------------------------------------------------------------------


def discard_batch(batch: ImportBatch, *, by: Any) -> None:
    """Discard a pending batch, with its file and lines."""
    pending = ImportBatch.objects.filter(pk=batch.pk, state__in=ImportState.PENDING)
    if not pending.update(state=ImportState.DISCARDED):
        raise BatchError(_("Cet import est terminé : il ne peut plus être abandonné."))
    batch.refresh_from_db()
    delete_files(batch)


def discard_folder(name: str) -> None:
    """Delete a file that waits, and what was read of it; its import is discarded."""
    remove_folder(name)
    for batch in ImportBatch.objects.filter(path__startswith=f"{name}/"):
        if batch.state in ImportState.PENDING:
            discard_batch(batch, by=None)
        else:
            delete_files(batch)


def delete_files(batch: ImportBatch) -> None:
    """Delete the file of a batch and the lines read from it."""
    if batch.path:
        remove_folder(get_folder_name(batch))
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
    paths = ImportBatch.objects.exclude(path="").values_list("path", flat=True)
    remove_old_folders({path.rpartition("/")[0] for path in paths}, older_than)
    return len(waiting)
