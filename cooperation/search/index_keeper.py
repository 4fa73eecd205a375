"""Which index holds: each process keeps one of each kind, and brings it up to date.

The database tells which entries were touched (``sql/entry_changes.sql``); only those
are read again. A page of the anonymous public may be answered with the former index
for a moment, while a thread makes the newer one; it is then not kept, and has no ETag
(``cooperation/views/base.py``). Everybody else waits for the newer one.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from threading import Lock, Thread
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection, connections, transaction
from django.utils import timezone

from cooperation.db import get_read_connection, get_write_state
from cooperation.search import index_snapshots
from cooperation.search.facet_index import FacetIndex
from cooperation.search.facet_sources import ACTIONS, AGREEMENTS, IndexSources
from cooperation.search.index_changes import replace_entries
from cooperation.search.index_reading import read_index
from cooperation.search.index_snapshots import HeldIndex
from cooperation.search.reference_data import knows_all, read_reference

logger = logging.getLogger(__name__)

# How long a page may be answered with the former index after a change.
FORMER_SECONDS = 2.0
PAUSE_SECONDS = 0.1
# More entries than this are read as all are: in less time.
MOST_TOUCHED = 5_000

VERSION_SQL = """
SELECT md5(string_agg(passerelles_change_name(transaction, started_at), ','
                      ORDER BY transaction, started_at)),
  extract(epoch FROM clock_timestamp() - min(started_at)
    FILTER (WHERE started_at > %s))::float8
FROM passerelles_entry_change
"""
CHANGES_SQL = """
SELECT passerelles_change_name(transaction, started_at), {column}, has_names,
  has_removed, after, (max(started_at) OVER ())::text
FROM passerelles_entry_change ORDER BY transaction, started_at
"""


@dataclass
class PageReading:
    """What a page read by: the index of each kind, and whether one was a former one."""

    indexes: dict[str, FacetIndex] = field(default_factory=dict)
    used_former: bool = False


PAGE_READING: ContextVar[PageReading | None] = ContextVar("page_reading", default=None)


# Those of a transaction that has written, with the state of it that they are of.
OwnIndexes = dict[str, tuple[Any, FacetIndex]]
OWN_INDEXES: ContextVar[OwnIndexes | None] = ContextVar("own_indexes", default=None)


def begin_page() -> PageReading:
    """Let the current request be answered with a former index, and tell if it was."""
    reading = PageReading()
    PAGE_READING.set(reading)
    return reading


def end_page(**_signal: object) -> None:
    PAGE_READING.set(None)


def forget_own(**_signal: object) -> None:
    OWN_INDEXES.set(None)


request_started.connect(end_page)
request_finished.connect(end_page)
request_finished.connect(forget_own)


@dataclass(frozen=True)
class Changes:
    """What happened since an index was made; ``touched`` is None for all entries.

    ``version`` is the digest of all changes, as ``read_version`` has it; ``last`` is
    the start of the last one.
    """

    version: str
    last: str
    changes: frozenset[str]
    touched: list[int] | None
    has_names: bool


class IndexKeeper:
    """Keeps the index of one kind of entry."""

    def __init__(self, sources: IndexSources) -> None:
        self.sources = sources
        self.lock = Lock()
        self.held: HeldIndex | None = None
        self.stale_since: float | None = None
        self.thread: Thread | None = None

    def get(self) -> FacetIndex:
        """Return the index that holds now; for a page, the same until it is made.

        A transaction that has written gets an index of its own, which is not kept.
        """
        reading = PAGE_READING.get()
        if reading is None:
            return self.choose(None)
        found = reading.indexes.get(self.sources.kind)
        if found is None:
            found = reading.indexes[self.sources.kind] = self.choose(reading)
        return found

    def choose(self, reading: PageReading | None) -> FacetIndex:
        if written := get_write_state():
            return self.read_own(written)
        held = self.held
        version, age = read_version(held.last if held else "-infinity")
        if held and self.is_current(held, version):
            self.stale_since = None
            return held.index
        if held and reading and self.may_use_former(age):
            self.renew_aside()
            reading.used_former = True
            return held.index
        return self.renew().index

    def read_own(self, state: tuple[Any, ...]) -> FacetIndex:
        """Return the index as a transaction that has written sees it.

        The same answers until the transaction writes again.
        """
        kind = self.sources.kind
        own = OWN_INDEXES.get() or {}
        known = own.get(kind)
        if known and known[0] == state:
            return known[1]
        found = self.renew_held(self.held, at_once=True).index
        OWN_INDEXES.set({**own, kind: (state, found)})
        return found

    def is_current(self, held: HeldIndex, version: str) -> bool:
        is_of_today = (
            not self.sources.depends_on_day or held.day == timezone.localdate()
        )
        return held.version == version and is_of_today

    def may_use_former(self, age: float | None) -> bool:
        """Return whether the change is so recent that the former index may answer."""
        if connection.in_atomic_block:
            return False
        now = time.monotonic()
        if self.stale_since is None:
            self.stale_since = now
        return max(now - self.stale_since, age or 0.0) < FORMER_SECONDS

    # Renewing -----------------------------------------------------------------------

    def renew_aside(self) -> None:
        """Renew in a thread, unless one does."""
        if self.thread is None or not self.thread.is_alive():
            self.thread = Thread(target=self.renew_and_close, daemon=True)
            self.thread.start()

    def renew_and_close(self) -> None:
        # The page that noticed the change is made first.
        time.sleep(PAUSE_SECONDS)
        try:
            self.renew(is_aside=True)
        except Exception:
            logger.exception("The facet index could not be renewed.")
        finally:
            connections.close_all()

    def renew(self, *, is_aside: bool = False) -> HeldIndex:
        """Return the current index, made by one thread at a time.

        Aside of requests, what every list asks of it is counted and sorted before it
        takes the place of the former.
        """
        with self.lock, one_moment():
            held = self.held or self.load_snapshot()
            found = self.renew_held(held)
            is_new = held is None or found.index is not held.index
            if is_aside:
                found.index.prepare()
            self.held, self.stale_since = found, None
        if is_new:
            kind, was_read_whole = self.sources.kind, held is None
            index_snapshots.write_aside(kind, found, was_read_whole=was_read_whole)
        return found

    def load_snapshot(self) -> HeldIndex | None:
        return index_snapshots.load(self.sources.kind)

    def renew_held(self, held: HeldIndex | None, *, at_once: bool = False) -> HeldIndex:
        """Return the index as the database is now: of a former one, or read whole."""
        today = timezone.localdate()
        changes = read_changes(self.sources.log, held.changes if held else frozenset())
        is_other_day = held and self.sources.depends_on_day and held.day != today
        if held is None or is_other_day or changes.touched is None:
            index = self.add_names(read_index(self.sources, at_once=at_once))
        else:
            index = self.apply_changes(held.index, changes)
        known = changes.changes
        return HeldIndex(index, known, changes.version, changes.last, today)

    def apply_changes(self, former: FacetIndex, changes: Changes) -> FacetIndex:
        if changes.has_names:
            former = self.add_names(former)
        touched = changes.touched or []
        if not touched:
            return former
        part = read_index(self.sources, touched, at_once=True)
        if not knows_all(former.reference, part):
            return self.add_names(replace_entries(former, touched, part, self.sources))
        part = part.with_reference(former.reference)
        return replace_entries(former, touched, part, self.sources)

    def add_names(self, index: FacetIndex) -> FacetIndex:
        """Return the index with the names and groups of its values, read now."""
        countries, authorities = index.facets["pays"], index.facets["collectivite"]
        reference = read_reference(countries.values, authorities.values)
        return index.with_reference(reference)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it is at one moment, however long it takes."""
    read_connection = get_read_connection()
    if read_connection.in_atomic_block:
        yield
        return
    with transaction.atomic(using=read_connection.alias):
        with read_connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def read_version(known: str) -> tuple[str, float | None]:
    """Return the digest of all changes, and the age of the first after ``known``."""
    with get_read_connection().cursor() as cursor:
        cursor.execute(VERSION_SQL, [known])
        version, age = cursor.fetchone()
    return version or "", age


