"""Archives that lie about what they hold."""

import io
import struct
from collections.abc import Callable
from stat import S_IFLNK
from warnings import catch_warnings, simplefilter
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

from hostile.shape import (
    Hostile,
    build_parts,
    build_workbook,
    make_random_text,
    zip_parts,
)

BIG = 101 * 1024 * 1024
CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"


def add_member(name: str, mode: int = 0) -> bytes:
    """Return a workbook that carries one more member."""
    buffer = io.BytesIO(build_workbook())
    member = ZipInfo(name)
    member.external_attr = mode << 16
    with ZipFile(buffer, "a") as archive, catch_warnings():
        simplefilter("ignore")  # a name that is there already
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def make_flat_bomb(size: int) -> Callable[[], bytes]:
    """Return a workbook whose sheet is so many spaces."""
    return lambda: zip_parts(build_parts() | {"xl/worksheets/sheet1.xml": b" " * size})


def make_nested_bomb() -> bytes:
    """Return archives in archives, the last of zeros."""
    content = zip_parts({"0.txt": b"\0" * 10_000_000})
    for depth in range(5):
        content = zip_parts({f"{depth}-{copy}.zip": content for copy in range(10)})
    return content


def make_nested_workbook() -> bytes:
    """Return a workbook with zeros in an archive beside its sheet."""
    inner = zip_parts({"0.txt": b"\0" * 30_000_000})
    return zip_parts(
        build_parts() | {"xl/media/image1.zip": inner, "xl/zeros.bin": bytes(BIG)}
    )


def patch_number(content: bytes, at: int, fmt: str, value: int) -> bytes:
    """Return an archive with one number of it changed."""
    size = struct.calcsize(fmt)
    return content[:at] + struct.pack(fmt, value) + content[at + size :]


def make_overlapping_members() -> bytes:
    """Return an archive in which a hundred members are the same bytes."""
    content = zip_parts({"xl/worksheets/sheet1.xml": make_random_text(9_000)})
    start, end = content.index(CENTRAL), content.index(END)
    entry = content[start:end]
    copies = [entry.replace(b"sheet1", b"she%03d" % number) for number in range(100)]
    directory = b"".join(copies)
    tail = struct.pack("<4s4H2LH", END, 0, 0, 100, 100, len(directory), start, 0)
    return content[:start] + directory + tail


def make_false_count() -> bytes:
    """Return an archive that says five members, and has twenty thousand."""
    members = {f"xl/{number}.xml": b"" for number in range(20_000)}
    content = zip_parts(members)
    at = content.rindex(END)
    return patch_number(patch_number(content, at + 8, "<H", 5), at + 10, "<H", 5)


def make_false_size() -> bytes:
    """Return a workbook whose sheet unpacks to far more than its directory says."""
    content = make_flat_bomb(900_000)()
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    return patch_number(content, at + 24, "<L", 500)


def mark_encrypted() -> bytes:
    """Return a workbook whose first member is marked as encrypted."""
    content = build_workbook()
    return patch_number(content, content.index(CENTRAL) + 8, "<H", 1)


def make_zip64() -> bytes:
    """Return a workbook with a directory for archives of more than 4 GB."""
    content = build_workbook()
    at = content.rindex(END)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 9**9, 9**9, 9**9, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    return content[:at] + record + locator + content[at:]


def make_many_members() -> bytes:
    """Return a workbook of three hundred members."""
    return zip_parts(
        build_parts() | {f"xl/media/{number}.png": b"" for number in range(300)}
    )


ARCHIVES = [
    Hostile("bombe_plate.xlsx", make_flat_bomb(BIG), "plus grand", is_large=True),
    Hostile("bombe_ratio.xlsx", make_flat_bomb(20_000_000), "plus grand"),
    Hostile("bombe_imbriquee.xlsx", make_nested_bomb, "ZIP"),
    Hostile("bombe_a_cote.xlsx", make_nested_workbook, "plus grand", is_large=True),
    Hostile("chevauchement.xlsx", make_overlapping_members, "chevauchent"),
    Hostile("membres_300.xlsx", make_many_members, "éléments"),
    Hostile("annuaire_menteur.xlsx", make_false_count, "éléments", is_large=True),
    Hostile("taille_menteuse.xlsx", make_false_size, "abîmé"),
    Hostile("zip64.xlsx", make_zip64, "éléments"),
    Hostile("bzip2.xlsx", lambda: zip_parts(build_parts(), ZIP_BZIP2), "inhabituelle"),
    Hostile("chiffre.xlsx", mark_encrypted, "mot de passe"),
    Hostile("chemin_parent.xlsx", lambda: add_member("../../etc/passwd"), "dangereux"),
    Hostile("chemin_absolu.xlsx", lambda: add_member("/etc/cron.d/x"), "dangereux"),
    Hostile("chemin_disque.xlsx", lambda: add_member("C:\\x.exe"), "dangereux"),
    Hostile("lien.xlsx", lambda: add_member("xl/lien", S_IFLNK | 0o777), "dangereux"),
    Hostile("double.xlsx", lambda: add_member("xl/workbook.xml"), "deux fois"),
    Hostile("double_casse.xlsx", lambda: add_member("XL/Workbook.xml"), "deux fois"),
    Hostile(
        "coupe.xlsx", lambda: build_workbook()[: len(build_workbook()) // 2], "abîmé"
    ),
    Hostile("zeros.xlsx", lambda: b"PK\x03\x04" + bytes(5_000), "abîmé"),
]
