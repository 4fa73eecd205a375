"""Opening a file by its kind, within limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from cooperation.importing.reading.archives import open_archive
from cooperation.importing.reading.kinds import check_name, is_archive, kind_of
from cooperation.importing.reading.ods import open_ods
from cooperation.importing.reading.plain_text import open_csv
from cooperation.importing.reading.raw import RawSheet
from cooperation.importing.reading.shapes import (
    MEGABYTE,
    Book,
    Limits,
    Sheet,
    UnreadableFile,
)
from cooperation.importing.reading.tables import Counted, as_sheet
from cooperation.importing.reading.xlsx import open_xlsx


@contextmanager
def open_book(path: Path, limits: Limits) -> Iterator[Book]:
    """Open a spreadsheet file.

    Raises ``UnreadableFile``, here or while rows are read, for a file that is missing,
    hostile, damaged or beyond the limits.
    """
    check_size(path, limits)
    notes: list[str] = []
    if not is_archive(path):
        check_name(path, "csv")
        with open_csv(path, limits, notes) as raw:
            yield as_book("csv", raw, limits, notes)
        return
    with open_archive(path, limits) as archive:
        kind = kind_of(archive)
        check_name(path, kind)
        opened = open_xlsx if kind == "xlsx" else open_ods
        with opened(archive, limits, notes) as raw:
            yield as_book(kind, raw, limits, notes)


def check_size(path: Path, limits: Limits) -> None:
    if not path.is_file():
        raise UnreadableFile(_("Le fichier %s n’existe pas.") % path.name)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(_("Le fichier est vide."))
    if size > limits.bytes:
        told = _("Le fichier dépasse %s Mo.") % (limits.bytes // MEGABYTE)
        if limits.is_web:
            told += " " + _("Au-delà, passez par la commande d’import.")
        raise UnreadableFile(told)


def as_book(
    kind: str, raw: Iterator[RawSheet], limits: Limits, notes: list[str]
) -> Book:
    def read() -> Iterator[Sheet]:
        counted = Counted(limits)
        is_empty = True
        for found in raw:
            sheet = as_sheet(found, counted, notes)
            if sheet is not None:
                is_empty = False
                yield sheet
                for _row in sheet.rows:
                    pass
        if is_empty:
            raise UnreadableFile(_("Le fichier est vide."))
        if not counted.rows:
            raise UnreadableFile(_("Le fichier ne contient aucune ligne."))

    return Book(kind, notes, read)
