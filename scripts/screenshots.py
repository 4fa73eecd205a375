"""Photograph every public page at three widths, light and dark: ``make screenshots``.

Takes the demonstration that runs on ``PORT``, or starts one on a free port for the
time it needs. Pages come from the site's own routes; where a route wants a slug, the
first link to such a page that the site shows is followed.

    python scripts/screenshots.py [NAME ...]     # all pages, or those named
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "screenshots"
WIDTHS = [360, 768, 1440]
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
SECONDS_TO_START = 600
TALLEST = 6_000  # pixels; a list of 200 rows teaches nothing more below
# Not pages, or pages for developers only.
LEFT_OUT = {
    "components",
    "photo",
    "small_photo",
    "document",
    "agreement_document",
    "map_summary",
}


def list_routes() -> dict[str, str]:
    """Return the routes of public pages by name: "actions/<slug:slug>/" and the
    like.
    """
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "1")
    import django  # noqa: PLC0415 -- needs the path and the settings above

    django.setup()
    from cooperation.urls import urlpatterns  # noqa: PLC0415 -- the same

    paths = {str(route.name): str(route.pattern) for route in urlpatterns}
    return {
        name: path
        for name, path in paths.items()
        if name not in LEFT_OUT and "." not in path
    }


def is_up(port: int) -> bool:
    """Tell whether the site answers on ``port`` of this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def find_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_site() -> Iterator[str]:
    """Return the address of a running demonstration, started here if need be."""
    port = int(os.environ.get("PORT") or 8000)
    if is_up(port):
        yield f"http://127.0.0.1:{port}"
        return
    port = find_free_port()
    command = [sys.executable, str(ROOT / "scripts" / "demo.py")]
    environment = {**os.environ, "PORT": str(port), "DEBUG": "0"}
    with subprocess.Popen(command, env=environment) as demo:
        try:
            wait_for(port, demo)
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.terminate()


def wait_for(port: int, demo: "subprocess.Popen[bytes]") -> None:
    """Wait until the demonstration answers; stop with it when it does not start."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_up(port):
        if demo.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("The demonstration did not start.")
        time.sleep(0.5)


def list_addresses(
    browser: Browser, base: str, paths: dict[str, str]
) -> dict[str, str]:
    """Return the address of each page, an example for those that want a slug."""
    plain = {name: "/" + path for name, path in paths.items() if "<" not in path}
    page = browser.new_page(base_url=base)
    links: list[str] = []
    for path in plain.values():
        page.goto(path)
        links += page.eval_on_selector_all(
            "main a[href^='/']", "found => found.map(a => a.getAttribute('href'))"
        )
    page.close()
    return plain | dict(iter_examples(paths, links))


def iter_examples(paths: dict[str, str], links: list[str]) -> Iterator[tuple[str, str]]:
    """Return the first link to each kind of page that wants a slug."""
    for name, path in paths.items():
        prefix = "/" + path.partition("<")[0]
        found = (
            link.partition("#")[0]
            for link in links
            if link.startswith(prefix) and "?" not in link and link != prefix
        )
        example = next(found, None) if "<" in path else None
        if example:
            yield name, example
        elif "<" in path:
            print(f"No link to a page of {prefix}")


def take_pictures(browser: Browser, base: str, pages: dict[str, str]) -> None:
    """Write one picture per page, width and colour scheme."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            page = browser.new_page(
                base_url=base,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                locale="fr-FR",
            )
            for name, path in pages.items():
                page.goto(path, wait_until="networkidle")
                height = page.evaluate("document.documentElement.scrollHeight")
                shown = min(height, TALLEST)
                page.screenshot(
                    path=FOLDER / f"{name}-{width}-{scheme}.png",
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": shown},
                )
            page.close()


def main(wanted: list[str]) -> None:
    """Photograph the pages named, or all of them."""
    paths = list_routes()
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with run_site() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        pages = list_addresses(browser, base, paths)
        chosen = {name: pages[name] for name in wanted or pages}
        take_pictures(browser, base, chosen)
        browser.close()
    print(f"{len(chosen) * len(WIDTHS) * len(SCHEMES)} pictures in {FOLDER}")


if __name__ == "__main__":
    main(sys.argv[1:])
