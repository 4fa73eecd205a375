"""Charts and maps as pictures to take away: with title and source, as SVG and PNG."""

import re
import textwrap
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cooperation.pdf.typesetting import compile_typst

# Letters that only the second of our faces has: in SVG, none stands in for another.
EXTENDED = re.compile("[\u0100-\u0130\u0132-\u0151\u0154-\u024f\u1e00-\u1eff]+")
TEXT_NODE = re.compile(r"(?<=>)[^<]+(?=</(?:text|tspan)>)")
VIEW_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
PAPER, GOLD = "#ffffff", "#f3c02c"
TITLE_LOOK = SafeString('fill="#12302d" font-size="21" font-weight="bold"')
NOTE_LOOK = SafeString('fill="#45605b" font-size="13"')
# Around the drawing, in pixels, and the heights of lines above and under it.
EDGE, TITLE_LINE, NOTE_LINE = 24, 28, 18
# Characters a line, for a pixel of width.
TITLE_DENSITY, NOTE_DENSITY = 0.09, 0.14
# 640 pixels wide are then 1,920, which is 300 an inch on 16 cm of paper.
PRINT_PIXELS_PER_INCH = 216


def frame_picture(
    svg: SafeString, *, title: str, notes: Sequence[str] = ()
) -> SafeString:
    """Return a drawing with its title above it and its source under it, as SVG.

    ``svg`` has a ``viewBox`` from 0, as charts with a width and maps have.
    """
    width, height = get_size(svg)
    title_lines = textwrap.wrap(title, int(width * TITLE_DENSITY))
    note_lines = [
        line
        for note in notes
        for line in textwrap.wrap(note, int(width * NOTE_DENSITY))
    ]
    top = EDGE + TITLE_LINE * len(title_lines)
    foot = top + height + EDGE
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" '
        'height="{h}" font-family="sans-serif"><title>{title}</title>'
        '<rect width="{w}" height="{h}" fill="{paper}"/>'
        '<rect width="{w}" height="5" fill="{gold}"/>{head}{drawing}{foot}</svg>',
        w=width + 2 * EDGE,
        h=foot + NOTE_LINE * len(note_lines) + EDGE // 2,
        title=title,
        paper=PAPER,
        gold=GOLD,
        head=render_lines(title_lines, EDGE + 14, TITLE_LINE, TITLE_LOOK),
        drawing=place_drawing(svg, top, width, height),
        foot=render_lines(note_lines, foot, NOTE_LINE, NOTE_LOOK),
    )


def get_size(svg: str) -> tuple[int, int]:
    """Return width and height of a drawing; raise ``ValueError`` without a viewBox."""
    found = VIEW_BOX.search(svg)
    if not found:
        raise ValueError("A picture needs a viewBox that begins at 0 0.")
    return int(found[1]), int(found[2])


def place_drawing(svg: SafeString, top: int, width: int, height: int) -> SafeString:
    """Return a drawing as an element of another, at a place of its own."""
    place = f'<svg x="{EDGE}" y="{top}" width="{width}" height="{height}" '
    return SafeString(svg.replace("<svg ", place, 1))


def render_lines(
    lines: Sequence[str], top: int, step: int, look: SafeString
) -> SafeString:
    return format_html(
        "<g {}>{}</g>",
        look,
        format_html_join(
            "",
            '<text x="{}" y="{}">{}</text>',
            ((EDGE, top + step * number, line) for number, line in enumerate(lines)),
        ),
    )


def use_print_faces(svg: str) -> str:
    """Return an SVG whose texts name the face that has their letters, for Typst."""
    face = r'<tspan font-family="Atkinson Print Ext">\g<0></tspan>'
    named = TEXT_NODE.sub(lambda node: EXTENDED.sub(face, node.group()), svg)
    return named.replace('font-family="sans-serif"', 'font-family="Atkinson Print"')


def render_picture_png(svg: str) -> bytes:
    """Return an SVG as a PNG image, fine enough for print."""
    width, height = get_size(svg)
    data = {"svg": use_print_faces(svg), "width": width, "height": height}
    return compile_typst("picture", data, format="png", ppi=PRINT_PIXELS_PER_INCH)
