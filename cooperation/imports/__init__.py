"""Import of files sent by staff: upload, preview, corrections, apply, revert.

Views check who may import; ``ImportBatch.objects.of(user)`` selects the batches of a
user. A refused operation raises ``BatchError``, an unreadable file
``UnreadableFile``.
"""

from cooperation.imports.apply import apply_batch
from cooperation.imports.corrections import (
    correct_cell,
    leave_out_line,
    leave_out_refused_lines,
)
from cooperation.imports.errors import BatchError
from cooperation.imports.jobs import refresh_state, start_import
from cooperation.imports.preview import preview_batch
from cooperation.imports.undo import revert_batch
from cooperation.imports.upload import (
    assign_worksheet,
    discard_batch,
    map_columns,
    purge_batches,
    receive_file,
)
from cooperation.spreadsheets.files import UnreadableFile

__all__ = [
    "BatchError",
    "UnreadableFile",
    "apply_batch",
    "assign_worksheet",
    "correct_cell",
    "discard_batch",
    "leave_out_line",
    "leave_out_refused_lines",
    "map_columns",
    "preview_batch",
    "purge_batches",
    "receive_file",
    "refresh_state",
    "revert_batch",
    "start_import",
]
