"""Cut the fonts of printed pages out of the face of the site.

Typst reads neither woff2 nor variable fonts. Needs ``fonttools`` and ``brotli``, which
the project has no other use for: ``uv run --with fonttools --with brotli <this file>``.
"""

from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FACE = ROOT / "static" / "vendor" / "atkinson-hyperlegible-next"
ZERO = ROOT / "static" / "fonts" / "plain-zero.woff2"
FONTS = ROOT / "cooperation" / "pdf" / "fonts"
FAMILIES = {
    FACE / "latin.woff2": "Atkinson Print",
    FACE / "latin-ext.woff2": "Atkinson Print Ext",
    ZERO: "Atkinson Print Zero",
}
WEIGHTS = {"Regular": 400, "Bold": 700}
WINDOWS_ENGLISH = (3, 1, 0x409)
# Names that a variable font alone has.
VARIABLE_ONLY = (21, 22, 25)
BOLD, REGULAR = 0x20, 0x40


def set_font_name(font: Any, family: str, style: str) -> None:
    """Name a font so that Typst finds it by family and weight."""
    full = f"{family} {style}"
    values = {1: family, 2: style, 3: full, 4: full, 16: family, 17: style}
    values[6] = full.replace(" ", "-")
    for number, value in values.items():
        font["name"].setName(value, number, *WINDOWS_ENGLISH)
    for number in VARIABLE_ONLY:
        font["name"].removeNames(nameID=number)


def write_style(source: Path, family: str, style: str) -> Path:
    """Write one style of one part of the face; give the file."""
    font: Any = TTFont(source)
    font.flavor = None
    font = instantiateVariableFont(font, {"wght": WEIGHTS[style]})
    set_font_name(font, family, style)
    is_bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["head"].macStyle = int(is_bold)
    plain = font["OS/2"].fsSelection & ~(BOLD | REGULAR | 1)
    font["OS/2"].fsSelection = plain | (BOLD if is_bold else REGULAR)
    path = FONTS / f"{family.replace(' ', '')}-{style}.ttf"
    font.save(path)
    return path


def main() -> None:
    """Write the fonts."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for source, family in FAMILIES.items():
        for style in WEIGHTS:
            print(write_style(source, family, style).relative_to(ROOT))


if __name__ == "__main__":
    main()
