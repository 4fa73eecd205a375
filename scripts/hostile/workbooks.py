"""XLSX workbooks whose parts do harm."""

from hostile.shape import (
    MAIN,
    SPREADSHEETML,
    TEXT_ROW,
    Hostile,
    build_book_part,
    build_cell_row,
    build_changed_workbook,
    build_content_types,
    build_parts,
    build_relations,
    build_workbook,
    build_worksheet,
    iter_random_numbers,
    make_random_text,
    zip_parts,
)

LAUGHS = "".join(
    f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
)
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
LOCAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
ELSEWHERE = '<!DOCTYPE x SYSTEM "http://exemple.invalid/x.dtd">'
LAUGH = build_cell_row("<is><t>&l9;</t></is>", more='t="inlineStr"')
LEAK = build_cell_row("<is><t>&e;</t></is>", more='t="inlineStr"')
DDE = build_cell_row("<f>cmd|'/C calc'!A0</f><v>0</v>")
FALSE_SIZE = '<dimension ref="A1:XFD1048576"/>'


def remove_part(name: str) -> bytes:
    """Return a workbook that lacks a part."""
    return zip_parts({key: part for key, part in build_parts().items() if key != name})


def add_part(name: str, content: bytes = b"x") -> bytes:
    """Return a workbook with one more part."""
    return zip_parts(build_parts() | {name: content})


def make_shared_strings(items: str) -> bytes:
    """Return a workbook with these shared texts."""
    return build_workbook(
        build_cell_row("<v>0</v>", more='t="s"'),
        strings=f'<sst xmlns="{MAIN}">{items}</sst>',
    )


def make_empty_rows() -> bytes:
    """Return a sheet of a million rows that hold nothing."""
    return build_workbook("".join(f'<row r="{line}"/>' for line in range(2, 1_000_001)))


def make_too_many_rows() -> bytes:
    """Return more rows that hold nothing than a sheet can have."""
    rows = "".join(
        f"<row r='2' x='{number}'/>" for number in iter_random_numbers(1_500_000)
    )
    return build_workbook(rows)


def make_empty_cells() -> bytes:
    """Return one row of half a million cells that hold nothing."""
    cells = "".join(f'<c s="{number}"/>' for number in iter_random_numbers(500_000))
    return build_workbook(f'<row r="2">{cells}</row>{TEXT_ROW}')


def make_empty_worksheets() -> bytes:
    """Return sixteen sheets of cells that hold nothing."""
    numbers = iter_random_numbers(1_300)
    rows = "".join(f'<row><c s="{n}"/>{"<c/>" * 58}</row>' for n in numbers)
    each = {f"xl/worksheets/sheet{n}.xml": build_worksheet(rows) for n in range(1, 17)}
    links = [("worksheet", f'Target="worksheets/sheet{n}.xml"') for n in range(1, 17)]
    return zip_parts(
        build_parts()
        | each
        | {
            "xl/workbook.xml": build_book_part(16, is_shared=False),
            "xl/_rels/workbook.xml.rels": build_relations(*links),
        }
    )


def make_wide_row() -> bytes:
    """Return one row of a hundred thousand cells."""
    cells = "".join(
        f"<c><v>{number}</v></c>" for number in iter_random_numbers(100_000)
    )
    return build_workbook(f'<row r="2">{cells}</row>')


def make_many_strings() -> bytes:
    """Return more shared texts than the cells that are read."""
    return make_shared_strings(
        "".join(f"<si><t>{n:x}</t></si>" for n in range(700_000))
    )


def make_many_names() -> bytes:
    """Return a sheet in which every element has a name of its own."""
    return build_changed_workbook(
        xl__worksheets__sheet1=build_worksheet(
            "".join(f"<x{n}/>" for n in range(20_000))
        )
    )


def make_many_values() -> bytes:
    """Return one cell of half a million values."""
    values = "".join(f"<v>{number}</v>" for number in iter_random_numbers(500_000))
    return build_workbook(build_cell_row(values))


