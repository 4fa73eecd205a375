"""Import of one file in a known layout."""

from pathlib import Path

from cooperation.importing.applying import apply_records
from cooperation.importing.forms import (
    DOCUMENTED,
    SOURCED,
    TWINNINGS,
    Cells,
    Form,
    recognised,
)
from cooperation.importing.reading import read_table
from cooperation.importing.report import Report

ACTION_FORMS = [SOURCED, DOCUMENTED]
AGREEMENT_FORMS = [TWINNINGS]


def import_file(path: Path, forms: list[Form], *, dry_run: bool = False) -> Report:
    """Import a file in one of some layouts, in one transaction.

    Raises ``UnreadableFile`` when the file as a whole cannot be read.
    """
    table = read_table(path)
    form = recognised(table, forms)
    report = Report(rows=len(table.rows), notes=table.notes)
    records = [form.record(Cells(line, row, report)) for line, row in table.rows]
    kept = [record for record in records if record is not None]
    apply_records(kept, report, origin=path.name, dry_run=dry_run)
    return report
