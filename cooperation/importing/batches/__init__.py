"""Files that staff send: received, previewed, corrected, applied, undone.

Who may import is asked by views; who owns a batch is ``ImportBatch.objects.of(user)``.
A refused deed raises ``BatchProblem``; an unreadable file ``UnreadableFile``.
"""

from cooperation.importing.batches.applying import apply
from cooperation.importing.batches.correcting import (
    correct,
    leave_out,
    leave_out_refused,
)
from cooperation.importing.batches.previewing import preview
from cooperation.importing.batches.problems import BatchProblem
from cooperation.importing.batches.receiving import (
    discard,
    map_columns,
    purge,
    receive,
    sheet_is,
)
from cooperation.importing.batches.running import look, start
from cooperation.importing.batches.undoing import undo
from cooperation.importing.reading import UnreadableFile

__all__ = [
    "BatchProblem",
    "UnreadableFile",
    "apply",
    "correct",
    "discard",
    "leave_out",
    "leave_out_refused",
    "look",
    "map_columns",
    "preview",
    "purge",
    "receive",
    "sheet_is",
    "start",
    "undo",
]