def make_long_tag() -> bytes:
    """Return an attribute of several megabytes."""
    return build_workbook(
        build_cell_row("<v>1</v>", more=f'x="{make_random_text(8_000_000)}"')
    )


def move_worksheet(target: str) -> bytes:
    """Return a workbook whose sheet stands elsewhere."""
    return (
        build_changed_workbook(**{"xl___rels__workbook.xml.rels": ""})
        if not target
        else zip_parts(
            build_parts()
            | {"xl/_rels/workbook.xml.rels": build_relations(("worksheet", target))}
        )
    )


WORKBOOKS = [
    Hostile(
        "rires.xlsx",
        lambda: build_workbook(sheet=build_worksheet(LAUGH, prolog=BILLION)),
        "XML",
    ),
    Hostile(
        "rires_textes.xlsx",
        lambda: build_workbook(strings=f'{BILLION}<sst xmlns="{MAIN}"/>'),
        "XML",
    ),
    Hostile(
        "xxe.xlsx",
        lambda: build_workbook(sheet=build_worksheet(LEAK, prolog=LOCAL)),
        "XML",
    ),
    Hostile(
        "dtd.xlsx",
        lambda: build_workbook(sheet=build_worksheet(LEAK, prolog=ELSEWHERE)),
        "XML",
    ),
    Hostile(
        "xxe_types.xlsx",
        lambda: zip_parts(
            build_parts() | {"[Content_Types].xml": LOCAL + build_content_types()}
        ),
        "XML",
    ),
    Hostile("lignes_vides.xlsx", make_empty_rows, "aucune ligne", is_large=True),
    Hostile("lignes_sans_fin.xlsx", make_too_many_rows, "lignes vides", is_large=True),
    Hostile("cellules_vides.xlsx", make_empty_cells, "pas des cellules", is_large=True),
    Hostile(
        "feuilles_vides.xlsx", make_empty_worksheets, "cellules vides", is_large=True
    ),
    Hostile("colonnes.xlsx", make_wide_row, "256 colonnes", is_large=True),
    Hostile(
        "dimension.xlsx",
        lambda: build_workbook(sheet=build_worksheet(TEXT_ROW, before=FALSE_SIZE)),
        reads=1,
    ),
    Hostile(
        "dimension_seule.xlsx",
        lambda: build_workbook(sheet=build_worksheet("", before=FALSE_SIZE)),
        "aucune ligne",
    ),
    Hostile(
        "xfd.xlsx",
        lambda: build_workbook(build_cell_row("<v>1</v>", "XFD1048576")),
        reads=1,
    ),
    Hostile(
        "hors_feuille.xlsx",
        lambda: build_workbook(build_cell_row("<v>1</v>", "A9999999")),
        "abîmé",
    ),
    Hostile(
        "ligne_nulle.xlsx",
        lambda: build_workbook(build_cell_row("<v>1</v>", "A0")),
        "abîmé",
    ),
    Hostile(
        "texte_partage.xlsx",
        lambda: make_shared_strings(f"<si><t>{make_random_text(15_000_000)}</t></si>"),
        "démesuré",
        is_large=True,
    ),
    Hostile("textes_partages.xlsx", make_many_strings, "trop de textes", is_large=True),
    Hostile("texte_absent.xlsx", lambda: make_shared_strings(""), "abîmé"),
    Hostile(
        "profond.xlsx",
        lambda: build_changed_workbook(
            xl__worksheets__sheet1=build_worksheet("<a>" * 50_000)
        ),
        "imbriqués",
    ),
    Hostile("noms.xlsx", make_many_names, "pas des cellules"),
    Hostile("valeurs.xlsx", make_many_values, "abîmé", is_large=True),
    Hostile("balise.xlsx", make_long_tag, "balise", is_large=True),
    Hostile("dde.xlsx", lambda: build_workbook(DDE), "autre programme"),
    Hostile("macros.xlsm", build_workbook, "macros"),
    Hostile("macros_dedans.xlsx", lambda: add_part("xl/vbaProject.bin"), "macros"),
    Hostile(
        "macros_renommees.xlsx",
        lambda: zip_parts(
            build_parts()
            | {
                "xl/vba.dat": "x",
                "[Content_Types].xml": build_content_types().replace(
                    "</Types>",
                    '<Override PartName="/xl/vba.dat"'
                    ' ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                ),
            }
        ),
        "macros",
    ),
    Hostile("macros_4.xlsx", lambda: add_part("xl/macrosheets/sheet1.xml"), "macros"),
    Hostile(
        "macros_type.xlsx",
        lambda: zip_parts(
            build_parts()
            | {
                "[Content_Types].xml": build_content_types(
                    "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                )
            }
        ),
        "macros",
    ),
    Hostile(
        "types_faux.xlsx",
        lambda: zip_parts(
            build_parts()
            | {"[Content_Types].xml": build_content_types(f"{SPREADSHEETML}.x+xml")}
        ),
        "XLSX",
    ),
    Hostile("sans_types.xlsx", lambda: remove_part("[Content_Types].xml"), "ZIP"),
    Hostile("sans_livre.xlsx", lambda: remove_part("xl/workbook.xml"), "manque"),
    Hostile(
        "sans_liens.xlsx", lambda: remove_part("xl/_rels/workbook.xml.rels"), "manque"
    ),
    Hostile(
        "sans_feuille.xlsx", lambda: remove_part("xl/worksheets/sheet1.xml"), "manque"
    ),
    Hostile("cycle.xlsx", lambda: move_worksheet('Target="workbook.xml"'), "vide"),
    Hostile(
        "hors_archive.xlsx", lambda: move_worksheet('Target="../../../x.xml"'), "manque"
    ),
    Hostile(
        "ailleurs.xlsx",
        lambda: move_worksheet(
            'Target="http://exemple.invalid/" TargetMode="External"'
        ),
        "abîmé",
    ),
    Hostile(
        "feuilles_deux_fois.xlsx",
        lambda: build_changed_workbook(xl__workbook=build_book_part(2)),
        "abîmé",
    ),
    Hostile(
        "feuilles.xlsx",
        lambda: build_changed_workbook(xl__workbook=build_book_part(10_000)),
        "feuilles",
    ),
    Hostile(
        "feuille_image.xlsx",
        lambda: build_changed_workbook(
            xl__worksheets__sheet1=b"\x89PNG\r\n\x1a\n" + bytes(99)
        ),
        "abîmé",
    ),
    Hostile(
        "infini.xlsx",
        lambda: build_workbook(build_cell_row("<v>1e999</v>")),
        "impossible",
    ),
    Hostile(
        "nan.xlsx", lambda: build_workbook(build_cell_row("<v>NaN</v>")), "impossible"
    ),
    Hostile(
        "nombre_geant.xlsx",
        lambda: build_workbook(build_cell_row(f"<v>{'9' * 90_000}</v>")),
        "impossible",
    ),
    Hostile(
        "style.xlsx",
        lambda: build_workbook(build_cell_row("<v>1</v>", more='s="-1"')),
        reads=1,
    ),
    Hostile(
        "controle.xlsx",
        lambda: build_workbook(
            build_cell_row("<is><t>a\x01b</t></is>", more='t="inlineStr"')
        ),
        "abîmé",
    ),
    Hostile(
        "demi_paire.xlsx",
        lambda: build_workbook(
            build_cell_row("<is><t>&#xD800;</t></is>", more='t="inlineStr"')
        ),
        "abîmé",
    ),
    Hostile(
        "zeros_caches.xlsx",
        lambda: build_workbook(
            build_cell_row("<is><t>a_x0000__xD800_b</t></is>", more='t="inlineStr"')
        ),
        reads=1,
    ),
    Hostile(
        "encodage.xlsx",
        lambda: build_workbook(
            sheet=build_worksheet(
                TEXT_ROW, prolog='<?xml version="1.0" encoding="UTF-7"?>'
            )
        ),
        "abîmé",
    ),
]
