"""The index of authorities, kept from one import to the next.

Building it reads 36,000 authorities and takes 0.6 s of processor; to correct one line
is to take less than that. It is built anew when a row of its tables is another version,
which costs 15 ms to ask.
"""

from threading import Lock

from django.db import connection

from cooperation.models import Collectivity, CollectivityAlias, Department
from cooperation.spreadsheets.matching.authorities import AuthorityIndex

INDEXED_MODELS = (Collectivity, CollectivityAlias, Department)
# Where each version of a row is, and which transaction wrote it.
VERSION_SQL = " UNION ALL ".join(
    "SELECT count(*), sum(hashtid(ctid)::bigint), sum(xmin::text::bigint) "  # noqa: S608
    f'FROM "{model._meta.db_table}"'
    for model in INDEXED_MODELS
)


class AuthorityIndexCache:
    """One index for all threads of a process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.version: list[tuple[int, ...]] | None = None
        self.index: AuthorityIndex | None = None

    def get(self) -> AuthorityIndex:
        """Return the index of the authorities as they are now."""
        with self.lock:
            version = fetch_version()
            if self.index is None or version != self.version:
                self.index, self.version = AuthorityIndex(), version
            return self.index


def fetch_version() -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(VERSION_SQL)
        return list(cursor.fetchall())


AUTHORITY_INDEX = AuthorityIndexCache()
