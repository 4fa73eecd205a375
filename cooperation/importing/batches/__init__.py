"""Import of files sent by staff: upload, preview, corrections, apply, revert.

Views check who may import; ``ImportBatch.objects.of(user)`` selects the batches of a
user. A refused operation raises ``BatchError``, an unreadable file
``UnreadableFile``.
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
