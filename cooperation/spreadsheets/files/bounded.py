"""Files opened in a process of their own, which cannot take more than its bounds.

The rows come back as they are read, a line of JSON each, through a pipe: what is not
asked for is not read. The process knows nothing of the site but how to read files, and
has no database. It is started anew for each file, so that it can be used from threads.
"""

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.open_file import (
    check_size,
    is_archive,
    open_spreadsheet,
)
from cooperation.spreadsheets.files.types import (
    MEGABYTE,
    HeaderLines,
    Limits,
    SpreadsheetFile,
    SpreadsheetTable,
    UnreadableFile,
)
from cooperation.spreadsheets.files.xml import open_archive

logger = logging.getLogger(__name__)
# A start takes a quarter of a second, which a file of some lines is not worth.
MAX_HARMLESS_SIZE = MEGABYTE
PROJECT = Path(__file__).resolve().parents[3]
Answer = dict[str, Any]


@contextmanager
def open_in_bounded_process(
    path: Path, limits: Limits, header_lines: HeaderLines | None = None
) -> Iterator[SpreadsheetFile]:
    """Open a spreadsheet file as ``open_spreadsheet`` does, by a process of its own.

    Raises ``UnreadableFile`` also if the process needs more memory or time than
    ``limits`` allow. What cannot need much is read here: texts, and archives that
    unpack to little.
    """
    if is_harmless(path, limits):
        with open_spreadsheet(path, limits, header_lines) as book:
            yield book
        return
    with start_process(path, limits, header_lines) as process:
        answers = iter_answers(process, limits)
        opened = next(answers)
        book = SpreadsheetFile(opened["kind"], opened["notes"])
        book.read = lambda: iter_tables(answers, book)
        yield book


def is_harmless(path: Path, limits: Limits) -> bool:
    """Return whether a file cannot grow by being read; the archive is checked."""
    check_size(path, limits)
    if not is_archive(path):
        return True
    with open_archive(path, limits) as archive:
        sizes = (member.file_size for member in archive.members.values())
        return sum(sizes) <= MAX_HARMLESS_SIZE


@contextmanager
def start_process(
    path: Path, limits: Limits, header_lines: HeaderLines | None
) -> Iterator[subprocess.Popen[bytes]]:
    request = {
        "path": str(path.resolve()),
        "limits": asdict(limits),
        "header_lines": dict(header_lines or {}),
        "language": get_language() or "fr",
        "locale_paths": [str(folder) for folder in settings.LOCALE_PATHS],
    }
    command = [sys.executable, "-m", "cooperation.spreadsheets.files"]
    with subprocess.Popen(  # noqa: S603 our own program
        [*command, json.dumps(request)], stdout=subprocess.PIPE, cwd=PROJECT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def iter_answers(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[Answer]:
    """Yield what the process says; raise ``UnreadableFile`` for what it could not."""
    output: IO[bytes] = process.stdout  # type: ignore[assignment]  # it is a pipe
    for line in output:
        answer: Answer = json.loads(line)
        if "error" in answer:
            raise UnreadableFile(answer["error"])
        yield answer
        if "end" in answer:
            return
    raise describe_death(process.wait(), limits)


def describe_death(status: int, limits: Limits) -> UnreadableFile:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        message = _("La lecture du fichier prend plus de %s secondes : refusé.")
        return UnreadableFile(message % limits.seconds)
    logger.error("The process that reads a spreadsheet ended with status %s", status)
    return UnreadableFile(
        _("Le fichier n’a pas pu être lu : enregistrez-le de nouveau en .xlsx.")
    )


def iter_tables(
    answers: Iterator[Answer], book: SpreadsheetFile
) -> Iterator[SpreadsheetTable]:
    """Yield the tables; the rows of one are exhausted before the next."""
    for answer in answers:
        book.notes[:] = answer["notes"]
        if "end" in answer:
            return
        name, header, line, first = answer["table"]
        first_lines = [(number, cells) for number, cells in first]
        rows = iter_process_rows(answers, book)
        yield SpreadsheetTable(name, header, line, rows, first_lines)
        for _row in rows:
            pass


def iter_process_rows(
    answers: Iterator[Answer], book: SpreadsheetFile
) -> Iterator[tuple[int, list[str]]]:
    for answer in answers:
        if "row" not in answer:
            book.notes[:] = answer["notes"]
            return
        number, cells = answer["row"]
        yield number, cells
