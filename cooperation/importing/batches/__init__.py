"""Import of files sent by staff: upload, preview, corrections, apply, revert.

Views check who may import; ``ImportBatch.objects.of(user)`` selects the batches of a
user. A refused operation raises ``BatchError``, an unreadable file
``UnreadableFile``.
"""

from cooperation.importing.batches.applying import apply_batch
from cooperation.importing.batches.correcting import (
    correct_cell,
    leave_out_line,
    leave_out_refused_lines,
)
from cooperation.importing.batches.previewing import preview_batch
from cooperation.importing.batches.problems import BatchError
from cooperation.importing.batches.receiving import (
    discard_batch,
    map_columns,
    purge_batches,
    receive_file,
    assign_worksheet,
)
from cooperation.importing.batches.running import refresh_state, start_import
from cooperation.importing.batches.undoing import revert_batch
from cooperation.importing.reading import UnreadableFile

__all__ = [
    "BatchError",
    "UnreadableFile",
    "apply_batch",
    "correct_cell",
    "discard_batch",
    "leave_out_line",
    "leave_out_refused_lines",
    "refresh_state",
    "map_columns",
    "preview_batch",
    "purge_batches",
    "receive_file",
    "assign_worksheet",
    "start_import",
    "revert_batch",
]
