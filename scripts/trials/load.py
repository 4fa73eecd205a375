"""Visitors who ask at a steady rate, and what they were answered."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from trials.site import Site

PAGES = ("/", "/actions/", "/actions/?q=eau", "/collectivites/", "/chiffres/", "/pays/")


@dataclass
class Answers:
    """Statuses with their moments; 0 is refused, -1 cut off."""

    taken: list[tuple[float, int, float]] = field(default_factory=list)
    wrong: list[bytes] = field(default_factory=list)

    def count(self) -> Counter[int]:
        return Counter(status for _moment, status, _seconds in self.taken)

    def count_since(self, moment: float) -> Counter[int]:
        return Counter(status for begun, status, _s in self.taken if begun >= moment)

    def get_slowest(self) -> float:
        return max((seconds for _m, _s, seconds in self.taken), default=0.0)


def is_whole(status: int, body: bytes) -> bool:
    """Return whether an answer is a whole page, or a calm refusal in French."""
    if status == 200:
        return body.rstrip().endswith(b"</html>")
    if status == 503:
        return "Rien n’est perdu".encode() in body
    return status in (0, -1)


@contextmanager
def keep_asking(site: Site, per_second: float = 20) -> Iterator[Answers]:
    """Ask pages, ``per_second`` in all, from eight threads until the block ends."""
    answers, stop, threads = Answers(), threading.Event(), 8
    pages, lock = cycle(PAGES), threading.Lock()

    def ask() -> None:
        following = time.monotonic()
        while not stop.is_set():
            with lock:
                page = next(pages)
            begun = time.monotonic()
            status, body = site.get(page)
            answers.taken.append((begun, status, time.monotonic() - begun))
            if not is_whole(status, body):
                answers.wrong.append(body)
            following += threads / per_second
            stop.wait(max(0.0, following - time.monotonic()))

    started = [threading.Thread(target=ask) for _number in range(threads)]
    for number, thread in enumerate(started):
        thread.start()
        time.sleep(1 / per_second if number < threads else 0)
    try:
        yield answers
    finally:
        stop.set()
        for thread in started:
            thread.join()
