"""Large exports of staff, made by a worker: workbooks and archives of a selection."""

from array import array
from typing import Any

from django_tasks import TaskContext, task

from cooperation.exports.prepared import (
    PRIORITY,
    RowCounter,
    get_file_of_job,
    write_content,
)
from cooperation.spreadsheets.selection import WorkbookSelection, stream_selection_zip
from cooperation.spreadsheets.workbook import stream_selection_workbook

# A second of a processor (docs/exports.md); rows of all worksheets together.
MAX_WORKBOOK_ROWS = 7_000
WRITERS = {"xlsx": stream_selection_workbook, "zip": stream_selection_zip}


class CountedSelection(WorkbookSelection):
    """A selection whose rows are counted as they are read."""

    count: RowCounter

    def records(self, code: str) -> Any:
        """Yield the rows of a worksheet."""
        return self.count(super().records(code))


def describe_request(
    selection: WorkbookSelection, about: list[str], suffix: str
) -> dict[str, Any]:
    """Return what the job needs, for a column of JSON."""
    keys = {code: list(rows) for code, rows in selection.keys.items()}
    return {"keys": keys, "about": about, "suffix": suffix}


@task(takes_context=True, priority=PRIORITY)
def prepare_list_export(context: TaskContext, key: int) -> None:
    """Make the workbook or the archive of a list of staff."""
    file = get_file_of_job(context, key)
    if file is None:
        return
    asked = file.request
    keys = {code: array("q", rows) for code, rows in asked["keys"].items()}
    selection = CountedSelection(keys)
    write = WRITERS[asked["suffix"]]

    def make(count: RowCounter) -> Any:
        selection.count = count
        return write(selection, asked["about"])

    write_content(file, make)
