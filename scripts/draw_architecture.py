"""Draw docs/architecture.svg from the import contracts of pyproject.toml.

    python scripts/draw_architecture.py

A box may import only boxes under it in its column, and columns to its left; boxes on
one line do not import each other. tests/consistency/test_docs.py holds the picture
equal to the contracts.
"""

import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
COLUMNS = ["cooperation", "accounts", "surveys"]

WIDTHS = {"cooperation": 400, "accounts": 250, "surveys": 250}
GAP, LINE, BOX, TOP = 40, 38, 28, 92
STYLE = """
  text { font: 13px sans-serif; fill: #17352e; text-anchor: middle; }
  .app { font-weight: bold; font-size: 16px; }
  rect { fill: #fffdf7; stroke: #17352e; rx: 4px; }
  .frame { fill: #f3f1e7; stroke: none; }
  path { stroke: #17352e; stroke-width: 2; fill: none; marker-end: url(#head); }
"""


def read_layers() -> dict[str, list[list[str]]]:
    """Return the lines of each app, highest first, each with its packages."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    return {
        contract["containers"][0]: [
            [package.strip() for package in line.replace(":", "|").split("|")]
            for line in contract["layers"]
        ]
        for contract in contracts
        if contract["type"] == "layers" and "containers" in contract
    }


def draw_box(x: float, y: float, width: float, label: str) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{BOX}"/>'
        f'<text x="{x + width / 2:g}" y="{y + 19:g}">{escape(label)}</text>'
    )


def draw_line(x: float, y: float, width: float, packages: list[str]) -> str:
    """Draw one line of packages, each as wide as its share of letters."""
    room = width - 8 * (len(packages) - 1)
    letters = sum(len(name) + 2 for name in packages)
    boxes = []
    for name in packages:
        own = round(room * (len(name) + 2) / letters)
        boxes.append(draw_box(x, y, own, name))
        x += own + 8
    return "\n".join(boxes)


def draw_app(app: str, x: float, lines: list[list[str]], height: float) -> str:
    """Draw the column of an app, its name on top."""
    width = WIDTHS[app]
    frame = (
        f'<rect class="frame" x="{x:g}" y="60" width="{width}" height="{height:g}"/>'
        f'<text class="app" x="{x + width / 2:g}" y="82">{app}/</text>'
    )
    rows = [
        draw_line(x + 12, TOP + LINE * number, width - 24, packages)
        for number, packages in enumerate(lines)
    ]
    return "\n".join([frame, *rows])


def draw_picture() -> str:
    """Return the picture as SVG."""
    layers = read_layers()
    tallest = max(len(lines) for lines in layers.values())
    height = tallest * LINE + TOP - 56
    parts, x = [], 10.0
    for app in COLUMNS:
        parts.append(draw_app(app, x, layers[app], height))
        x += WIDTHS[app] + GAP
        if app != COLUMNS[-1]:
            parts.append(f'<path d="M{x - 4:g} 76h-{GAP - 10}"/>')
    wide = x - GAP + 10
    view = f"0 0 {wide:g} {height + 70:g}"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">
<title>Packages of Passerelles and who may import whom</title>
<style>{STYLE}</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" \
markerHeight="6" orient="auto"><path d="M0 0l8 4-8 4z"/></marker></defs>
{draw_box(10, 10, wide - 20, "config/ composes all three; nobody imports it")}
{chr(10).join(parts)}
</svg>
"""


if __name__ == "__main__":
    PICTURE.write_text(draw_picture())
