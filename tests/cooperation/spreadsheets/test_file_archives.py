"""Archives valid in ways of their own: read, and never refused for a false reason."""

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest

from cooperation.spreadsheets.files import (
    UnreadableFile,
)
from tests.cooperation.spreadsheets.rows import read, rows_of

HEADER = ["Titre", "Pays", "Année", "Montant"]
PUITS = ["Puits de l’école", "Bénin", 2018, 7000]
EXPECTED = [HEADER, ["Puits de l’école", "Bénin", "2018", "7000"]]
Change = Callable[[str, bytes], tuple[str, bytes]]


def change_archive(
    path: Path, change: Change, more: dict[str, str] | None = None
) -> Path:
    """Write a workbook anew, each of its parts as ``change`` gives it."""
    changed = path.with_name("change.xlsx")
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            other, content = change(name, old.read(name))
            if other:
                new.writestr(other, content)
        for name, added in (more or {}).items():
            new.writestr(name, added)
    return changed


def replace_in(part: str, *replacements: tuple[str, str]) -> Change:
    """Return a change of one part by its end: each text and what it becomes."""

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if not name.endswith(part):
            return name, content
        changed = content.decode()
        for old, new in replacements:
            assert old in changed
            changed = changed.replace(old, new)
        return name, changed.encode()

    return change


# Macros are parts, not declarations ---------------------------------------------------

BINARY = '<Default Extension="bin" ContentType="application/vnd.ms-excel.{}"/>'
DECLARED = "sheet.binary.macroEnabled.main"


@pytest.mark.parametrize(
    "declared",
    [
        BINARY.format(DECLARED),
        '<Default Extension="xlsm" ContentType="application/vnd.ms-excel.sheet.'
        'macroEnabled.main+xml"/>',
        '<Override PartName="/xl/vbaProject.bin" '
        'ContentType="application/vnd.ms-office.vbaProject"/>',
    ],
)
def test_a_declaration_that_no_part_bears_is_no_macro(
    workbook: Any, declared: str
) -> None:
    change = replace_in("[Content_Types].xml", ("</Types>", f"{declared}</Types>"))
    assert rows_of(change_archive(workbook(HEADER, PUITS), change)) == EXPECTED


@pytest.mark.parametrize(
    ("declared", "part"),
    [
        ("", "xl/vbaProject.bin"),
        ("", "xl\\VBAPROJECT.BIN"),
        ("", "xl/macrosheets/sheet1.xml"),
        (
            '<Override PartName="/xl/autre.dat" '
            'ContentType="application/vnd.ms-office.vbaProject"/>',
            "xl/autre.dat",
        ),
    ],
)
def test_a_part_with_macros_refuses_the_workbook(
    workbook: Any, declared: str, part: str
) -> None:
    change = replace_in("[Content_Types].xml", ("</Types>", f"{declared}</Types>"))
    path = change_archive(workbook(HEADER, PUITS), change, {part: "x"})
    with pytest.raises(UnreadableFile, match="macros"):
        read(path)


def test_the_type_of_the_workbook_itself_tells_macros(workbook: Any) -> None:
    change = replace_in(
        "[Content_Types].xml",
        (
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
            "vnd.ms-excel.sheet.macroEnabled.main",
        ),
    )
    with pytest.raises(UnreadableFile, match="macros"):
        read(change_archive(workbook(HEADER, PUITS), change))


# Archives -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: name.replace("/", "\\"),
        lambda name: name.replace("xl/", "XL/").replace("sheet1", "Sheet1"),
        lambda name: name.replace("xl/worksheets/", "xl\\Worksheets\\"),
        lambda name: name.replace("[Content_Types]", "[content_types]"),
    ],
)
def test_names_of_parts_may_have_other_slashes_and_case(
    workbook: Any, rename: Callable[[str], str]
) -> None:
    path = workbook(HEADER, PUITS)
    assert (
        rows_of(change_archive(path, lambda name, it: (rename(name), it))) == EXPECTED
    )


