"""ODS workbooks that do harm."""

from hostile.shape import (
    OPEN,
    Hostile,
    open_book,
    open_parts,
    open_row,
    open_table,
    zipped,
)
from hostile.workbooks import BILLION, LOCAL

WORD = "<text:p>Puits</text:p>"
ROW = open_row(WORD)
MILLION = 'table:number-rows-repeated="1000000"'


def repeated(times: str) -> bytes:
    """Return a row that says how often it stands there."""
    return open_book(open_row(WORD, row=f'table:number-rows-repeated="{times}"'))


def spread(times: str) -> bytes:
    """Return a cell that says how often it stands there."""
    return open_book(open_row(WORD, cell=f'table:number-columns-repeated="{times}"'))


def many_rows() -> bytes:
    """Return a million rows that hold nothing."""
    rows = "".join(
        f'<table:table-row table:style-name="r{number % 911}"/>'
        for number in range(1_000_000)
    )
    return open_book(ROW + rows)


def with_dde(before: str) -> bytes:
    """Return a workbook that calls another programme."""
    return open_book(ROW, more=before)


def encrypted() -> bytes:
    """Return a workbook whose content is encrypted."""
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OPEN}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    return zipped(open_parts(open_table(ROW)) | {"META-INF/manifest.xml": manifest})


def beside(name: str, content: str = "x") -> bytes:
    """Return a workbook with one more part."""
    return zipped(open_parts(open_table(ROW)) | {name: content})


def of_type(mimetype: str) -> bytes:
    """Return a document of another kind."""
    return zipped(open_parts(open_table(ROW)) | {"mimetype": mimetype})


def formula(text: str) -> bytes:
    """Return a workbook with a formula."""
    return open_book(open_row("<text:p>0</text:p>", cell=f'table:formula="{text}"'))


def number(value: str) -> bytes:
    """Return a workbook with a number."""
    kind = f'office:value-type="float" office:value="{value}"'
    return open_book(open_row("<text:p>0</text:p>", cell=kind))


def without_content() -> bytes:
    """Return a workbook without its content."""
    return zipped({"mimetype": open_parts("")["mimetype"]})


OPEN_DOCUMENTS = [
    Hostile("rires.ods", lambda: open_book(open_row("&l9;"), prolog=BILLION), "XML"),
    Hostile("xxe.ods", lambda: open_book(open_row("&e;"), prolog=LOCAL), "XML"),
    Hostile("xxe_manifeste.ods", lambda: beside("META-INF/manifest.xml", LOCAL), "XML"),
    Hostile("lignes_repetees.ods", lambda: repeated("1000000"), "lignes"),
    Hostile("lignes_negatives.ods", lambda: repeated("-5"), "impossible"),
    Hostile("lignes_zero.ods", lambda: repeated("0"), "impossible"),
    Hostile("lignes_sans_fin.ods", lambda: repeated("9" * 40), "lignes"),
    Hostile("lignes_vides.ods", many_rows, "lignes", is_large=True),
    Hostile(
        "lignes_vides_repetees.ods",
        lambda: open_book(ROW + open_row("", row=MILLION) * 100),
        reads=1,
    ),
    Hostile("colonnes_repetees.ods", lambda: spread("1000000"), "colonnes"),
    Hostile("colonnes_sans_fin.ods", lambda: spread("9" * 40), "colonnes"),
    Hostile(
        "espaces.ods",
        lambda: open_book(open_row('<text:p>a<text:s text:c="999999999"/></text:p>')),
        "démesuré",
    ),
    Hostile(
        "profond.ods", lambda: open_book(open_row("<text:span>" * 9_000)), "imbriqués"
    ),
    Hostile(
        "tableau_dedans.ods", lambda: open_book(open_row(open_table(ROW))), "abîmé"
    ),
    Hostile(
        "feuilles.ods", lambda: zipped(open_parts(open_table(ROW) * 2_000)), "feuilles"
    ),
    Hostile("chiffre.ods", encrypted, "mot de passe"),
    Hostile("paquet_chiffre.ods", lambda: beside("encrypted-package"), "mot de passe"),
    Hostile("macros.ods", lambda: beside("Basic/Standard/Module1.xml"), "macros"),
    Hostile("scripts.ods", lambda: beside("Scripts/python/x.py"), "macros"),
    Hostile(
        "dde.ods", lambda: formula("of:=DDE(&quot;x&quot;;&quot;y&quot;)"), "programme"
    ),
    Hostile("dde_lien.ods", lambda: with_dde("<table:dde-link/>"), "programme"),
    Hostile("infini.ods", lambda: number("1e999"), "impossible"),
    Hostile("nan.ods", lambda: number("NaN"), "impossible"),
    Hostile("sans_contenu.ods", without_content, "manque"),
    Hostile(
        "texte.ods",
        lambda: of_type("application/vnd.oasis.opendocument.text"),
        "OpenDocument",
    ),
    Hostile("coupe.ods", lambda: open_book(ROW)[:300], "abîmé"),
]
