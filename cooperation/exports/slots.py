"""How many large exports a process sends at once: pages need its threads too."""

from collections.abc import Generator
from threading import BoundedSemaphore
from typing import Self

# Half the threads of a process (config/gunicorn.py).
SLOTS = BoundedSemaphore(2)
SECONDS_TO_WAIT = 30


def claim_slot() -> bool:
    """Take a slot for a ``SlottedStream``; return whether one was free."""
    return SLOTS.acquire(blocking=False)


class SlottedStream:
    """The pieces of a file, whose slot is free again when they end or are dropped."""

    def __init__(self, pieces: Generator[bytes]) -> None:
        self.pieces = pieces
        self.is_open = True

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Free the slot, once; called by the server in any case."""
        if self.is_open:
            self.is_open = False
            self.pieces.close()
            SLOTS.release()

    # An answer that an error replaced is never closed.
    __del__ = close