@pytest.mark.parametrize("name", ["..\\x", "xl\\..\\..\\x", "\\x", "C:\\x", "a/../b"])
def test_names_that_lead_elsewhere_stay_refused(workbook: Any, name: str) -> None:
    path = change_archive(workbook(HEADER, PUITS), lambda n, it: (n, it), {name: "x"})
    with pytest.raises(UnreadableFile, match="nom dangereux"):
        read(path)


@pytest.mark.parametrize("name", ["xl/worksheets/Données.xml", "xl/worksheets/a b.xml"])
@pytest.mark.parametrize("coding", ["utf-8", "cp437", "unmarked"])
def test_names_of_parts_may_have_accents_and_spaces(
    workbook: Any, name: str, coding: str
) -> None:
    path = workbook(HEADER, PUITS)
    changed = path.with_name("change.xlsx")
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member.endswith("workbook.xml.rels"):
                target = name.removeprefix("xl/").replace(" ", "%20")
                content = content.replace(b"worksheets/sheet1.xml", target.encode())
            if member.endswith("sheet1.xml"):
                member = name
            new.writestr(member, content)
    if coding != "utf-8":
        raw = name.encode("cp437" if coding == "cp437" else "utf-8")
        changed.write_bytes(unmark_utf8(changed.read_bytes(), name, raw))
    assert rows_of(changed) == EXPECTED


def unmark_utf8(content: bytes, name: str, raw: bytes) -> bytes:
    """Return an archive made by a program that does not say how it writes names."""
    buffer = io.BytesIO()

    class Unmarked(ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return (raw, 0) if self.filename == name else (self.filename.encode(), 0)

    with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for member in old.namelist():
            new.writestr(Unmarked(member), old.read(member))
    return buffer.getvalue()


def test_a_directory_for_large_archives_is_read(workbook: Any) -> None:
    content = workbook(HEADER, PUITS).read_bytes()
    at = content.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack("<HLL", content[at + 10 : at + 20])
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start
    )
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0
    )
    path = workbook(HEADER, PUITS).with_name("grand.xlsx")
    path.write_bytes(content[:at] + record + locator + end)
    assert rows_of(path) == EXPECTED
    path.write_bytes(content[:at] + b"PK\6\5" + record[4:] + locator + end)
    with pytest.raises(UnreadableFile, match="abîmé"):
        read(path)


def test_each_part_may_be_written_as_those_of_large_archives(workbook: Any) -> None:
    path = workbook(HEADER, PUITS)
    changed = path.with_name("grand.xlsx")
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as member:
                member.write(old.read(name))
    assert rows_of(changed) == EXPECTED


def inline(text: str, more: str = "") -> str:
    return f'<c r="A2" t="inlineStr"><is>{text}</is>{more}</c>'


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        (inline("<t>Puits</t>", "<v>Puits</v>"), "Puits"),
        (inline("<t>Puits</t>", "<v>3</v>"), "Puits"),
        (inline("<r><t>Pu</t></r><r><t>its</t></r>"), "Puits"),
        (inline("<t>Puits</t><rPh sb='0' eb='1'><t>pui</t></rPh>"), "Puits"),
        ('<c r="A2" t="inlineStr"><v>Puits</v></c>', "Puits"),
        ('<c r="A2"><is><t>12 puits</t></is></c>', "12 puits"),
        ('<c r="A2" t="str"><v>Puits</v></c>', "Puits"),
    ],
)
def test_a_cell_has_one_text(workbook: Any, cell: str, read_as: str) -> None:
    change = replace_in("sheet1.xml", ('<c r="A2" t="s"><v>1</v></c>', cell))
    path = change_archive(workbook(["Titre"], ["x"]), change)
    assert rows_of(path) == [["Titre"], [read_as]]


def test_shared_texts_may_be_declared_and_absent(workbook: Any) -> None:
    def drop(name: str, content: bytes) -> tuple[str, bytes]:
        return ("" if name.endswith("sharedStrings.xml") else name), content

    path = workbook(["2019", "2020"], ["1", "2"], strings_to_numbers=True)
    assert rows_of(change_archive(path, drop)) == [["2019", "2020"], ["1", "2"]]
    with pytest.raises(UnreadableFile, match="abîmé"):
        read(change_archive(workbook(HEADER, PUITS), drop))
