"""Tell the container's keeper whether site, worker or scheduler is well.

Without an argument the site, by HTTP: the image has no curl. With ``worker`` or
``scheduler`` that process of this machine, by the lock that it holds.
"""

import os
import sys
from http.client import HTTPConnection
from socket import gethostname
from urllib.parse import urlsplit

import psycopg2

# Django answers to the site's own names only.
HOST = urlsplit(os.environ.get("SITE_URL", "")).hostname
PORT = int(os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2])
HOLDS_A_LOCK = """
    SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND application_name = %s)
"""


def answers() -> bool:
    """Return whether ``/healthz`` answers 200 within four seconds."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": HOST or "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False


def shows_life(process: str) -> bool:
    """Return whether a process of this machine holds its lock in the database."""
    name = f"passerelles-{process}@{gethostname()}"[:63]
    try:
        connection = psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=4)
        with connection, connection.cursor() as cursor:
            cursor.execute(HOLDS_A_LOCK, [name])
            row = cursor.fetchone()
            return bool(row and row[0])
    except psycopg2.Error:
        return False


if __name__ == "__main__":
    sys.exit(not (shows_life(sys.argv[1]) if sys.argv[1:] else answers()))
