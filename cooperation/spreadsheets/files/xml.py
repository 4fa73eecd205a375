"""Streaming XML parser without document types or entities, limited in depth.

expat calls the handlers while chunks come in; nothing else is kept in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.types import MEGABYTE, Limits, UnreadableFile
from cooperation.spreadsheets.files.zip_archive import get_damage_message

MAX_DEPTH = 64
# Elements that say nothing of cells: columns, merged areas, formats, links, styles.
MAX_IGNORED_ELEMENTS, MAX_IGNORED_ELEMENTS_PER_ROW = 300_000, 15
# Names of elements and attributes: the formats know some hundreds.
MAX_XML_NAMES = 3_000
# The longest that one tag, comment or attribute may be.
MAX_TOKEN_LENGTH = MEGABYTE

Attributes = dict[str, str]
StartHandlers = Mapping[str, Callable[[Attributes], None]]
EndHandlers = Mapping[str, Callable[[], None]]


class XmlStreamParser:
    """Parse one XML member: handlers by element, within limits.

    Names are "namespace name", as expat gives them.
    """

    def __init__(
        self,
        starts: StartHandlers,
        ends: EndHandlers,
        text: Callable[[str], None] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.starts, self.ends = starts, ends
        self.depth = self.ignored_count = 0
        rows = limits.rows if limits else 0
        self.max_ignored = max(
            MAX_IGNORED_ELEMENTS, rows * MAX_IGNORED_ELEMENTS_PER_ROW
        )
        self.names: dict[str, str] = {}
        self.parser = ParserCreate(namespace_separator=" ", intern=self.names)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = text

    def read(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Parse chunk by chunk, and yield after each.

        Raises ``UnreadableFile`` for XML that is damaged or hostile.
        """
        given = 0
        for chunk in chunks:
            self.feed(chunk)
            given += len(chunk)
            if given - self.parser.CurrentByteIndex > MAX_TOKEN_LENGTH:
                raise UnreadableFile(_("Le classeur contient une balise démesurée."))
            if len(self.names) > MAX_XML_NAMES:
                raise UnreadableFile(get_excess_markup_message())
            yield
        self.feed(b"", is_last=True)
        yield

    def read_all(self, chunks: Iterable[bytes]) -> None:
        for _chunk in self.read(chunks):
            pass

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        try:
            self.parser.Parse(chunk, is_last)
        except (ExpatError, LookupError, ValueError) as error:
            raise UnreadableFile(get_damage_message()) from error

    def start(self, name: str, attributes: Attributes) -> None:
        """Call the handler of an element; an element without one is only counted."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableFile(_("Les éléments du classeur sont trop imbriqués."))
        handler = self.starts.get(name)
        if handler is None:
            self.count_ignored()
        else:
            handler(attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        handler = self.ends.get(name)
        if handler is not None:
            handler()

    def count_ignored(self) -> None:
        """Count an element that is no cell; refuse the file beyond the limit."""
        self.ignored_count += 1
        if self.ignored_count > self.max_ignored:
            raise UnreadableFile(get_excess_markup_message())

    def refuse_doctype(self, *_told: Any) -> None:
        """Refuse a document type: no spreadsheet needs one, and it allows entities."""
        raise UnreadableFile(_("Le classeur définit des entités XML : refusé."))


def get_excess_markup_message() -> str:
    return _("Le classeur contient trop d’éléments qui ne sont pas des cellules.")
