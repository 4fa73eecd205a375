"""XML read as a stream, without document types, entities or depths.

The parser is expat itself: handlers are called while pieces come in, and nothing is
kept but what they keep.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from django.utils.translation import gettext as _

from cooperation.importing.reading.archives import damaged
from cooperation.importing.reading.shapes import MEGABYTE, Limits, UnreadableFile

DEEPEST = 64
# Elements that say nothing of cells: columns, merged areas, formats, links, styles.
MOST_STRANGERS, MOST_STRANGERS_PER_ROW = 300_000, 15
# Names of elements and attributes: the formats know some hundreds.
MOST_NAMES = 3_000
# The longest that one tag, comment or attribute may be.
LONGEST_TOKEN = MEGABYTE

Attributes = dict[str, str]
Starts = Mapping[str, Callable[[Attributes], None]]
Ends = Mapping[str, Callable[[], None]]


class Markup:
    """One XML member: what to do at which element, and how far it may go.

    Names are "namespace name", as expat gives them.
    """

    def __init__(
        self,
        starts: Starts,
        ends: Ends,
        text: Callable[[str], None] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.starts, self.ends = starts, ends
        self.depth = self.strangers = 0
        rows = limits.rows if limits else 0
        self.most_strangers = max(MOST_STRANGERS, rows * MOST_STRANGERS_PER_ROW)
        self.names: dict[str, str] = {}
        self.parser = ParserCreate(namespace_separator=" ", intern=self.names)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse_types
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = text

    def read(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Read piece by piece, and yield after each.

        Raises ``UnreadableFile`` for XML that is damaged or made to do harm.
        """
        given = 0
        for chunk in chunks:
            self.feed(chunk)
            given += len(chunk)
            if given - self.parser.CurrentByteIndex > LONGEST_TOKEN:
                raise UnreadableFile(_("Le classeur contient une balise démesurée."))
            if len(self.names) > MOST_NAMES:
                raise UnreadableFile(unusual())
            yield
        self.feed(b"", is_last=True)
        yield

    def read_all(self, chunks: Iterable[bytes]) -> None:
        """Read a member to its end."""
        for _chunk in self.read(chunks):
            pass

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Parse a piece."""
        try:
            self.parser.Parse(chunk, is_last)
        except (ExpatError, LookupError, ValueError) as error:
            raise UnreadableFile(damaged()) from error

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin an element; one that nobody asked about is only counted."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnreadableFile(_("Les éléments du classeur sont trop imbriqués."))
        handler = self.starts.get(name)
        if handler is None:
            self.pass_over()
        else:
            handler(attributes)

    def end(self, name: str) -> None:
        """End an element."""
        self.depth -= 1
        handler = self.ends.get(name)
        if handler is not None:
            handler()

    def pass_over(self) -> None:
        """Count what says nothing of cells; so much of it is no workbook of people."""
        self.strangers += 1
        if self.strangers > self.most_strangers:
            raise UnreadableFile(unusual())

    def refuse_types(self, *_told: Any) -> None:
        """Refuse a document type: no spreadsheet needs one, and entities come by it."""
        raise UnreadableFile(_("Le classeur définit des entités XML : refusé."))


def unusual() -> str:
    """Say that a workbook holds far more than cells."""
    return _("Le classeur contient trop d’éléments qui ne sont pas des cellules.")