def read_changes(column: str, known: frozenset[str]) -> Changes:
    """Return what happened beside the ``known`` changes.

    All entries were touched where a change says so, where changes that this process has
    not seen may have been removed, and where known ones are gone without being removed,
    as after a restore.
    """
    with get_read_connection().cursor() as cursor:
        cursor.execute(CHANGES_SQL.format(column=column))
        rows = cursor.fetchall()
    names = [row[0] for row in rows]
    found = frozenset(names)
    version = hashlib.md5(",".join(names).encode()).hexdigest() if names else ""  # noqa: S324 -- as PostgreSQL does
    told = partial(Changes, version, rows[0][5] if rows else "-infinity")
    new = [row for row in rows if row[0] not in known]
    # The first removal takes nothing away: it names no earlier one.
    removals = [row[4] for row in new if row[3]]
    has_missed = any(earlier and earlier not in known for earlier in removals)
    if not known or has_missed or (known - found and not removals):
        if known and found <= known and get_read_connection().alias != "default":
            # A replica that is behind what the primary told: nothing is newer.
            return told(known, [], False)
        return told(found, None, True)
    touched: set[int] = set()
    for _name, keys, *_others in new:
        if keys is None:
            return told(found, None, True)
        touched.update(keys)
    if len(touched) > MOST_TOUCHED:
        return told(found, None, True)
    return told(found, sorted(touched), any(row[2] for row in new))


KEEPERS = {
    ACTIONS.kind: IndexKeeper(ACTIONS),
    AGREEMENTS.kind: IndexKeeper(AGREEMENTS),
}


def get_index(kind: str) -> FacetIndex:
    """Return the index of published actions ("action") or agreements ("agreement")."""
    return KEEPERS[kind].get()
