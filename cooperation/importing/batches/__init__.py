"""Files that staff send: received, previewed, corrected, applied, undone.

Who may import is asked by views; who owns a batch is ``ImportBatch.objects.of(user)``.
"""

from cooperation.importing.reading import UnreadableFile

__all__ = ["BatchProblem", "UnreadableFile"]


class BatchProblem(Exception):
    """A refused deed: ``str()`` says why in French, ``details`` line by line."""

    def __init__(self, message: str, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.details = details or []


# The verbs that follow are in the making; their signatures are settled.
#
# receive(file: Django UploadedFile | File, *, name: str, by) -> ImportBatch
#     stores, opens, detects sheets and mapping; raises UnreadableFile, nothing kept.
#     More than 20,000 rows or 10 MB: UnreadableFile that says to use the command.
# preview(batch) -> None
#     reads the file again and fills batch.lines; state lue or a_corriger.
# map_columns(batch, sheet: str, columns: dict[str, str], *, by) -> None
#     sheet: the file's name of it; columns: file column -> our column code or "".
#     Remembered for the next file with this header. Call preview() next.
# sheet_is(batch, sheet: str, code: str, *, by)  : says which sheet of ours it is, or ""
# correct(batch, line: ImportLine, column: str, value: str, *, by) -> ImportLine
#     plans the whole batch's line anew; candidates are chosen the same way.
# leave_out(batch, line: ImportLine, *, by, out: bool = True) -> ImportLine
# leave_out_refused(batch, *, by) -> int
# start(batch, *, by) -> None
#     applies at once up to 500 lines, else starts `manage.py run_import ID`; returns.
# apply(batch, *, by) -> None
#     raises BatchProblem: lines to correct, a sheet changed since the preview (details
#     tell which), another import is running.
# undo(batch, *, by) -> None        raises BatchProblem with what changed since
# discard(batch, *, by) -> None
# purge(older_than: timedelta = 24 h) -> int      also: manage.py purge_imports
# look(batch) -> ImportBatch
#     refreshes it; a batch "en_cours" whose process died becomes "interrompue".
