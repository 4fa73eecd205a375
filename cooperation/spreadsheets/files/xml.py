"""The archive of an XLSX or ODS file and its XML, read without trusting either.

Nothing is unpacked to disk under a name of the archive. Only the members that are
needed are read, in chunks, without document types or entities, limited in depth."""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from stat import S_IFMT, S_ISLNK
from typing import Any, TypeVar
from urllib.parse import unquote
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.types import MEGABYTE, Limits, UnreadableFile

CHUNK_SIZE = 64 * 1024
# Below this much, a file may be as repetitive as ghost rows are.
MIN_SIZE_FOR_RATIO = 10 * MEGABYTE
END_RECORD_FORMAT, END_RECORD_SIZE, END_RECORD_SIGNATURE = "<4s4H2LH", 22, b"PK\x05\x06"
LOCATOR_64, LOCATOR_64_SIZE = b"PK\x06\x07", 20
RECORD_64, RECORD_64_SIZE, RECORD_64_FORMAT = b"PK\x06\x06", 56, "<4sQ2H2L4Q"
END_RECORDS_SIZE = END_RECORD_SIZE + LOCATOR_64_SIZE + RECORD_64_SIZE
MAX_COMMENT_LENGTH = 65_535
# What the directory of an archive takes for each member, names and extras included.
MAX_DIRECTORY_BYTES_PER_MEMBER = 1_024
ENCRYPTED_FLAG, UTF8_FLAG = 0x1, 0x800
DAMAGE_ERRORS = (
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


class SafeArchive:
    def __init__(self, packed: ZipFile, limits: Limits) -> None:
        self.packed, self.limits = packed, limits
        self.members = {
            key: member
            for member in packed.infolist()
            for key in list_member_keys(member)
        }

    def __contains__(self, name: str) -> bool:
        return get_member_key(name) in self.members

    def iter_chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member in chunks; never more than the size it declares."""
        try:
            with self.packed.open(self.members[get_member_key(name)]) as member:
                while chunk := member.read(CHUNK_SIZE):
                    yield chunk
        except KeyError as error:
            raise UnreadableFile(_("Il manque une partie au classeur.")) from error
        except DAMAGE_ERRORS as error:
            raise build_damage_error(error) from error

    def beginning(self, name: str) -> bytes:
        return next(self.iter_chunks(name), b"")


def get_member_key(name: str) -> str:
    """Return the name by which a part is found: its case and kind of slash are free."""
    return unquote(name.replace("\\", "/")).lower()


def list_member_keys(member: ZipInfo) -> set[str]:
    """Return the keys of a member; older archives do not say that a name is UTF-8."""
    names = {member.filename}
    if not member.flag_bits & UTF8_FLAG and not member.filename.isascii():
        names.add(member.filename.encode("cp437").decode("utf-8", "replace"))
    return {get_member_key(name) for name in names}


def get_damage_message() -> str:
    return _("Le classeur est abîmé ou incomplet : enregistrez-le de nouveau.")


def build_damage_error(error: Exception) -> Exception:
    """Return the refusal of a damaged file, or ``MemoryError`` if memory ran out.

    The parsers say that as they say damage: "out of memory: line 1, column 0".
    """
    if "memory" in str(error).lower():
        return MemoryError()
    return UnreadableFile(get_damage_message())


@contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[SafeArchive]:
    """Open an archive that keeps to the limits.

    Raises ``UnreadableFile`` for a ZIP bomb, an unsafe member name or a truncated file.
    """
    check_end_record(path, limits)
    try:
        packed = ZipFile(path)
    except DAMAGE_ERRORS as error:
        raise build_damage_error(error) from error
    with packed:
        check_members(packed.infolist(), limits)
        check_overlaps(packed)
        yield SafeArchive(packed, limits)


def check_end_record(path: Path, limits: Limits) -> None:
    """Refuse a central directory that is too large, before it is read."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - MAX_COMMENT_LENGTH - END_RECORDS_SIZE))
        tail = file.read()
    is_bare = tail[-END_RECORD_SIZE:].startswith(
        END_RECORD_SIGNATURE
    ) and tail.endswith(b"\0\0")
    at = len(tail) - END_RECORD_SIZE if is_bare else tail.rfind(END_RECORD_SIGNATURE)
    if at < 0 or len(tail) - at < END_RECORD_SIZE:
        raise UnreadableFile(get_damage_message())
    fields = struct.unpack(END_RECORD_FORMAT, tail[at : at + END_RECORD_SIZE])
    count, size = fields[4], fields[5]
    if tail[max(0, at - LOCATOR_64_SIZE) : at].startswith(LOCATOR_64):
        # ``zipfile`` reads this record where it stands, whatever the locator says.
        record = tail[max(0, at - LOCATOR_64_SIZE - RECORD_64_SIZE) :]
        if not record.startswith(RECORD_64):
            raise UnreadableFile(get_damage_message())
        fields = struct.unpack(RECORD_64_FORMAT, record[:RECORD_64_SIZE])
        count, size = fields[7], fields[8]
    if count > limits.members or size > count * MAX_DIRECTORY_BYTES_PER_MEMBER:
        raise UnreadableFile(get_member_limit_message(limits))


def get_member_limit_message(limits: Limits) -> str:
    return _("Le classeur contient plus de %s éléments.") % limits.members


def check_members(members: list[ZipInfo], limits: Limits) -> None:
    """Refuse an archive by its list of members.

    That is: too many or repeated names, unsafe names, encryption, unusual compression,
    or an unpacked size beyond the limits.
    """
    if len(members) > limits.members:
        raise UnreadableFile(get_member_limit_message(limits))
    if len({get_member_key(member.filename) for member in members}) < len(members):
        raise UnreadableFile(_("Le classeur contient deux fois le même élément."))
    if any(is_unsafe_member(member) for member in members):
        raise UnreadableFile(_("Le classeur contient un élément au nom dangereux."))
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise UnreadableFile(get_password_message())
    if {member.compress_type for member in members} - {ZIP_STORED, ZIP_DEFLATED}:
        raise UnreadableFile(_("Le classeur est comprimé d’une façon inhabituelle."))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = unpacked > max(packed * limits.ratio, MIN_SIZE_FOR_RATIO)
    if unpacked > limits.unpacked or is_bomb:
        raise UnreadableFile(
            _("Le classeur est beaucoup plus grand qu’il n’en a l’air : refusé.")
        )


def get_password_message() -> str:
    return _("Le classeur est protégé par un mot de passe : enlevez-le d’abord.")


def is_unsafe_member(member: ZipInfo) -> bool:
    """Return whether a member names a path outside the archive, or is a link."""
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    is_elsewhere = parts[0] == "" or ".." in parts or ":" in parts[0]
    mode = S_IFMT(member.external_attr >> 16)
    return is_elsewhere or "\0" in name or S_ISLNK(mode)


def check_overlaps(packed: ZipFile) -> None:
    """Refuse members that overlap, which is how a small archive becomes a bomb."""
    members = sorted(packed.infolist(), key=lambda member: member.header_offset)
    starts = [member.header_offset for member in members[1:]] + [packed.start_dir]
    for member, following in zip(members, starts, strict=True):
        header = 30 + len(member.orig_filename)  # at least: letters may take more bytes
        if member.header_offset + header + member.compress_size > following:
            raise UnreadableFile(_("Les éléments du classeur se chevauchent."))


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
        self.handle_with(starts, ends, text)

    def handle_with(
        self,
        starts: StartHandlers,
        ends: EndHandlers,
        text: Callable[[str], None] | None,
    ) -> None:
        """Handle what follows with these handlers."""
        self.starts, self.ends = starts, ends
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
            raise build_damage_error(error) from error

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

    def refuse_doctype(self, *_arguments: Any) -> None:
        """Refuse a document type: no spreadsheet needs one, and it allows entities."""
        raise UnreadableFile(_("Le classeur définit des entités XML : refusé."))


def get_excess_markup_message() -> str:
    return _("Le classeur contient trop d’éléments qui ne sont pas des cellules.")


Handler = TypeVar("Handler", bound=Callable[..., None])

SHEET_NAMESPACES = [
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
]
RELATION_ID = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
]
PACKAGE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/"
RELATIONSHIP = f"{PACKAGE_NAMESPACE}relationships Relationship"
OVERRIDE = f"{PACKAGE_NAMESPACE}content-types Override"
DEFAULT = f"{PACKAGE_NAMESPACE}content-types Default"

OPENDOCUMENT_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE = (
    f"{OPENDOCUMENT_NAMESPACE}office:1.0 ",
    f"{OPENDOCUMENT_NAMESPACE}table:1.0 ",
)
TEXT, STYLE = (
    f"{OPENDOCUMENT_NAMESPACE}text:1.0 ",
    f"{OPENDOCUMENT_NAMESPACE}style:1.0 ",
)
MANIFEST = f"{OPENDOCUMENT_NAMESPACE}manifest:1.0 "
NUMBER = f"{OPENDOCUMENT_NAMESPACE}datastyle:1.0 "


def qualify_handlers(**handlers: Handler) -> dict[str, Handler]:
    """Return handlers by qualified name, in both namespaces of SpreadsheetML."""
    return {
        f"{namespace} {name}": handler
        for namespace in SHEET_NAMESPACES
        for name, handler in handlers.items()
    }
