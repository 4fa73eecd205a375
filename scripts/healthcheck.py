"""Tell the container's keeper whether the site answers; the image has no curl."""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

# Django answers to the site's own names only.
HOST = urlsplit(os.environ.get("SITE_URL", "")).hostname
PORT = int(os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2])


def main() -> int:
    """Return 0 when ``/healthz`` answers 200 within four seconds."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": HOST or "localhost"})
        return int(connection.getresponse().status != 200)
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
