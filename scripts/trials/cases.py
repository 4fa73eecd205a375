"""The faults of ``make faults``: each harms a site and tells what came of it.

``lost``: rows that somebody was told were written and that are not there. ``wrong``:
answers that are neither whole pages nor a calm refusal.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from typing import NamedTuple
from urllib.parse import urlencode

import psutil

from trials.load import keep_asking
from trials.site import HOST, ROOT, Site
from trials.staff import HEADER, get_cookie, log_in, send_file

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
COUNT_REPORTS = "SELECT count(*) FROM cooperation_errorreport"
COUNT_ACTIONS = "SELECT count(*) FROM cooperation_action"
FORMS = 400  # as many as four people send in the longest of these trials
PAUSE_BEFORE_SENDING = 2.2  # a form that comes back faster is a robot's


class Outcome(NamedTuple):
    """A line of the table."""

    fault: str
    what: str
    lost: int = 0
    wrong: int = 0

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.wrong)


# What is written ----------------------------------------------------------------------


@contextmanager
def keep_writing(site: Site, threads: int = 4) -> Iterator[list[int]]:
    """Send error reports until the block ends; yield the statuses of the answers."""
    address, statuses, stop = (
        "/signaler/?fiche=/pays/ne/",
        list[int](),
        threading.Event(),
    )
    with ThreadPoolExecutor(threads) as pool:
        tokens = list(pool.map(fetch_token, repeat(site, FORMS), repeat(address)))
    time.sleep(PAUSE_BEFORE_SENDING)

    def write(number: int) -> None:
        for token in tokens[number::threads]:
            text = f"trial {number} {len(statuses)} {time.monotonic()}"
            body = urlencode({"jeton": token, "text": text}).encode()
            statuses.append(site.send("POST", address, body, FORM)[0])
            if stop.wait(0.3):
                return

    writers = [threading.Thread(target=write, args=(one,)) for one in range(threads)]
    for writer in writers:
        writer.start()
    try:
        yield statuses
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def fetch_token(site: Site, address: str) -> str:
    """Return the key of a form, which serves for one report."""
    token = re.search(rb'name="jeton" value="([^"]+)"', site.get(address)[1])
    if token is None:
        raise RuntimeError("the form of error reports is gone")
    return token[1].decode()


def count_lost(site: Site, before: int, statuses: list[int]) -> tuple[int, str]:
    """Return the acknowledged reports that are not there, and what was answered."""
    stored = int(site.database.ask(COUNT_REPORTS)) - before
    told = statuses.count(200)
    return max(0, told - stored), f"{told} written, {stored} there"


def count_errors(counts: dict[int, int]) -> int:
    return sum(number for status, number in counts.items() if status != 200)


def describe(counts: dict[int, int]) -> str:
    names = {0: "cut off", -1: "cut off"}
    return ", ".join(
        f"{n} × {names.get(code, code)}" for code, n in sorted(counts.items())
    )


# Killed -------------------------------------------------------------------------------


def kill_web(site: Site) -> Outcome:
    """kill -9 of a web process at 20 moments, of the server itself at four of them."""
    before = int(site.database.ask(COUNT_REPORTS))
    with keep_writing(site) as statuses, keep_asking(site) as answers:
        for number in range(20):
            time.sleep(random.uniform(0.5, 2.5))  # noqa: S311
            if number % 5 == 4 and site.server:
                workers = site.list_workers()
                site.stop(signal.SIGKILL)
                for pid in workers:
                    kill(pid)
                site.start()
            else:
                kill(random.choice(site.list_workers() or [0]))  # noqa: S311
        time.sleep(3)
        over = time.monotonic()
        time.sleep(5)
    lost, written = count_lost(site, before, statuses)
    errors = count_errors(answers.count_since(over))
    wrong = len(answers.wrong) + errors + sum(status >= 500 for status in statuses)
    told = f"{describe(answers.count())}; {errors} errors once over; {written}"
    return Outcome("kill -9 of the web at 20 moments", told, lost, wrong)


def kill(pid: int) -> None:
    if pid:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return


# The database -------------------------------------------------------------------------


def restart_database(site: Site) -> Outcome:
    return lose_database(site, "database restarted", 0)


def stop_database(site: Site) -> Outcome:
    return lose_database(site, "database gone for 30 s", 30)


def lose_database(site: Site, fault: str, seconds: float) -> Outcome:
    """Stop the database under load and start it again; nobody is lied to."""
    before = int(site.database.ask(COUNT_REPORTS))
    with keep_writing(site) as statuses, keep_asking(site) as answers:
        time.sleep(3)
        site.database.stop("fast")
        time.sleep(seconds)
        site.database.start()
        back, told_before = time.monotonic(), len(statuses)
        time.sleep(6)
    after = answers.count_since(back)
    later = statuses[told_before + 4 :]  # those under way when it was back
    lost, written = count_lost(site, before, statuses)
    errors = count_errors(after)
    errors += sum(status != 200 for status in later)
    wrong = len(answers.wrong) + errors + sum(status == 500 for status in statuses)
    told = f"{describe(answers.count())}; {errors} errors once back; {written}"
    return Outcome(fault, told, lost, wrong)


# Disk ---------------------------------------------------------------------------------


def fill_disk(site: Site) -> Outcome:
    """Files of more than 200 kB cannot be written: an upload is told so."""
    limit = ["prlimit", "--fsize=200000"]
    key = log_in(site)
    backup = subprocess.run(
        [*limit, sys.executable, "manage.py", "backup"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    left = list((site.folder / "var" / "backups").glob("*"))
    site.stop()
    site.start(under=limit)
    file = (HEADER + "Un puits;Annecy;en cours;2019\n" * 20_000).encode()
    status, page = send_file(site, key, file)
    alive = site.get("/actions/")[0]
    site.stop()
    site.start()
    said = backup.stderr.strip().splitlines()[-1:]
    is_told = backup.returncode == 1 and said[0].startswith("CommandError")
    told = f"upload: {status}; pages: {alive}; backup: {said[0] if said else '?'}"
    is_calm = status == 503 and "disque du site est plein" in page.decode()
    wrong = (not is_calm) + (alive != 200) + (not is_told) + bool(left)
    return Outcome("disk full", told.replace("|", "/"), 0, wrong)


# Mail ---------------------------------------------------------------------------------


def lose_mail(site: Site, kind: str) -> Outcome:
    """Ask for a forgotten password with a mail server that is away, slow or refuses."""
    server = socket.create_server((HOST, 0))
    port = server.getsockname()[1]
    if kind == "away":
        server.close()
    stop = threading.Event()
    thread = threading.Thread(target=answer_mails, args=(server, kind, stop))
    if kind != "away":
        thread.start()
    key = log_in(site)
    site.stop()
    settings = {
        **{"EMAIL_DISABLED": "0", "EMAIL_HOST": HOST, "EMAIL_PORT": str(port)},
        **{"EMAIL_USE_TLS": "0", "DEFAULT_FROM_EMAIL": "a@annuaire.invalid"},
    }
    site.start(**settings)
    path = "/compte/password/reset/"
    taken: dict[str, tuple[int, float]] = {}
    for who in ("trial@annuaire.invalid", "nobody@annuaire.invalid"):
        cookie = get_cookie(site, path, {"X-Forwarded-Proto": "https"})
        body = urlencode({"csrfmiddlewaretoken": cookie, "email": who}).encode()
        headers = {
            **FORM,
            "Cookie": f"__Host-csrf={cookie}",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}:{site.port}{path}",
        }
        begun = time.monotonic()
        status, _page = site.send("POST", path, body, headers)
        taken[who.partition("@")[0]] = (status, time.monotonic() - begun)
    stop.set()
    server.close()
    site.stop()
    site.start()
    (known, slow), (unknown, quick) = taken["trial"], taken["nobody"]
    told = (
        f"with an account {known} in {slow:.1f} s, without {unknown} in {quick:.1f} s"
    )
    wrong = (known != unknown) + (slow > quick + 2) + (known >= 500) + (not key)
    return Outcome(f"mail server {kind}", told, 0, wrong)


def answer_mails(server: socket.socket, kind: str, stop: threading.Event) -> None:
    """Refuse each sender, or say nothing for as long as they wait."""
    server.settimeout(0.5)
    kept = []
    while not stop.is_set():
        try:
            connection, _address = server.accept()
        except OSError:
            continue
        kept.append(connection)
        if kind == "refusing":
            connection.sendall(b"554 no service\r\n")
    for connection in kept:
        connection.close()


# Clients ------------------------------------------------------------------------------


def open_connections(site: Site) -> Outcome:
    """Two hundred connections at once, each with a request."""
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(site.get("/pays/")[0]))
        for _number in range(200)
    ]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = sum(status != 200 for status in statuses)
    told = f"{statuses.count(200)} × 200 in {time.monotonic() - begun:.1f} s"
    return Outcome("200 connections at once", told, 0, wrong)


def hold_slow_clients(site: Site) -> Outcome:
    """Fifty clients who send a byte a second, straight to the site, without a proxy."""
    slow = [socket.create_connection((HOST, site.port)) for _number in range(50)]
    stop = threading.Event()

    def drip() -> None:
        for byte in b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 60:
            for connection in slow:
                try:
                    connection.send(bytes([byte]))
                except OSError:
                    continue
            if stop.wait(1):
                return

    thread = threading.Thread(target=drip)
    thread.start()
    time.sleep(2)
    with keep_asking(site, 5) as answers:
        time.sleep(15)
    stop.set()
    thread.join()
    for connection in slow:
        connection.close()
    told = f"{describe(answers.count())}, the slowest {answers.get_slowest():.1f} s"
    wrong = count_errors(answers.count())
    return Outcome("50 slow clients, no proxy", told, 0, wrong)


def ask_many(site: Site) -> Outcome:
    """Five thousand requests: memory does not grow with them."""
    site.stop()
    site.start("--max-requests", "0")
    ask_in_threads(site, 1_000)
    before = measure_memory(site)
    ask_in_threads(site, 5_000)
    after = measure_memory(site)
    site.stop()
    site.start()
    growth = after - before
    told = f"{before:.0f} MB before, {after:.0f} MB after"
    return Outcome("5,000 requests", told, 0, int(growth > 0.1 * before))


def ask_in_threads(site: Site, number: int) -> None:
    """Ask pages that are made each time: a number in the address is new."""
    numbers = iter(range(number))
    lock = threading.Lock()

    def ask() -> None:
        while True:
            with lock:
                one = next(numbers, None)
            if one is None:
                return
            site.get(f"/pays/?x={one}" if one % 2 else f"/actions/?page={one % 9 + 1}")

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure_memory(site: Site) -> float:
    """Return what all workers hold of their own, in MB."""
    found = [psutil.Process(pid).memory_full_info().uss for pid in site.list_workers()]
    return sum(found) / 1e6
