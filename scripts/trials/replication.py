"""A site that reads from a real replica, which is paused, resumed and killed.

cd scripts && python -m trials.replication
"""

import time
from http.client import HTTPConnection

from trials.site import HOST, Database, Site, make_site

PAGE_OF_ONE = "SELECT slug FROM cooperation_action ORDER BY id LIMIT 1"
# What a server read of the table of actions; statistics come a little later.
SCANS = "SELECT sum(seq_scan + idx_scan) FROM pg_stat_user_tables WHERE relname = '%s'"
PAUSE_OF_STATISTICS = 1.5


def rename(site: Site, slug: str, title: str) -> None:
    change = f"SET title = 'Titre {title}' WHERE slug = '{slug}'"
    site.database.ask(f"UPDATE cooperation_action {change}")


def read_page(site: Site, slug: str) -> tuple[str, str]:
    """Return the tag and the text of the page of an action."""
    connection = HTTPConnection(HOST, site.port, timeout=30)
    connection.request("GET", f"/actions/{slug}/")
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.headers.get("ETag", ""), text


def count_reads(database: Database) -> int:
    time.sleep(PAUSE_OF_STATISTICS)
    return int(database.ask(SCANS % "cooperation_action") or 0)


def see(site: Site, replica: Database | None, slug: str, titles: list[str]) -> str:
    """Return which title the page has, and which server was asked."""
    before = count_reads(replica) if replica else 0
    _tag, text = read_page(site, slug)
    grown = replica is not None and count_reads(replica) > before
    shown = next(name for name in titles if f"Titre {name}" in text)
    return f"{shown} title, {'replica' if grown else 'primary'} asked"


def main() -> None:
    titles = ["old", "newest", "new"]
    with make_site(actions=20) as site:
        slug = site.database.ask(PAGE_OF_ONE)
        rename(site, slug, "old")
        replica = Database(site.folder / "replica", site.database)
        try:
            site.start(DATABASE_REPLICA_URL=replica.url, WEB_CONCURRENCY="1")
            print("served by the replica:", see(site, replica, slug, titles))
            rename(site, slug, "old")
            time.sleep(0.5)
            tag, _text = read_page(site, slug)
            replica.ask("SELECT pg_wal_replay_pause()")
            rename(site, slug, "new")
            pause = time.monotonic()
            again, text = read_page(site, slug)
            is_kept = "Titre old" in text and again == tag
            print("paused a moment:", "old title, old tag" if is_kept else text)
            time.sleep(max(0, 12 - (time.monotonic() - pause)))
            print("paused for long:", see(site, replica, slug, titles))
            replica.ask("SELECT pg_wal_replay_resume()")
            time.sleep(3)
            print("resumed:", see(site, replica, slug, titles))
        finally:
            replica.stop("immediate")
        rename(site, slug, "newest")
        time.sleep(2)
        print("replica dead:", see(site, None, slug, titles))


if __name__ == "__main__":
    main()
