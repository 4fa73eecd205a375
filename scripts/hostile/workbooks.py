"""XLSX workbooks whose parts do harm."""

from hostile.shape import (
    MAIN,
    SPREADSHEETML,
    TEXT_ROW,
    Hostile,
    book,
    cell,
    parts,
    random_numbers,
    random_text,
    relations,
    sheet,
    types,
    with_parts,
    workbook,
    zipped,
)

LAUGHS = "".join(
    f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
)
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
LOCAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
ELSEWHERE = '<!DOCTYPE x SYSTEM "http://exemple.invalid/x.dtd">'
LAUGH = cell("<is><t>&l9;</t></is>", more='t="inlineStr"')
LEAK = cell("<is><t>&e;</t></is>", more='t="inlineStr"')
DDE = cell("<f>cmd|'/C calc'!A0</f><v>0</v>")
FALSE_SIZE = '<dimension ref="A1:XFD1048576"/>'


def without(name: str) -> bytes:
    """Return a workbook that lacks a part."""
    return zipped({key: part for key, part in parts().items() if key != name})


def beside(name: str, content: bytes = b"x") -> bytes:
    """Return a workbook with one more part."""
    return zipped(parts() | {name: content})


def strings(items: str) -> bytes:
    """Return a workbook with these shared texts."""
    return workbook(
        cell("<v>0</v>", more='t="s"'), strings=f'<sst xmlns="{MAIN}">{items}</sst>'
    )


def empty_rows() -> bytes:
    """Return a sheet of a million rows that hold nothing."""
    return workbook("".join(f'<row r="{line}"/>' for line in range(2, 1_000_001)))


def empty_cells() -> bytes:
    """Return one row of half a million cells that hold nothing."""
    cells = "".join(f'<c s="{number}"/>' for number in random_numbers(500_000))
    return workbook(f'<row r="2">{cells}</row>{TEXT_ROW}')


def empty_sheets() -> bytes:
    """Return sixteen sheets of cells that hold nothing."""
    numbers = random_numbers(1_300)
    rows = "".join(f'<row><c s="{n}"/>{"<c/>" * 58}</row>' for n in numbers)
    each = {f"xl/worksheets/sheet{n}.xml": sheet(rows) for n in range(1, 17)}
    links = [("worksheet", f'Target="worksheets/sheet{n}.xml"') for n in range(1, 17)]
    return zipped(
        parts()
        | each
        | {
            "xl/workbook.xml": book(16, is_shared=False),
            "xl/_rels/workbook.xml.rels": relations(*links),
        }
    )


def wide() -> bytes:
    """Return one row of a hundred thousand cells."""
    cells = "".join(f"<c><v>{number}</v></c>" for number in random_numbers(100_000))
    return workbook(f'<row r="2">{cells}</row>')


def many_strings() -> bytes:
    """Return more shared texts than the cells that are read."""
    return strings("".join(f"<si><t>{n:x}</t></si>" for n in range(700_000)))


def many_names() -> bytes:
    """Return a sheet in which every element has a name of its own."""
    return with_parts(
        xl__worksheets__sheet1=sheet("".join(f"<x{n}/>" for n in range(20_000)))
    )


def many_values() -> bytes:
    """Return one cell of half a million values."""
    values = "".join(f"<v>{number}</v>" for number in random_numbers(500_000))
    return workbook(cell(values))


def long_tag() -> bytes:
    """Return an attribute of several megabytes."""
    return workbook(cell("<v>1</v>", more=f'x="{random_text(8_000_000)}"'))


def to_sheet(target: str) -> bytes:
    """Return a workbook whose sheet stands elsewhere."""
    return (
        with_parts(**{"xl___rels__workbook.xml.rels": ""})
        if not target
        else zipped(
            parts() | {"xl/_rels/workbook.xml.rels": relations(("worksheet", target))}
        )
    )


