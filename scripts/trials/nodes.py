"""Two nodes of two processes each, on one database: what one does the other knows.

    cd scripts && python -m trials.nodes --s3 http://127.0.0.1:5000

Each node has a temporary folder and a var/ of its own. ``--s3`` is a server of S3 for
files that wait to be imported: moto's, by ``pip install 'moto[server,s3]'`` and
``moto_server -p 5000``.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import boto3  # type: ignore[import-untyped]

from trials.site import Site, make_site
from trials.staff import HEADER, IMPORTS, log_in, post_as_staff, send_file

BUCKET = "imports"
ACCESS = {"S3_REGION": "eu-west-3", "S3_ACCESS_KEY": "k", "S3_SECRET_KEY": "s"}
MOST_SEARCHES = 30
ROUNDS, ASKED = 10, 40
ONE_ACTION = (
    "SELECT slug FROM cooperation_action WHERE publication = 'publiee' "
    "ORDER BY id LIMIT 1"
)
IS_PUBLIC = "publication = 'publiee'"
COUNT_PUBLISHED = f"SELECT count(*) FROM cooperation_action WHERE {IS_PUBLIC}"  # noqa: S608
HIDE_LAST = (
    "UPDATE cooperation_action SET publication = 'brouillon' WHERE id = "  # noqa: S608
    f"(SELECT max(id) FROM cooperation_action WHERE {IS_PUBLIC})"
)
HEADING = re.compile(r"<h1[^>]*>\s*(.*?)\s*</h1>", re.DOTALL)
TOTAL = re.compile(r"(\d[\d\s\u202f\u00a0]*)\s+actions?\b")


def make_bucket(endpoint: str) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=ACCESS["S3_REGION"],
        aws_access_key_id="k",
        aws_secret_access_key="s",  # noqa: S106 -- moto asks for any
    )
    place = {"LocationConstraint": ACCESS["S3_REGION"]}
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)


def make_node(first: Site, name: str) -> Site:
    """Return a node on the database of a site, with folders of its own."""
    folder = first.folder / name
    (folder / "tmp").mkdir(parents=True)
    node = Site(folder, first.database)
    shared = ("SECRET_KEY", "THROTTLES", "STATIC_ROOT", "SITE_URL")
    node.environment |= {key: first.environment[key] for key in shared}
    buckets = {key: first.environment[key] for key in ("IMPORTS_BUCKET", "S3_ENDPOINT")}
    node.environment |= buckets | ACCESS
    node.environment |= {"TMPDIR": str(folder / "tmp"), "WEB_CONCURRENCY": "2"}
    return node


def ask_all(nodes: list[Site], path: str, number: int = ASKED) -> list[str]:
    """Ask both nodes at once, from eight threads; return the pages."""
    some = list(islice(cycle(nodes), number))
    with ThreadPoolExecutor(8) as pool:
        return [
            body.decode() for _s, body in pool.map(lambda node: node.get(path), some)
        ]


def count_stale(
    nodes: list[Site], path: str, change: Callable[[int], str], pattern: re.Pattern[str]
) -> str:
    """Change something again and again; return how many pages were of before."""
    stale = 0
    for number in range(ROUNDS):
        ask_all(nodes, path, 16)  # each process has it
        wanted = change(number)
        for page in ask_all(nodes, path):
            found = pattern.search(page)
            stale += found is None or found[1] != wanted
    return f"{stale} of {ROUNDS * ASKED} pages are not as the database"


def rename(site: Site, slug: str, number: int) -> str:
    title = f"Titre numéro {number}"
    change = f"SET title = '{title}' WHERE slug = '{slug}'"
    site.database.ask(f"UPDATE cooperation_action {change}")
    return title


def hide_one(site: Site) -> str:
    """Make one action a draft; return how many are left, as a page says it."""
    site.database.ask(HIDE_LAST)
    return site.database.ask(COUNT_PUBLISHED)


def count_allowed(nodes: list[Site]) -> str:
    """Search more often than one may, on both nodes at once."""
    paths = [f"/actions/?q=eau{number}" for number in range(3 * MOST_SEARCHES)]
    asked = zip(cycle(nodes), paths, strict=False)
    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(lambda one: one[0].get(one[1])[0], asked))
    return f"{statuses[200]} × 200 of {MOST_SEARCHES} allowed, {statuses[429]} × 429"


def import_across(nodes: list[Site], key: str) -> str:
    """Upload on one node, look and apply on the other; return what came of it."""
    first, second = nodes
    title = f"Un puits de {first.port}"
    row = f"{title};Annecy;en cours;2019\n"
    sent, _page = send_file(first, key, (HEADER + row).encode())
    batch = first.database.ask("SELECT max(id) FROM cooperation_importbatch")
    headers = {"Cookie": f"__Host-session={key}", "X-Forwarded-Proto": "https"}
    shown, page = second.get(f"{IMPORTS}{batch}/", **headers)
    columns, names = second.get(f"{IMPORTS}{batch}/colonnes/", **headers)
    begun = time.monotonic()
    post_as_staff(second, key, f"{IMPORTS}{batch}/", "appliquer/", "", b"")
    seconds = time.monotonic() - begun
    there = first.database.ask(
        f"SELECT count(*) FROM cooperation_action WHERE title = '{title}'"  # noqa: S608
    )
    is_shown = shown == 200 and title in page.decode()
    has_samples = columns == 200 and title in names.decode()
    left = [path for node in nodes for path in node.folder.rglob("envoi*")]
    return (
        f"upload {sent}, preview on the other {'right' if is_shown else 'WRONG'}, its "
        f"columns {'right' if has_samples else 'WRONG'}, applied there: {there} row, "
        f"{seconds:.1f} s; files left on the nodes: {len(left)}"
    )


def try_nodes(endpoint: str) -> None:
    make_bucket(endpoint)
    with make_site(actions=300) as site:
        site.environment |= {
            "THROTTLES": f"search={MOST_SEARCHES}/600",
            "STATIC_ROOT": str(site.folder / "var" / "static"),
            "IMPORTS_BUCKET": BUCKET,
            "S3_ENDPOINT": endpoint,
        }
        nodes = [make_node(site, name) for name in ("one", "two")]
        try:
            for node in nodes:
                node.start()
            slug, key = site.database.ask(ONE_ACTION), log_in(site)
            kept = count_stale(
                nodes, f"/actions/{slug}/", lambda n: rename(site, slug, n), HEADING
            )
            print("kept pages:", kept)
            facets = count_stale(
                nodes, "/actions/", lambda _number: hide_one(site), TOTAL
            )
            print("facet index:", facets)
            print("throttle:", count_allowed(nodes))
            for pair in (nodes, nodes[::-1]):
                print("import:", import_across(pair, key))
        finally:
            for node in nodes:
                node.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--s3", required=True)
    try_nodes(parser.parse_args().s3)
    return 0


if __name__ == "__main__":
    sys.exit(main())
