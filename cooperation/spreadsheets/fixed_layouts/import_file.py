"""Import of one file in a known layout."""

from pathlib import Path

from cooperation.spreadsheets.files import read_table
from cooperation.spreadsheets.fixed_layouts.apply_records import apply_records
from cooperation.spreadsheets.fixed_layouts.layouts import (
    DOCUMENTED_PARTNERSHIPS,
    SOURCED_ACTIONS,
    WIKIDATA_TWINNINGS,
    FileLayout,
    RowReader,
    recognise_layout,
)
from cooperation.spreadsheets.report import ImportReport

ACTION_LAYOUTS = [SOURCED_ACTIONS, DOCUMENTED_PARTNERSHIPS]
AGREEMENT_LAYOUTS = [WIKIDATA_TWINNINGS]


def import_file(
    path: Path, forms: list[FileLayout], *, dry_run: bool = False
) -> ImportReport:
    """Import a file in one of some layouts, in one transaction.

    Raises ``UnreadableFile`` when the file as a whole cannot be read.
    """
    table = read_table(path)
    form = recognise_layout(table, forms)
    report = ImportReport(rows=len(table.rows), notes=table.notes)
    records = [form.record(RowReader(line, row, report)) for line, row in table.rows]
    kept = [record for record in records if record is not None]
    apply_records(kept, report, origin=path.name, dry_run=dry_run)
    return report
