"""Archives that lie about what they hold."""

import io
import struct
from collections.abc import Callable
from stat import S_IFLNK
from warnings import catch_warnings, simplefilter
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

from hostile.shape import Hostile, parts, random_text, workbook, zipped

BIG = 101 * 1024 * 1024
CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"


def with_member(name: str, mode: int = 0) -> bytes:
    """Return a workbook that carries one more member."""
    buffer = io.BytesIO(workbook())
    member = ZipInfo(name)
    member.external_attr = mode << 16
    with ZipFile(buffer, "a") as archive, catch_warnings():
        simplefilter("ignore")  # a name that is there already
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def flat_bomb(size: int) -> Callable[[], bytes]:
    """Return a workbook whose sheet is so many spaces."""
    return lambda: zipped(parts() | {"xl/worksheets/sheet1.xml": b" " * size})


def nested_bomb() -> bytes:
    """Return archives in archives, the last of zeros."""
    content = zipped({"0.txt": b"\0" * 10_000_000})
    for depth in range(5):
        content = zipped({f"{depth}-{copy}.zip": content for copy in range(10)})
    return content


def nested_in_workbook() -> bytes:
    """Return a workbook with zeros in an archive beside its sheet."""
    inner = zipped({"0.txt": b"\0" * 30_000_000})
    return zipped(parts() | {"xl/media/image1.zip": inner, "xl/zeros.bin": bytes(BIG)})


def patched(content: bytes, at: int, fmt: str, value: int) -> bytes:
    """Return an archive with one number of it changed."""
    size = struct.calcsize(fmt)
    return content[:at] + struct.pack(fmt, value) + content[at + size :]


def overlapping() -> bytes:
    """Return an archive in which a hundred members are the same bytes."""
    content = zipped({"xl/worksheets/sheet1.xml": random_text(9_000)})
    start, end = content.index(CENTRAL), content.index(END)
    entry = content[start:end]
    copies = [entry.replace(b"sheet1", b"she%03d" % number) for number in range(100)]
    directory = b"".join(copies)
    tail = struct.pack("<4s4H2LH", END, 0, 0, 100, 100, len(directory), start, 0)
    return content[:start] + directory + tail


def lying_count() -> bytes:
    """Return an archive that says five members, and has twenty thousand."""
    members = {f"xl/{number}.xml": b"" for number in range(20_000)}
    content = zipped(members)
    at = content.rindex(END)
    return patched(patched(content, at + 8, "<H", 5), at + 10, "<H", 5)


def lying_size() -> bytes:
    """Return a workbook whose sheet unpacks to far more than its directory says."""
    content = flat_bomb(900_000)()
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    return patched(content, at + 24, "<L", 500)


def encrypted() -> bytes:
    """Return a workbook whose first member is marked as encrypted."""
    content = workbook()
    return patched(content, content.index(CENTRAL) + 8, "<H", 1)


def in_64_bits() -> bytes:
    """Return a workbook with a directory for archives of more than 4 GB."""
    content = workbook()
    at = content.rindex(END)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 9**9, 9**9, 9**9, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    return content[:at] + record + locator + content[at:]


def many_members() -> bytes:
    """Return a workbook of three hundred members."""
    return zipped(parts() | {f"xl/media/{number}.png": b"" for number in range(300)})


ARCHIVES = [
    Hostile("bombe_plate.xlsx", flat_bomb(BIG), "plus grand", is_large=True),
    Hostile("bombe_ratio.xlsx", flat_bomb(20_000_000), "plus grand"),
    Hostile("bombe_imbriquee.xlsx", nested_bomb, "ZIP"),
    Hostile("bombe_a_cote.xlsx", nested_in_workbook, "plus grand", is_large=True),
    Hostile("chevauchement.xlsx", overlapping, "chevauchent"),
    Hostile("membres_300.xlsx", many_members, "éléments"),
    Hostile("annuaire_menteur.xlsx", lying_count, "éléments", is_large=True),
    Hostile("taille_menteuse.xlsx", lying_size, "abîmé"),
    Hostile("zip64.xlsx", in_64_bits, "éléments"),
    Hostile("bzip2.xlsx", lambda: zipped(parts(), ZIP_BZIP2), "inhabituelle"),
    Hostile("chiffre.xlsx", encrypted, "mot de passe"),
    Hostile("chemin_parent.xlsx", lambda: with_member("../../etc/passwd"), "dangereux"),
    Hostile("chemin_absolu.xlsx", lambda: with_member("/etc/cron.d/x"), "dangereux"),
    Hostile("chemin_disque.xlsx", lambda: with_member("C:\\x.exe"), "dangereux"),
    Hostile("lien.xlsx", lambda: with_member("xl/lien", S_IFLNK | 0o777), "dangereux"),
    Hostile("double.xlsx", lambda: with_member("xl/workbook.xml"), "deux fois"),
    Hostile("double_casse.xlsx", lambda: with_member("XL/Workbook.xml"), "deux fois"),
    Hostile("coupe.xlsx", lambda: workbook()[: len(workbook()) // 2], "abîmé"),
    Hostile("zeros.xlsx", lambda: b"PK\x03\x04" + bytes(5_000), "abîmé"),
]
