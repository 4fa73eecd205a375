"""Measure the interactive map in Chromium, on the databases of ``make bench``.

For each size: how long from the data to the first markers, what travels, the longest
task while panning, and when pins stand on a phone with a slow line. Sizes may be given
as arguments.

    python scripts/bench_map.py [COUNT ...]
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import prepare_database
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SIZES = [10_000, 100_000]
RUNS = 5
WATCH = """
window.tasks = [];
new PerformanceObserver(list => list.getEntries().forEach(
  task => window.tasks.push([task.startTime, task.duration])
)).observe({ type: 'longtask', buffered: true });
"""
TIMES = """
() => {
  const data = performance.getEntriesByType('resource')
    .find(entry => entry.name.includes('/carte/liens.json'));
  const [ready] = performance.getEntriesByName('map-ready');
  return {
    markers: ready.startTime - data.responseEnd,
    whole: ready.startTime,
    kilobytes: data.encodedBodySize / 1024,
    longest: Math.max(0, ...window.tasks.map(task => task[1])),
    count: document.querySelectorAll('.pin').length,
  };
}
"""


FIRST_PIN = """
new MutationObserver(() => {
  if (!window.firstPin && document.querySelector('.pin'))
    window.firstPin = performance.now();
}).observe(document, { subtree: true, childList: true });
"""
SLOW_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}


@contextmanager
def serve_size(size: int) -> Iterator[str]:
    """Serve the database of a size as the demo does; give the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DEMO": "1",
        "PASSERELLES_DB_NAME": f"passerelles_bench_{size}",
        "STATEMENT_TIMEOUT_MS": "60000",
    }
    command = [sys.executable, "manage.py", "runserver", "--noreload", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Wait until the server answers; raise ``TimeoutError`` after a minute."""
    for _second in range(60):
        try:
            urllib.request.urlopen(address, timeout=1)  # noqa: S310 - our own server
        except OSError:
            time.sleep(1)
        else:
            return
    raise TimeoutError(address)


def visit_map(page: Page, address: str) -> dict[str, Any]:
    """Open the map, pan and zoom; give the times in milliseconds."""
    page.add_init_script(WATCH)
    page.goto(f"{address}/carte/")
    page.locator("#map[data-ready=true]").wait_for(timeout=60_000)
    first: dict[str, Any] = page.evaluate(TIMES)
    page.evaluate("window.tasks.length = 0")
    page.locator("#map").hover()
    x, y = 640, 500
    for step in (-250, 250, -120):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step, y + step / 4, steps=25)
        page.mouse.up()
        page.wait_for_timeout(400)
    panning = page.evaluate("Math.max(0, ...window.tasks.map(task => task[1]))")
    return first | {"panning": panning}


def visit_by_phone(browser: Browser, address: str) -> float:
    """Return after how many milliseconds the first pin stands on a slow phone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(FIRST_PIN)
    page.goto(f"{address}/carte/", wait_until="commit", timeout=60_000)
    page.wait_for_function("window.firstPin", timeout=60_000)
    first: float = page.evaluate("window.firstPin")
    context.close()
    return first


def measure_size(size: int) -> dict[str, Any]:
    """Return the median visit of a size, by time to the first markers."""
    prepare_database(size)
    with serve_size(size) as address, sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=options
        )
        found = []
        for _run in range(RUNS):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            found.append(visit_map(context.new_page(), address))
            context.close()
        phone = sorted(visit_by_phone(browser, address) for _run in range(RUNS))
        browser.close()
    median = sorted(found, key=lambda one: one["markers"])[RUNS // 2]
    return median | {"phone": phone[RUNS // 2]}


def main() -> None:
    """Print a row of the table for each size."""
    print("| actions | data to markers | whole page | longest task, loading |")
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        one = measure_size(size)
        print(
            f"| {size:,} | {one['markers']:.0f} ms | {one['whole']:.0f} ms "
            f"| {one['longest']:.0f} ms | {one['panning']:.0f} ms panning "
            f"| {one['kilobytes']:.0f} kB | {one['count']} markers "
            f"| {one['phone']:.0f} ms by phone |",
            flush=True,
        )


if __name__ == "__main__":
    main()
