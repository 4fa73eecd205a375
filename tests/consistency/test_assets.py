"""What a first visit weighs, and that vendored files are what they say."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor"
FONTS = VENDOR / "atkinson-hyperlegible-next"
PACKAGES = json.loads((VENDOR / "manifest.json").read_text())["packages"]

STYLES = STATIC.parent / "templates" / "_components" / "styles.html"
SHARED = re.findall(r"css/(\w+\.css)", STYLES.read_text())


def compressed(path: Path) -> int:
    """Return the size of a file in bytes, once compressed by gzip."""
    return len(gzip.compress(path.read_bytes(), 9))


def test_style_sheets_of_every_page_weigh_less_than_12_kb():
    assert sum(compressed(STATIC / "css" / name) for name in SHARED) <= 12_000


def test_the_style_sheet_of_one_kind_of_page_weighs_less_than_2_kb():
    own = [path for path in (STATIC / "css").glob("*.css") if path.name not in SHARED]
    assert own
    assert {path.name for path in own if compressed(path) > 2_000} == {"admin.css"}


def test_what_gives_all_pages_of_the_admin_their_look_weighs_less_than_4_kb():
    assert compressed(STATIC / "css" / "admin.css") <= 4_000


def test_fonts_weigh_less_than_60_kb():
    assert sum(font.stat().st_size for font in FONTS.glob("*.woff2")) <= 60_000


def test_scripts_of_a_list_weigh_less_than_24_kb():
    scripts = [
        VENDOR / "htmx" / "htmx.min.js",
        STATIC / "js" / "app.js",
        STATIC / "js" / "facets.js",
        STATIC / "js" / "years.js",
    ]

    assert sum(map(compressed, scripts)) <= 24_000


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_vendored_files_are_those_of_the_manifest(package):
    found = {
        name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
        for name in package["sha256"]
    }

    assert found == package["sha256"]


def test_every_vendored_file_is_in_the_manifest():
    named = {name for package in PACKAGES for name in package["sha256"]}
    present = {
        str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()
    }

    assert present == named | {"manifest.json"}


def test_every_vendored_package_carries_its_licence():
    assert [package["name"] for package in PACKAGES if not package["licence"]] == []
    for package in PACKAGES:
        assert any(name.endswith("/LICENSE") for name in package["sha256"])
