"""The error of a refused operation on a batch."""


class BatchError(Exception):
    """A refused operation: ``str()`` is the reason in French, ``details`` its lines."""

    def __init__(self, message: str, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.details = details or []
