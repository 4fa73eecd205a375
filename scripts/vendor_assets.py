"""Refresh ``static/vendor/`` from the npm registry, at the versions pinned here.

    python scripts/vendor_assets.py

Each package is fetched with ``npm pack``, which runs none of its code. The files
named below are copied as they are, and ``static/vendor/manifest.json`` records
name, version, licence, source and SHA-256 of each, so that anyone can check that
nothing was altered. To take a newer version: change it here, run, read the diff.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
THEME_SPRITE = VENDOR.parent / "img" / "themes.svg"
# As the pictures have it; lines a little wider, for they are shown small.
THEME_STROKE = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.25"'
    ' stroke-linecap="round" stroke-linejoin="round"'
)


@dataclass(frozen=True)
class Package:
    """One npm package: what to take from it (``files``: target name → path in it)."""

    name: str
    version: str
    folder: str
    files: dict[str, str]
    why: str


# The countries of the records; another one shows its code until it is added here.
FLAGS = [
    "am",
    "be",
    "bf",
    "bj",
    "ca",
    "cg",
    "ch",
    "ci",
    "cm",
    "cn",
    "cz",
    "de",
    "dz",
    "es",
    "fr",
    "gb",
    "ge",
    "gn",
    "gr",
    "ht",
    "hu",
    "il",
    "is",
    "it",
    "jp",
    "la",
    "lb",
    "lu",
    "lv",
    "ma",
    "mg",
    "ml",
    "ne",
    "pl",
    "ps",
    "pt",
    "ro",
    "rs",
    "sk",
    "sn",
    "tg",
    "tn",
    "ua",
    "us",
    "vn",
]
# The pictogram of each theme of fixtures/reference/themes.csv.
THEMES = {
    "eau_assainissement": "droplets",
    "dechets": "recycle",
    "energie": "zap",
    "environnement_climat": "trees",
    "sante": "heart-pulse",
    "education": "graduation-cap",
    "jeunesse": "volleyball",
    "culture_patrimoine": "drama",
    "developpement_economique": "store",
    "agriculture_alimentation": "wheat",
    "urbanisme": "building-2",
    "gouvernance_appui_institutionnel": "landmark",
    "genre": "scale",
    "citoyennete_mobilite": "messages-square",
    "urgence": "life-buoy",
    "autre": "shapes",
}
FONT = "files/atkinson-hyperlegible-next"
PACKAGES = [
    Package(
        name="htmx.org",
        version="2.0.11",
        folder="htmx",
        files={"htmx.min.js": "dist/htmx.min.js", "LICENSE": "LICENSE"},
        why="replaces results and counts without reloading the page",
    ),
    Package(
        name="@fontsource-variable/atkinson-hyperlegible-next",
        version="5.3.0",
        folder="atkinson-hyperlegible-next",
        files={
            "latin.woff2": f"{FONT}-latin-wght-normal.woff2",
            "latin-ext.woff2": f"{FONT}-latin-ext-wght-normal.woff2",
            "LICENSE": "LICENSE",
        },
        why="the face of the site, drawn for low vision; one file holds all weights",
    ),
    Package(
        name="supercluster",
        version="9.1.0",
        folder="supercluster",
        files={
            "supercluster.min.js": "dist/supercluster.min.js",
            "LICENSE": "LICENSE",
        },
        why="groups tens of thousands of points in a tenth of a second",
    ),
    Package(
        name="flag-icons",
        version="7.5.0",
        folder="flag-icons",
        files={
            **{f"{code}.svg": f"flags/4x3/{code}.svg" for code in FLAGS},
            "LICENSE": "LICENSE",
        },
        why="a country is recognised before its name is read",
    ),
    Package(
        name="lucide-static",
        version="1.62.0",
        folder="lucide",
        files={
            **{f"{code}.svg": f"icons/{icon}.svg" for code, icon in THEMES.items()},
            "LICENSE": "LICENSE",
        },
        why="a theme is recognised before its name is read",
    ),
]


def fetch(package: Package, folder: Path) -> Path:
    """Download the package with npm and give the path of its archive.

    Raises ``CalledProcessError`` when npm cannot find that name and version.
    """
    spec = f"{package.name}@{package.version}"
    command = ["npm", "pack", "--json", "--silent", spec]
    # The names come from this file only; npm is looked up on the path on purpose.
    output = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    packed = json.loads(output)
    entry = next(iter(packed.values())) if isinstance(packed, dict) else packed[0]
    return folder / str(entry["filename"])


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """Read one file of an npm archive; ``KeyError`` when it is not there."""
    handle = archive.extractfile(f"package/{path}")
    if handle is None:
        raise KeyError(path)
    return handle.read()


def unpack(package: Package, path: Path) -> dict[str, Any]:
    """Copy the wanted files of a package and give its entry in the manifest."""
    target = VENDOR / package.folder
    target.mkdir(parents=True, exist_ok=True)
    digests = {}
    with tarfile.open(path) as archive:
        licence = json.loads(member(archive, "package.json"))["license"]
        for name, source in package.files.items():
            content = member(archive, source)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
            digests[f"{package.folder}/{name}"] = hashlib.sha256(content).hexdigest()
    return {
        "name": package.name,
        "version": package.version,
        "licence": licence,
        "source": f"https://www.npmjs.com/package/{package.name}",
        "why": package.why,
        "sha256": digests,
    }


def build_theme_sprite() -> str:
    """Return the pictograms of themes as the symbols of one picture."""
    symbols = []
    for code in THEMES:
        text = (VENDOR / "lucide" / f"{code}.svg").read_text(encoding="utf-8")
        drawn = " ".join(text.partition("<svg")[2].partition(">")[2].split())
        shapes = drawn.removesuffix("</svg>").strip()
        symbols.append(f'<symbol id="{code}" {THEME_STROKE}>{shapes}</symbol>')
    inner = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{inner}\n</svg>\n'


def main() -> None:
    """Fetch every package, write the manifest and the sprite of themes."""
    with tempfile.TemporaryDirectory() as scratch:
        entries = [
            unpack(package, fetch(package, Path(scratch))) for package in PACKAGES
        ]
    manifest = json.dumps({"packages": entries}, indent=2, ensure_ascii=False)
    (VENDOR / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
    THEME_SPRITE.write_text(build_theme_sprite(), encoding="utf-8")
    for entry in entries:
        print(f"{entry['name']} {entry['version']} ({entry['licence']})")


if __name__ == "__main__":
    main()
