"""The periodic jobs of this site: each runs, and tells in a sentence what it did."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.mail import sending
from accounts.people.roles import make_roles
from cooperation.imports.undo import undo_import
from cooperation.models import PeriodicJob
from cooperation.web.jobs import count_waiting_jobs
from cooperation.web.periodic import PERIODIC_JOBS, add_missing_jobs, run_periodic_job
from tests import factories

pytestmark = pytest.mark.django_db


def test_there_is_one_for_all_that_was_left_to_cron() -> None:
    assert set(PERIODIC_JOBS) >= {
        *("campaigns", "dormant", "digest", "personal_data", "imports", "links"),
        "jobs",
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("campaigns", "courriels écrits : 0"),
        ("outbox", None),
        ("dormant", "personnes écrites : 0"),
        ("digest", "personnes écrites : 0"),
        ("personal_data", "effacés ou fermés : 0"),
        ("imports", "abandonnés : 0"),
        ("links", "essayés : 0, morts : 0"),
        ("jobs", "oubliés : 0"),
    ],
)
def test_a_job_on_an_empty_site_tells_that_it_did_nothing(name: str, told: str) -> None:
    assert PERIODIC_JOBS[name].run() == told


def test_a_job_is_never_longer_than_the_time_until_the_next() -> None:
    assert all(spec.limit <= spec.period for spec in PERIODIC_JOBS.values())


def test_what_went_wrong_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[tuple[str, int]]:
        raise OSError("plus de place")

    monkeypatch.setattr(sending, "MAIL_SENDERS", [fail])
    add_missing_jobs()
    assert run_periodic_job("campaigns")
    job = PeriodicJob.objects.get(name="campaigns")
    assert job.problem == "plus de place"
    assert job.succeeded_at is None


def test_the_digest_goes_to_the_team(
    django_capture_on_commit_callbacks: object,
) -> None:
    make_roles()
    factories.UserFactory(superuser=True)
    factories.ErrorReportFactory()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert PERIODIC_JOBS["digest"].run() == "personnes écrites : 1"
    assert len(mail.outbox) == 1


def test_records_of_jobs_are_forgotten_a_month_after_their_end() -> None:
    for _ in range(3):
        undo_import.enqueue(1, None)
    old, new, _waits = DBTaskResult.objects.all()
    for job in (old, new):
        job.set_failed(OSError())
    long_ago = timezone.now() - timedelta(days=31)
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=long_ago)
    assert PERIODIC_JOBS["jobs"].run() == "oubliés : 1"
    assert (DBTaskResult.objects.count(), count_waiting_jobs()) == (2, 1)
