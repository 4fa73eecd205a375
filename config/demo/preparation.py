"""Preparation of the demonstration; each step runs again when its files change."""

import json
import logging
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections

from config.demo.doubles import remove_doubled_actions
from config.demo.people import make_accounts
from config.demo.reports import make_reports
from config.demo.survey import make_survey
from config.demo.work import make_work
from cooperation.enums import Publication
from cooperation.models import Action, GuidedStory
from cooperation.web.outbox import send_waiting_mails

REAL_RECORDS = "cooperations.csv"
LOADING_CODE = ["cooperation/reference", "cooperation/spreadsheets"]


def prepare_demo() -> None:
    # What it makes is told by the steps below.
    logging.getLogger("passerelles.security").setLevel(logging.WARNING)
    # First: a process keeps the catalogues that it has read.
    call_command("compile_translations", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # that of pages is for pages
    run_step("Database", lambda: call_command("migrate", verbosity=0))
    if not Action.objects.exists():
        forget_step("data")
    run_once("data", "Reference data and real records", iter_data_files(), load_data)
    make_accounts()
    make_work()
    make_survey()
    make_reports()
    send_waiting_mails()
    BaseCommand().check()  # reads every route: a mistake shows before anyone comes
    run_once("static", "Static files", iter_static_files(), collect_static)
    connections.close_all()


def load_data() -> None:
    call_command("load_reference")
    removed = remove_doubled_actions()
    if removed:
        print(f"{removed} actions that repeated their agreement are gone", flush=True)
    records = settings.FIXTURES_ROOT / "real" / REAL_RECORDS
    remarks = Path(settings.VAR_DIR) / f"remarks-{REAL_RECORDS}"
    print(f"{REAL_RECORDS} (remarks line by line: {remarks})", flush=True)
    call_command(
        "import_directory",
        records,
        report=remarks,
        leave_refused=True,
        publish=True,
    )
    GuidedStory.objects.update(publication=Publication.PUBLISHED)


def collect_static() -> None:
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def iter_data_files() -> Iterable[Path]:
    """Yield the files that fill the database, and the code that loads them."""
    yield from settings.FIXTURES_ROOT.rglob("*.*")
    for folder in LOADING_CODE:
        yield from (settings.BASE_DIR / folder).rglob("*.py")


def iter_static_files() -> Iterable[Path]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path))


# What is done ---------------------------------------------------------------------


def run_once(
    what: str, title: str, files: Iterable[Path], step: Callable[[], None]
) -> None:
    """Run a step unless it ran with these very files for this very database."""
    mark = compute_fingerprint(files)
    if read_marks().get(what) == mark:
        return
    run_step(title, step)
    write_marks(read_marks() | {what: mark})


def run_step(title: str, step: Callable[[], object]) -> None:
    """Run a step; print its title and its duration."""
    print(f"{title}…", flush=True)
    start = time.monotonic()
    step()
    print(f"{title}: done in {time.monotonic() - start:.1f} s", flush=True)


def forget_step(what: str) -> None:
    write_marks({key: mark for key, mark in read_marks().items() if key != what})


def compute_fingerprint(files: Iterable[Path]) -> str:
    """Return a digest that changes with the files or the database."""
    place = [str(connection.settings_dict[key]) for key in ("HOST", "PORT", "NAME")]
    seen = sorted((str(file), file.stat()) for file in set(files))
    rows = [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in seen]
    return sha256("\n".join(place + rows).encode()).hexdigest()


def get_marks_path() -> Path:
    return Path(settings.VAR_DIR) / "demo.json"


def read_marks() -> dict[str, str]:
    try:
        marks: dict[str, str] = json.loads(get_marks_path().read_text())
    except (OSError, ValueError):
        return {}
    return marks


def write_marks(marks: dict[str, str]) -> None:
    get_marks_path().write_text(json.dumps(marks, indent=1))
