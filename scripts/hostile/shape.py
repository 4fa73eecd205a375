"""What a hostile file is, and how workbooks are put together by hand."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Parts = Mapping[str, str | bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>titre</t></is></c></row>'


@dataclass(frozen=True)
class Hostile:
    """One file: how it is made, and a word of the reason for which it is refused.

    ``reads`` is the number of rows of a file that is harmless once read with care.
    ``is_large`` files are made where they are wanted, not kept with the project.
    """

    name: str
    make: Callable[[], bytes]
    says: str = ""
    reads: int = 0
    is_large: bool = False
    by_command: bool = False


def make_random_text(length: int) -> str:
    """Return letters that do not pack well, the same each time."""
    return Random(5).randbytes(length // 2).hex()  # noqa: S311 no secret


def iter_random_numbers(count: int) -> Iterator[int]:
    """Return numbers that do not pack well, the same each time."""
    source = Random(5)  # noqa: S311 no secret
    return (source.randrange(10**6) for _number in range(count))


def zip_parts(parts: Parts, compression: int = ZIP_DEFLATED) -> bytes:
    """Put parts into an archive that is the same each time."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            member = ZipInfo(name)
            member.compress_type = compression
            archive.writestr(member, content)
    return buffer.getvalue()


def build_relations(*rows: tuple[str, str]) -> str:
    """Return a part that names others: kinds and targets."""
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" {target}/>'
        for number, (kind, target) in enumerate(rows, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def build_worksheet(rows: str, before: str = "", prolog: str = "") -> str:
    """Return a sheet with a header and these rows."""
    data = f"<sheetData>{HEADER}{rows}</sheetData>"
    return f'{prolog}<worksheet xmlns="{MAIN}">{before}{data}</worksheet>'


def build_cell_row(inside: str, place: str = "A2", more: str = "") -> str:
    """Return one row of one cell."""
    line = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{line}"><c r="{place}" {more}>{inside}</c></row>'


TEXT_ROW = build_cell_row("<is><t>Puits</t></is>", more='t="inlineStr"')
BOOK_TYPE = f"{SPREADSHEETML}.sheet.main+xml"


def build_content_types(kind: str = BOOK_TYPE) -> str:
    """Return the part that says what the others are."""
    row = f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{row}</Types>'


def build_book_part(sheets: int = 1, *, is_shared: bool = True) -> str:
    """Return the part that names the sheets, which may be one and the same."""
    each = "".join(
        f'<sheet name="F{number}" sheetId="{number}"'
        f' r:id="rId{1 if is_shared else number}"/>'
        for number in range(1, sheets + 1)
    )
    names = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'
    return f"<workbook {names}><sheets>{each}</sheets></workbook>"


def build_parts(rows: str = TEXT_ROW, **more: str) -> dict[str, str | bytes]:
    """Return the parts of a small workbook."""
    links = [("worksheet", 'Target="worksheets/sheet1.xml"')]
    if "strings" in more:
        links.append(("sharedStrings", 'Target="sharedStrings.xml"'))
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": build_content_types(),
        "_rels/.rels": build_relations(("officeDocument", 'Target="xl/workbook.xml"')),
        "xl/workbook.xml": build_book_part(),
        "xl/_rels/workbook.xml.rels": build_relations(*links),
        "xl/worksheets/sheet1.xml": more.get("sheet") or build_worksheet(rows),
    }
    if "strings" in more:
        whole["xl/sharedStrings.xml"] = more["strings"]
    return whole


def build_workbook(rows: str = TEXT_ROW, **more: str) -> bytes:
    """Return a small workbook."""
    return zip_parts(build_parts(rows, **more))


def build_changed_workbook(**changed: str | bytes) -> bytes:
    """Return a small workbook, some of its parts named by "xl__name" replaced."""
    return zip_parts(
        build_parts() | {get_part_path(name): part for name, part in changed.items()}
    )


def get_part_path(name: str) -> str:
    """Return where a part stands: "xl__workbook" is "xl/workbook.xml"."""
    return name.replace("__", "/") + ".xml"


def build_ods_parts(
    tables: str, prolog: str = "", more: str = ""
) -> dict[str, str | bytes]:
    """Return the parts of a small ODS workbook."""
    kinds = ("office", "table", "text", "style")
    names = " ".join(f'xmlns:{kind}="{OPEN}:{kind}:1.0"' for kind in kinds)
    body = f"<office:body><office:spreadsheet>{more}{tables}</office:spreadsheet>"
    document = f"<office:document-content {names}>{body}</office:body>"
    return {
        "mimetype": ODS_TYPE,
        "content.xml": f"{prolog}{document}</office:document-content>",
    }


def build_ods_table(rows: str) -> str:
    """Return a table with a header and these rows."""
    header = build_ods_row("<text:p>titre</text:p>")
    return f'<table:table table:name="F1">{header}{rows}</table:table>'


def build_ods_row(inside: str, cell: str = "", row: str = "") -> str:
    """Return one row of one cell."""
    start = f"<table:table-row {row}><table:table-cell {cell}>"
    return f"{start}{inside}</table:table-cell></table:table-row>"


def build_ods_workbook(rows: str, prolog: str = "", more: str = "") -> bytes:
    """Return a small ODS workbook."""
    return zip_parts(build_ods_parts(build_ods_table(rows), prolog, more))
