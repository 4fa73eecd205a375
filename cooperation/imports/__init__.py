"""Import of files sent by staff: upload, preview, corrections, apply, revert.

Views check who may import; ``ImportBatch.objects.sent_by(user)`` selects the batches of
a user. A refused operation raises ``BatchError``, an unreadable file
``UnreadableFile``.
"""
