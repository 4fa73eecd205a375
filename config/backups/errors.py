"""What prevents a backup or its restoration, as a sentence for staff."""


class BackupError(Exception):
    """A backup that cannot be made, read or restored; ``str()`` says why in French."""