WORKBOOKS = [
    Hostile("rires.xlsx", lambda: workbook(sheet=sheet(LAUGH, prolog=BILLION)), "XML"),
    Hostile(
        "rires_textes.xlsx",
        lambda: workbook(strings=f'{BILLION}<sst xmlns="{MAIN}"/>'),
        "XML",
    ),
    Hostile("xxe.xlsx", lambda: workbook(sheet=sheet(LEAK, prolog=LOCAL)), "XML"),
    Hostile("dtd.xlsx", lambda: workbook(sheet=sheet(LEAK, prolog=ELSEWHERE)), "XML"),
    Hostile(
        "xxe_types.xlsx",
        lambda: zipped(parts() | {"[Content_Types].xml": LOCAL + types()}),
        "XML",
    ),
    Hostile("lignes_vides.xlsx", empty_rows, "20\u202f000 lignes", is_large=True),
    Hostile("cellules_vides.xlsx", empty_cells, "pas des cellules", is_large=True),
    Hostile("feuilles_vides.xlsx", empty_sheets, "cellules vides", is_large=True),
    Hostile("colonnes.xlsx", wide, "60 colonnes", is_large=True),
    Hostile(
        "dimension.xlsx",
        lambda: workbook(sheet=sheet(TEXT_ROW, before=FALSE_SIZE)),
        reads=1,
    ),
    Hostile(
        "dimension_seule.xlsx",
        lambda: workbook(sheet=sheet("", before=FALSE_SIZE)),
        "aucune ligne",
    ),
    Hostile("xfd.xlsx", lambda: workbook(cell("<v>1</v>", "XFD1048576")), "colonnes"),
    Hostile(
        "hors_feuille.xlsx", lambda: workbook(cell("<v>1</v>", "A9999999")), "abîmé"
    ),
    Hostile("ligne_nulle.xlsx", lambda: workbook(cell("<v>1</v>", "A0")), "abîmé"),
    Hostile(
        "texte_partage.xlsx",
        lambda: strings(f"<si><t>{random_text(15_000_000)}</t></si>"),
        "démesuré",
        is_large=True,
    ),
    Hostile("textes_partages.xlsx", many_strings, "trop de textes", is_large=True),
    Hostile("texte_absent.xlsx", lambda: strings(""), "abîmé"),
    Hostile(
        "profond.xlsx",
        lambda: with_parts(xl__worksheets__sheet1=sheet("<a>" * 50_000)),
        "imbriqués",
    ),
    Hostile("noms.xlsx", many_names, "pas des cellules"),
    Hostile("valeurs.xlsx", many_values, "démesuré", is_large=True),
    Hostile("balise.xlsx", long_tag, "balise", is_large=True),
    Hostile("dde.xlsx", lambda: workbook(DDE), "autre programme"),
    Hostile("macros.xlsm", workbook, "macros"),
    Hostile("macros_dedans.xlsx", lambda: beside("xl/vbaProject.bin"), "macros"),
    Hostile("macros_4.xlsx", lambda: beside("xl/macrosheets/sheet1.xml"), "macros"),
    Hostile(
        "macros_type.xlsx",
        lambda: zipped(
            parts()
            | {
                "[Content_Types].xml": types(
                    "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                )
            }
        ),
        "macros",
    ),
    Hostile(
        "types_faux.xlsx",
        lambda: zipped(
            parts() | {"[Content_Types].xml": types(f"{SPREADSHEETML}.x+xml")}
        ),
        "XLSX",
    ),
    Hostile("sans_types.xlsx", lambda: without("[Content_Types].xml"), "ZIP"),
    Hostile("sans_livre.xlsx", lambda: without("xl/workbook.xml"), "manque"),
    Hostile("sans_liens.xlsx", lambda: without("xl/_rels/workbook.xml.rels"), "manque"),
    Hostile("sans_feuille.xlsx", lambda: without("xl/worksheets/sheet1.xml"), "manque"),
    Hostile("cycle.xlsx", lambda: to_sheet('Target="workbook.xml"'), "vide"),
    Hostile("hors_archive.xlsx", lambda: to_sheet('Target="../../../x.xml"'), "manque"),
    Hostile(
        "ailleurs.xlsx",
        lambda: to_sheet('Target="http://exemple.invalid/" TargetMode="External"'),
        "abîmé",
    ),
    Hostile(
        "feuilles_deux_fois.xlsx", lambda: with_parts(xl__workbook=book(2)), "abîmé"
    ),
    Hostile("feuilles.xlsx", lambda: with_parts(xl__workbook=book(10_000)), "feuilles"),
    Hostile(
        "feuille_image.xlsx",
        lambda: with_parts(xl__worksheets__sheet1=b"\x89PNG\r\n\x1a\n" + bytes(99)),
        "abîmé",
    ),
    Hostile("infini.xlsx", lambda: workbook(cell("<v>1e999</v>")), "impossible"),
    Hostile("nan.xlsx", lambda: workbook(cell("<v>NaN</v>")), "impossible"),
    Hostile(
        "nombre_geant.xlsx",
        lambda: workbook(cell(f"<v>{'9' * 90_000}</v>")),
        "impossible",
    ),
    Hostile("style.xlsx", lambda: workbook(cell("<v>1</v>", more='s="-1"')), reads=1),
    Hostile(
        "controle.xlsx",
        lambda: workbook(cell("<is><t>a\x01b</t></is>", more='t="inlineStr"')),
        "abîmé",
    ),
    Hostile(
        "demi_paire.xlsx",
        lambda: workbook(cell("<is><t>&#xD800;</t></is>", more='t="inlineStr"')),
        "abîmé",
    ),
    Hostile(
        "zeros_caches.xlsx",
        lambda: workbook(
            cell("<is><t>a_x0000__xD800_b</t></is>", more='t="inlineStr"')
        ),
        reads=1,
    ),
    Hostile(
        "encodage.xlsx",
        lambda: workbook(
            sheet=sheet(TEXT_ROW, prolog='<?xml version="1.0" encoding="UTF-7"?>')
        ),
        "abîmé",
    ),
]
