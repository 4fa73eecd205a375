"""Cut the digit zero out of the face of the site, and take its slash away.

The face has no plain zero of its own, and a slash makes amounts hard to read. Pages
take this one glyph from a font of its own (``unicode-range`` in tokens.css). Needs
``fonttools`` and ``brotli``, which the project has no other use for:
``uv run --with fonttools --with brotli <this file>``.
"""

from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

ROOT = Path(__file__).resolve().parent.parent
FACE = ROOT / "static" / "vendor" / "atkinson-hyperlegible-next" / "latin.woff2"
ZERO = ROOT / "static" / "fonts" / "plain-zero.woff2"
FAMILY = "Atkinson Plain Zero"
WINDOWS_ENGLISH = (3, 1, 0x409)
FAMILY_NAMES = (1, 4, 6, 16)
# The points of "zero": the outer curve, then the two halves that the slash parts,
# joined to one inner curve.
OUTER = range(16)
INNER = [*range(16, 20), *range(28, 39), 27, *range(20, 27)]


def remove_slash(font: Any) -> None:
    """Join the two halves of the counter, at every weight."""
    glyph = font["glyf"]["zero"]
    points = [*OUTER, *INNER]
    if sorted(points) != list(range(len(glyph.coordinates))):
        raise SystemExit("The zero of the face was drawn anew: look at its points.")
    glyph.coordinates = GlyphCoordinates([glyph.coordinates[n] for n in points])
    glyph.flags = type(glyph.flags)(glyph.flags[n] for n in points)
    glyph.endPtsOfContours = [len(OUTER) - 1, len(points) - 1]
    glyph.numberOfContours = 2
    for variation in font["gvar"].variations["zero"]:
        moved, phantom = variation.coordinates, variation.coordinates[len(points) :]
        variation.coordinates = [*(moved[n] for n in points), *phantom]


def main() -> None:
    """Write the font."""
    font: Any = TTFont(FACE)
    subsetter = Subsetter(Options(layout_features=["tnum", "pnum"], hinting=False))
    subsetter.populate(text="0")
    subsetter.subset(font)
    remove_slash(font)
    for number in FAMILY_NAMES:
        font["name"].setName(FAMILY, number, *WINDOWS_ENGLISH)
    font.flavor = "woff2"
    ZERO.parent.mkdir(parents=True, exist_ok=True)
    font.save(ZERO)
    print(ZERO.relative_to(ROOT))


if __name__ == "__main__":
    main()
