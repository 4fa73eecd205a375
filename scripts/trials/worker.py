"""The worker killed while it applies imports: each is whole, or not there at all."""

import random
import time
from collections import Counter
from string import ascii_lowercase

from trials.cases import COUNT_ACTIONS, Outcome, kill
from trials.site import Site
from trials.staff import HEADER, IMPORTS, log_in, post_as_staff, send_file

ROWS = 520  # more than a request applies: a worker does it
TOLD = {True: "appliquee", False: "interrompue"}
LET_GO = 1.5  # PostgreSQL sees within a second that nobody waits for it any more
STATE = "SELECT state FROM cooperation_importbatch WHERE id = %s"
IS_BEGUN = (
    "SELECT count(*) FROM django_tasks_database_dbtaskresult AS job "
    "JOIN cooperation_importbatch AS batch ON batch.job = job.id "
    "WHERE batch.id = %s AND job.status = 'RUNNING'"
)
COUNT_WAITING = (
    "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'READY'"
)
COUNT_TWICE = (
    "SELECT count(*) FROM (SELECT title FROM cooperation_action "
    "WHERE title LIKE 'Essai %' GROUP BY title HAVING count(*) > 1) AS twice"
)


def kill_worker(site: Site) -> Outcome:
    """kill -9 of the worker at 20 moments of imports: all of one is there, or nothing.

    What was cut is told by its page and applied again, until it is whole.
    """
    key, counts = log_in(site), Counter[str]()
    before = int(site.database.ask(COUNT_ACTIONS))
    duration, batch = time_import(site, key), ""
    for number in range(20):
        batch = batch or prepare_import(site, key, number)
        worker = site.start_worker()
        ask_to_apply(site, key, batch)
        if number % 10 != 9:  # else while the worker is starting
            wait_until_begun(site, batch)
        time.sleep(duration * random.random())  # noqa: S311
        kill(worker.pid)
        worker.wait()
        state = see_state(site, key, batch)
        written = int(site.database.ask(COUNT_ACTIONS)) - before - ROWS
        written -= counts["whole"] * ROWS
        outcome = {0: "none", ROWS: "whole"}.get(written, "partial")
        counts[outcome] += 1
        waits = state == "en_cours" and site.database.ask(COUNT_WAITING) != "0"
        counts["taken up"] += waits  # killed before it had begun: the next one does it
        counts["untold"] += not waits and state != TOLD[outcome == "whole"]
        batch = "" if outcome == "whole" else batch
    if batch:
        finish_import(site, key, batch)
    twice = int(site.database.ask(COUNT_TWICE))
    told = (
        f"{counts['whole']} whole; {counts['none']} not at all, of which "
        f"{counts['taken up']} were waiting still and were taken up by the next "
        f"worker, the others told and applied again; {counts['partial']} partly; "
        f"{twice} rows twice"
    )
    lost, wrong = counts["partial"], counts["untold"] + twice
    return Outcome("kill -9 of the worker at 20 moments", told, lost, wrong)


def time_import(site: Site, key: str) -> float:
    """Return how long the worker takes from the beginning of an import to its end."""
    batch, worker = prepare_import(site, key, -1), site.start_worker()
    ask_to_apply(site, key, batch)
    wait_until_begun(site, batch)
    begun = time.monotonic()
    while site.database.ask(STATE % batch) != TOLD[True]:
        time.sleep(0.05)
    kill(worker.pid)
    worker.wait()
    return time.monotonic() - begun


def wait_until_begun(site: Site, batch: str) -> None:
    """Wait until the worker has taken the job."""
    while site.database.ask(IS_BEGUN % batch) == "0":
        time.sleep(0.02)


def prepare_import(site: Site, key: str, number: int) -> str:
    """Upload more lines than a request applies, have them read; return the key."""
    letter = ascii_lowercase[number]  # titles of the same words would be doubtful
    lines = [f"Essai {letter} {row};Annecy;en cours;2019\n" for row in range(ROWS)]
    status, _page = send_file(site, key, (HEADER + "".join(lines)).encode())
    batch = site.database.ask("SELECT max(id) FROM cooperation_importbatch")
    said = site.manage("run_worker", "--batch")
    state = see_state(site, key, batch)
    if state != "lue":
        raise RuntimeError(f"import {batch} is {state} after {status}: {said}")
    return batch


def finish_import(site: Site, key: str, batch: str) -> None:
    ask_to_apply(site, key, batch)
    site.manage("run_worker", "--batch")
    if see_state(site, key, batch) != TOLD[True]:
        raise RuntimeError(f"import {batch} is not applied")


def ask_to_apply(site: Site, key: str, batch: str) -> None:
    post_as_staff(site, key, f"{IMPORTS}{batch}/", "appliquer/", "", b"")


def see_state(site: Site, key: str, batch: str) -> str:
    """Return the state of an import, after its page was looked at."""
    time.sleep(LET_GO)
    headers = {"Cookie": f"__Host-session={key}", "X-Forwarded-Proto": "https"}
    site.get(f"{IMPORTS}{batch}/", **headers)
    return site.database.ask(STATE % batch)
