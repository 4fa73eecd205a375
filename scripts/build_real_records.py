"""Rebuild the real records, and the calls, events and resources that go with them.

    python scripts/build_real_records.py SOURCE_FOLDER

``SOURCE_FOLDER`` holds the facts as they were compiled from public pages, in CSV
(UTF-8, with a header):

actions_sourced.csv
    205 cooperations and projects, from 123 public pages
actions_sourced_2.csv
    37 more, 33 of them of the Genevois français
actions_enrichment.csv
    more facts on 93 rows of the first file, by ``id``
partenariats_reels_documentes.csv
    35, from the national atlas and other public pages
funding_calls.csv, events.csv, resources_2.csv
    60 calls and standing schemes, 25 events, 66 institutions, networks and guides

All are of the class "product", which may be shipped. They are facts, free to use, with
summaries and descriptions written for this project; each row names its page, and the
pages keep their own rights. Not shipped are ``source_note`` (a short quote) and
``note`` (how a fact was found), which were kept for checking only.

What the project wrote itself, or corrected, is in ``real_records/written.csv`` (an
``id``, a column, its value): above all what remains uncertain, in words for visitors.
It wins over the sources. ``real_records/written_calls.csv`` does the same for calls,
events and resources.

Writes ``fixtures/real/cooperations.csv`` and, in ``fixtures/reference/``,
``funding_calls.csv``, ``events.csv`` and ``resources_sourced.csv``: the same sources
give the same bytes.
"""

import sys
from pathlib import Path

from real_records.catalogues import build_calls, build_events, build_resources
from real_records.cooperations import build_cooperations
from real_records.files import FIXTURES, Rows, format_rows


def build_files(source: Path) -> dict[Path, str]:
    """Return the text of each file, by its path."""
    contents: dict[str, Rows] = {
        "real/cooperations.csv": build_cooperations(source),
        "reference/funding_calls.csv": build_calls(source),
        "reference/events.csv": build_events(source),
        "reference/resources_sourced.csv": build_resources(source),
    }
    return {FIXTURES / name: format_rows(rows) for name, rows in contents.items()}


def main() -> None:
    """Write the files."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for path, text in build_files(Path(sys.argv[1])).items():
        path.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
