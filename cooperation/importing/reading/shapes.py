"""What reading gives: a book, its sheets, and the limits that both keep to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024
Line = tuple[int, list[str]]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class Limits:
    """How much of a file is read at most; beyond, it is refused.

    ``unpacked``, ``members`` and ``ratio`` are those of the archive that an XLSX or ODS
    file is; ``cell`` is in characters.
    """

    rows: int
    columns: int
    bytes: int
    unpacked: int
    members: int = 200
    ratio: int = 100
    cell: int = 100_000
    is_web: bool = False


WEB = Limits(20_000, 60, 10 * MEGABYTE, 100 * MEGABYTE, is_web=True)
COMMAND = Limits(200_000, 60, 100 * MEGABYTE, 1_000 * MEGABYTE)


@dataclass
class Sheet:
    """One table of a file: its header, and the rows below it, read as they are asked.

    Each row comes with its line number in the file and as many cells as the header, as
    canonical text: "2019", "1234.5", "2024-03-01", "oui".
    """

    name: str
    header: list[str]
    header_line: int
    rows: Iterator[Line]
    is_hidden: bool = False


@dataclass
class Book:
    """A file that is open: ``kind`` is "xlsx", "ods" or "csv".

    ``notes`` says, in French, what was detected and left out; it is complete once the
    rows of every sheet have been read.
    """

    kind: str
    notes: list[str] = field(default_factory=list)
    read: Callable[[], Iterator[Sheet]] = lambda: iter(())

    def sheets(self) -> Iterator[Sheet]:
        """Give the visible sheets that hold a table, in order, once.

        A sheet's rows are to be read before the next sheet is asked for: what is left
        of them is passed over.
        """
        return self.read()
