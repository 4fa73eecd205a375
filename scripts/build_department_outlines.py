"""Write ``fixtures/reference/department_outlines.json.gz`` from a GeoJSON file.

The outlines come from IGN, Admin Express COG, edition of 2018 (Licence Ouverte), as
simplified in ``departements-version-simplifiee.geojson`` of the public repository
gregoiredavid/france-geojson, at its commit 5d34ee6:

    python scripts/build_department_outlines.py departements-version-simplifiee.geojson
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "fixtures/reference/department_outlines.json.gz"
# Degrees: about a hundred metres.
DECIMALS = 3


def build_rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """Return the outer and inner rings of a polygon or of several, rounded."""
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [
        [[round(number, DECIMALS) for number in point] for point in ring]
        for polygon in polygons
        for ring in polygon
    ]


def main() -> None:
    features = json.loads(Path(sys.argv[1]).read_text())["features"]
    outlines = {
        one["properties"]["code"]: {
            "name": one["properties"]["nom"],
            "rings": build_rings(one["geometry"]),
        }
        for one in features
    }
    text = json.dumps(outlines, separators=(",", ":"), ensure_ascii=False)
    # Without a date, the same file gives the same bytes.
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
