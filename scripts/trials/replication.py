"""A site that reads from a real replica, which is paused, resumed and killed.

cd scripts && python -m trials.replication
"""

import time
from http.client import HTTPConnection

from trials.site import HOST, Database, Site, make_site

PAGE_OF_ONE = "SELECT slug FROM cooperation_action ORDER BY id LIMIT 1"
# Sessions of the site whose last statement, since a moment, was of a page.
PAGES_READ = """
SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'
AND pid <> pg_backend_pid() AND query_start > '%s' AND query NOT LIKE '%%in_recovery%%'
"""


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


def see(site: Site, replica: Database | None, slug: str, titles: list[str]) -> str:
    """Return which title the page has, and which server was asked."""
    moment = replica.ask("SELECT clock_timestamp()") if replica else ""
    _tag, text = read_page(site, slug)
    is_asked = replica is not None and replica.ask(PAGES_READ % moment) != "0"
    shown = next(name for name in titles if f"Titre {name}" in text)
    return f"{shown} title, {'replica' if is_asked else 'primary'} asked"


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
