"""Why a deed is refused."""


class BatchProblem(Exception):
    """A refused deed: ``str()`` says why in French, ``details`` line by line."""

    def __init__(self, message: str, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.details = details or []
