"""ODS workbooks that do harm."""

from hostile.shape import (
    OPEN,
    Hostile,
    build_ods_parts,
    build_ods_row,
    build_ods_table,
    build_ods_workbook,
    zip_parts,
)
from hostile.workbooks import BILLION, LOCAL

WORD = "<text:p>Puits</text:p>"
ROW = build_ods_row(WORD)
MILLION = 'table:number-rows-repeated="1000000"'


def repeat_row(times: str) -> bytes:
    """Return a row that says how often it stands there."""
    return build_ods_workbook(
        build_ods_row(WORD, row=f'table:number-rows-repeated="{times}"')
    )


def repeat_cell(times: str) -> bytes:
    """Return a cell that says how often it stands there."""
    return build_ods_workbook(
        build_ods_row(WORD, cell=f'table:number-columns-repeated="{times}"')
    )


def make_many_rows() -> bytes:
    """Return a million rows that hold nothing."""
    rows = "".join(
        f'<table:table-row table:style-name="r{number % 911}"/>'
        for number in range(1_000_000)
    )
    return build_ods_workbook(ROW + rows)


def make_many_formats(number: int) -> str:
    """Return styles with one number format of so many parts."""
    names = f'xmlns:n="{OPEN}:datastyle:1.0" xmlns:s="{OPEN}:style:1.0"'
    parts = "".join(f'<n:number x="{at}"/>' for at in range(number))
    style = f'<n:number-style s:name="N1">{parts}</n:number-style>'
    return f"<styles {names}>{style}</styles>"


def make_dde_call(before: str) -> bytes:
    """Return a workbook that calls another programme."""
    return build_ods_workbook(ROW, more=before)


def make_encrypted() -> bytes:
    """Return a workbook whose content is encrypted."""
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OPEN}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    return zip_parts(
        build_ods_parts(build_ods_table(ROW)) | {"META-INF/manifest.xml": manifest}
    )


def add_part(name: str, content: str = "x") -> bytes:
    """Return a workbook with one more part."""
    return zip_parts(build_ods_parts(build_ods_table(ROW)) | {name: content})


def make_type(mimetype: str) -> bytes:
    """Return a document of another kind."""
    return zip_parts(build_ods_parts(build_ods_table(ROW)) | {"mimetype": mimetype})


def make_formula(text: str) -> bytes:
    """Return a workbook with a formula."""
    return build_ods_workbook(
        build_ods_row("<text:p>0</text:p>", cell=f'table:formula="{text}"')
    )


def make_number(value: str) -> bytes:
    """Return a workbook with a number."""
    kind = f'office:value-type="float" office:value="{value}"'
    return build_ods_workbook(build_ods_row("<text:p>0</text:p>", cell=kind))


def make_without_content() -> bytes:
    """Return a workbook without its content."""
    return zip_parts({"mimetype": build_ods_parts("")["mimetype"]})


OPEN_DOCUMENTS = [
    Hostile(
        "rires.ods",
        lambda: build_ods_workbook(build_ods_row("&l9;"), prolog=BILLION),
        "XML",
    ),
    Hostile(
        "xxe.ods", lambda: build_ods_workbook(build_ods_row("&e;"), prolog=LOCAL), "XML"
    ),
    Hostile(
        "xxe_manifeste.ods", lambda: add_part("META-INF/manifest.xml", LOCAL), "XML"
    ),
    Hostile("lignes_repetees.ods", lambda: repeat_row("1000000"), "lignes"),
    Hostile("lignes_negatives.ods", lambda: repeat_row("-5"), "impossible"),
    Hostile("lignes_zero.ods", lambda: repeat_row("0"), "impossible"),
    Hostile("lignes_sans_fin.ods", lambda: repeat_row("9" * 40), "lignes"),
    Hostile("lignes_vides.ods", make_many_rows, reads=1, is_large=True),
    Hostile(
        "formats.ods",
        lambda: zip_parts(
            build_ods_parts(build_ods_table(ROW))
            | {"styles.xml": make_many_formats(400_000)}
        ),
        "pas des cellules",
        is_large=True,
    ),
    Hostile(
        "lignes_vides_repetees.ods",
        lambda: build_ods_workbook(ROW + build_ods_row("", row=MILLION) * 100),
        reads=1,
    ),
    Hostile("colonnes_repetees.ods", lambda: repeat_cell("1000000"), "colonnes"),
    Hostile("colonnes_sans_fin.ods", lambda: repeat_cell("9" * 40), "colonnes"),
    Hostile(
        "espaces.ods",
        lambda: build_ods_workbook(
            build_ods_row('<text:p>a<text:s text:c="999999999"/></text:p>')
        ),
        "démesuré",
    ),
    Hostile(
        "profond.ods",
        lambda: build_ods_workbook(build_ods_row("<text:span>" * 9_000)),
        "imbriqués",
    ),
    Hostile(
        "tableau_dedans.ods",
        lambda: build_ods_workbook(build_ods_row(build_ods_table(ROW))),
        "abîmé",
    ),
    Hostile(
        "feuilles.ods",
        lambda: zip_parts(build_ods_parts(build_ods_table(ROW) * 2_000)),
        "feuilles",
    ),
    Hostile("chiffre.ods", make_encrypted, "mot de passe"),
    Hostile(
        "paquet_chiffre.ods", lambda: add_part("encrypted-package"), "mot de passe"
    ),
    Hostile("macros.ods", lambda: add_part("Basic/Standard/Module1.xml"), "macros"),
    Hostile("scripts.ods", lambda: add_part("Scripts/python/x.py"), "macros"),
    Hostile(
        "dde.ods",
        lambda: make_formula("of:=DDE(&quot;x&quot;;&quot;y&quot;)"),
        "programme",
    ),
    Hostile("dde_lien.ods", lambda: make_dde_call("<table:dde-link/>"), "programme"),
    Hostile("infini.ods", lambda: make_number("1e999"), "impossible"),
    Hostile("nan.ods", lambda: make_number("NaN"), "impossible"),
    Hostile("sans_contenu.ods", make_without_content, "manque"),
    Hostile(
        "texte.ods",
        lambda: make_type("application/vnd.oasis.opendocument.text"),
        "OpenDocument",
    ),
    Hostile("coupe.ods", lambda: build_ods_workbook(ROW)[:300], "abîmé"),
]
