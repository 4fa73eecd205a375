"""Texts that do harm, and files that are no table at all."""

from collections.abc import Callable

from hostile.shape import Hostile, build_workbook, zip_parts

HEADER = b"titre;annee\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000)
MEGABYTE = 1_000_000


def make_constant(content: bytes) -> Callable[[], bytes]:
    """Return a maker of these bytes."""
    return lambda: content


TEXTS = [
    Hostile("vide.csv", make_constant(b""), "vide"),
    Hostile("vide.xlsx", make_constant(b""), "vide"),
    Hostile("vide.ods", make_constant(b""), "vide"),
    Hostile("blancs.csv", make_constant(b"\n ; ;\n" * 50), "vide"),
    Hostile("entete_seul.csv", make_constant(HEADER), "aucune ligne"),
    Hostile("zeros.csv", make_constant(HEADER + bytes(500)), "texte"),
    Hostile(
        "utf16_sans_marque.csv",
        make_constant("titre;é\n".encode("utf-16-le")),
        "aucune ligne",
    ),
    Hostile("utf16_coupe.csv", make_constant(b"\xff\xfea\0;\0b"), "encodage"),
    Hostile(
        "utf16_demi_paire.csv", make_constant(b"\xff\xfea\0\n\0\x00\xd8a\0"), "encodage"
    ),
    Hostile(
        "deux_encodages.csv", make_constant("é;è;à\n".encode() + b"\xe9"), "encodages"
    ),
    Hostile(
        "marque_et_cp1252.csv", make_constant(b"\xef\xbb\xbftitre\n\xe9"), "encodages"
    ),
    Hostile("octets.csv", make_constant(HEADER + b"\x81\x8d\xe9"), "encodage"),
    Hostile("demi_paire.csv", make_constant(HEADER + b"\xed\xa0\x80;1"), "encodage"),
    Hostile("coupe.csv", make_constant(HEADER + b'"Puits de T'), reads=1),
    Hostile("guillemet_interne.csv", make_constant(HEADER + b'"a"b";1'), reads=1),
    Hostile(
        "guillemet.csv",
        lambda: HEADER + b'"' + b"abc;1\n" * MEGABYTE,
        "lignes",
        is_large=True,
    ),
    Hostile(
        "guillemets.csv",
        lambda: HEADER + b'a;"\nb;""\n' * 400_000,
        "lignes",
        is_large=True,
    ),
    Hostile(
        "colonnes.csv",
        lambda: HEADER + b"1;" * 100_000 + b"1",
        "colonnes",
        is_large=True,
    ),
    Hostile(
        "cellule.csv",
        lambda: HEADER + b"a" * 120_000 + b";1",
        "démesuré",
        is_large=True,
    ),
    Hostile(
        "lignes_vides.csv",
        lambda: HEADER + b"\n" * MEGABYTE + b"a;1",
        reads=1,
        is_large=True,
    ),
    Hostile("lignes.csv", lambda: HEADER + b"a;1\n" * 30_000, "lignes", is_large=True),
    Hostile(
        "texte_50_mo.csv",
        lambda: HEADER + b"abc;2019\n" * 6 * MEGABYTE,
        "10 Mo",
        is_large=True,
    ),
    Hostile(
        "ligne_50_mo.csv",
        lambda: b"a" * 50 * MEGABYTE,
        "démesurée",
        is_large=True,
        by_command=True,
    ),
    Hostile(
        "ligne_9_mo.csv", lambda: HEADER + b"a;" * 4_500_000, "démesurée", is_large=True
    ),
    Hostile(
        "formules.csv", make_constant(HEADER + b"=cmd|'/C calc'!A0;@SUM(1)\n"), reads=1
    ),
    Hostile("commandes.csv", make_constant(HEADER + b"a\x01\x1b[2Jb;1\n"), reads=1),
    Hostile("image.xlsx", make_constant(b"\x89PNG\r\n\x1a\n" + bytes(99)), "PNG"),
    Hostile("document.csv", make_constant(b"%PDF-1.7\n"), "PDF"),
    Hostile("page.csv", make_constant(b"\n<!DOCTYPE html><table><tr><td>1"), "HTML"),
    Hostile("page.xls", make_constant(b"<table><tr><td>1"), "HTML"),
    Hostile("tableau.xml", make_constant(b'<?xml version="1.0"?><Workbook/>'), "XML"),
    Hostile("ancien.xls", make_constant(OLE), "ancien"),
    Hostile("ancien.xlsx", make_constant(OLE), "ancien"),
    Hostile(
        "mot_de_passe.xlsx",
        make_constant(OLE + "EncryptedPackage".encode("utf-16-le")),
        "mot de passe",
    ),
    Hostile("comprime.csv", make_constant(b"\x1f\x8b\x08" + bytes(9)), "GZIP"),
    Hostile("programme.csv", make_constant(b"\x7fELF" + bytes(9)), "ELF"),
    Hostile("archive.xlsx", lambda: zip_parts({"a.csv": b"a;b\n1;2"}), "ZIP"),
    Hostile(
        "lettre.xlsx",
        lambda: zip_parts({"[Content_Types].xml": "", "word/a": ""}),
        "Word",
    ),
    Hostile(
        "binaire.xlsx",
        lambda: zip_parts({"[Content_Types].xml": "", "xl/workbook.bin": ""}),
        "XLSB",
    ),
    Hostile("texte.xlsx", make_constant(HEADER + b"a;1"), "renommez"),
    Hostile("classeur.csv", build_workbook, "renommez"),
    Hostile("classeur.ods", build_workbook, "renommez"),
]
