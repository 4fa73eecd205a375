"""What every test stands on."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config.worker import SiteWorker
from cooperation.search import index_keeper
from cooperation.search.index_keeper import KEEPERS
from tests import browsers, factories
from tests.emptying import empty_database
from tests.people import log_in_with_second_factor
from tests.template_database import ensure_template

# Production's settings in all but four: hashing as slow as Argon2 proves nothing
# here, uploads go to a folder of the session, static files keep their plain names
# (tests/config/test_static.py collects them for real), and mails are sent as they
# are written (tests/cooperation/web/test_outbox.py has them wait).
PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
FAST_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"


# How long an example takes is for the benchmarks: a busy machine fails no test.
hypothesis.settings.register_profile(
    "site",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("site")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations, which are not committed; once, not in each worker."""
    if not hasattr(config, "workerinput"):
        browsers.require_in_ci()
        call_command("compile_translations", verbosity=0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that the browser tests did not run."""
    if not browsers.chromium():
        terminalreporter.write_line(browsers.WITHOUT)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out the browser tests where there is no browser, except in CI."""
    browsers.leave_out_without_browser(config, items)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives as long as the run.

    Migrations and pages make many short-lived objects that refer to each other: looking
    for what is unused every 700 of them took 29 % of migrating, 7 % of other tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def build_tasks(backend: str) -> dict[str, Any]:
    """Return the site's setting of jobs with another backend."""
    return {"default": {**settings.TASKS["default"], "BACKEND": backend}}


@pytest.fixture(scope="session", autouse=True)
def session_settings(
    django_test_environment: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Set what the tests set otherwise than production does."""
    media: Path = tmp_path_factory.mktemp("media")
    static: Path = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": PLAIN_STATIC},
    }
    with override_settings(
        MEDIA_ROOT=media,
        STATIC_ROOT=static,
        STORAGES=storages,
        FACET_INDEX_DIR="",
        PASSWORD_HASHERS=[FAST_HASHER],
        EMAIL_BACKEND="cooperation.web.outbox.OutboxBackend",
        OUTBOX_DELIVERY_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        TASKS=build_tasks("tests.outbox.MailsAtOnce"),
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Have the databases of the tests copied from one that is migrated."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = ensure_template()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Have nothing wait for the disk; end all sessions before the database is dropped.

    The database does not outlive the run. Sessions are those of live servers.
    """
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        connection.close()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    # After a browser's tests this is not the connection that drops the database.
    connection.close()


@pytest.fixture(scope="session", autouse=True)
def index_renewed_at_once() -> Iterator[None]:
    """Have no page made of the index of before a change, as for visitors' 2 seconds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(index_keeper, "FORMER_SECONDS", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_by_rows() -> Iterator[None]:
    """Empty the database after a test that commits as tests/emptying.py does."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _case: empty_database()
        )
        yield


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Start each test in French: a page asked in English leaves its language behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def no_index() -> None:
    """Start each test without an index of entries, so that all ask as many queries."""
    for keeper in KEEPERS.values():
        keeper.held = None


@pytest.fixture(scope="module")
def shared_rows(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[DjangoDbBlocker]:
    """Keep what fixtures of a whole module write, until its last test.

    Each test still takes back what it writes itself. Yields what lets a fixture ask the
    database; not for modules with transactional tests.
    """
    with django_db_blocker.unblock():
        shared = transaction.atomic()
        shared.__enter__()
    yield django_db_blocker
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        shared.__exit__(None, None, None)


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """What does the jobs that wait, as a worker does, in this process."""
    return lambda: SiteWorker(batch=True).run()


@pytest.fixture
def no_worker(settings: Any) -> None:
    """Have mails wait in the outbox, as while no worker runs."""
    settings.TASKS = build_tasks("django_tasks_db.DatabaseBackend")


@pytest.fixture
def staff_client(client: Client, db: None) -> Client:
    """A logged-in client of a superuser at CSI, with a second factor."""
    return log_in_with_second_factor(client, factories.UserFactory(superuser=True))
