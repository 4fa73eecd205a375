"""Types of the readers: a file, its tables, and the limits of reading."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024
NumberedRow = tuple[int, list[str]]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class Limits:
    """How much of a file is read at most; beyond, it is refused.

    ``unpacked``, ``members`` and ``ratio`` limit the archive of an XLSX or ODS file;
    ``cell`` is in characters.
    """

    rows: int
    columns: int
    bytes: int
    unpacked: int
    members: int = 200
    ratio: int = 100
    cell: int = 100_000
    is_web: bool = False


WEB_LIMITS = Limits(20_000, 60, 10 * MEGABYTE, 100 * MEGABYTE, is_web=True)
COMMAND_LIMITS = Limits(200_000, 60, 100 * MEGABYTE, 1_000 * MEGABYTE)


@dataclass
class SpreadsheetTable:
    """One table of a file: its header, and its rows, read on demand.

    Each row is its line number in the file and as many cells as the header, as
    canonical text: "2019", "1234.5", "2024-03-01", "oui".
    """

    name: str
    header: list[str]
    header_line: int
    rows: Iterator[NumberedRow]
    is_hidden: bool = False


@dataclass
class SpreadsheetFile:
    """An open file: ``kind`` is "xlsx", "ods" or "csv".

    ``notes`` says, in French, what was detected and left out; it is complete once the
    rows of every table have been read.
    """

    kind: str
    notes: list[str] = field(default_factory=list)
    read: Callable[[], Iterator[SpreadsheetTable]] = lambda: iter(())

    def sheets(self) -> Iterator[SpreadsheetTable]:
        """Return the tables of the visible worksheets, in order, once.

        Read the rows of one before asking for the next: those left are skipped.
        """
        return self.read()
