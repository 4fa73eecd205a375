"""Documents name files, functions, commands and packages that exist."""

import re
from pathlib import Path

import pytest

from scripts import draw_architecture

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "tests" / "oracles" / "README.md",
]
KINDS = "py|html|css|js|md|txt|toml|typ|sql|po|json|ya?ml|svg|xml|csv"
FOLDERS = r"(?:accounts|config|cooperation|surveys|static|templates|tests|docs|scripts)"
NAMED_FILE = re.compile(rf"`({FOLDERS}/[\w./*-]+(?:\.(?:{KINDS})|/))`")
NAMED_FUNCTIONS = re.compile(rf"`({FOLDERS}/[\w./-]+\.py)`\s+\((`\w+`(?:,\s+`\w+`)*)\)")
LINK = re.compile(r"\]\(((?!https?:)[^)#]+)\)")
# What was true when they were taken down.
DATED = {"CHANGELOG.md"}


def document_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


CURRENT = [path for path in DOCUMENTS if path.name not in DATED]
EVERY_DOCUMENT = pytest.mark.parametrize("path", CURRENT, ids=document_id)


@EVERY_DOCUMENT
def test_files_that_a_document_names_exist(path: Path) -> None:
    named = NAMED_FILE.findall(path.read_text())

    assert [name for name in named if not list(ROOT.glob(name.rstrip("/")))] == []


@EVERY_DOCUMENT
def test_links_of_a_document_lead_to_files(path: Path) -> None:
    links = LINK.findall(path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


@EVERY_DOCUMENT
def test_functions_that_a_document_names_stand_in_their_file(path: Path) -> None:
    missing = []
    for name, quoted in NAMED_FUNCTIONS.findall(path.read_text()):
        code = (ROOT / name).read_text()
        for function in re.findall(r"`(\w+)`", quoted):
            definition = rf"^\s*(?:def|class) {function}\b|^{function}\b.* = "
            if not re.search(definition, code, re.MULTILINE):
                missing.append(f"{name}: {function}")

    assert missing == []


def test_the_picture_of_the_architecture_shows_the_import_contracts() -> None:
    assert draw_architecture.PICTURE.read_text() == draw_architecture.draw_picture(), (
        "Draw it again: python scripts/draw_architecture.py"
    )


def test_the_architecture_describes_every_package_of_the_contracts() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    described = set()
    for row in re.findall(r"^\| ((?:`[\w/]+` )+)\|", text, re.MULTILINE):
        names = re.findall(r"`([\w/]+)`", row)
        app = names[0].partition("/")[0]
        described |= {name if "/" in name else f"{app}/{name}" for name in names}

    layers = draw_architecture.read_layers()
    packages = {
        f"{app}/{package}"
        for app, lines in layers.items()
        for line in lines
        for package in line
        if not package.endswith("urls")
    }
    assert packages - described == set()
