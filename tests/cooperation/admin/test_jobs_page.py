"""The owner sees what runs by itself, what waits, and starts a job out of turn."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.people.roles import CURATOR, MANAGER, make_roles
from cooperation.db import session_lock
from cooperation.imports.apply import run_import
from cooperation.imports.undo import undo_import
from cooperation.models import PeriodicJob
from cooperation.web.jobs import WORKER_LOCKS
from cooperation.web.periodic import PERIODIC_JOBS, SCHEDULER_LOCKS, list_due_jobs
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db
PAGE = "/gestion/traitements/"


@pytest.fixture
def services() -> Iterator[None]:
    """A worker and a scheduler, as their locks show."""
    with session_lock(WORKER_LOCKS, 1), session_lock(SCHEDULER_LOCKS, 1):
        yield


def log_in_as(client: Client, role: str) -> Client:
    make_roles()
    person = factories.UserFactory(staff=True)
    person.groups.set(Group.objects.filter(name=role))
    return log_in_with_second_factor(client, person)


def test_the_home_page_of_staff_leads_to_it(staff_client: Client) -> None:
    assert f'href="{PAGE}"' in staff_client.get("/gestion/").text
    assert 'href="/gestion/"' in staff_client.get(PAGE).text


def test_every_job_is_listed_with_its_last_and_its_next_time(
    staff_client: Client, services: None
) -> None:
    page = staff_client.get(PAGE).text
    assert all(str(spec.label) in page for spec in PERIODIC_JOBS.values())
    assert page.count("jamais") == len(PERIODIC_JOBS)
    assert "ne tourne" not in page

    now = timezone.now()
    PeriodicJob.objects.create(
        name="links", started_at=now, ended_at=now, problem="Non."
    )
    PeriodicJob.objects.create(
        name="jobs", started_at=now, ended_at=now, result="oubliés : 3"
    )
    PeriodicJob.objects.create(name="campaigns", started_at=now)
    before = now - timedelta(days=20)
    PeriodicJob.objects.create(name="digest", started_at=before, ended_at=before)
    page = staff_client.get(PAGE).text
    assert "<strong>Échec</strong> : Non." in page
    assert "oubliés : 3" in page
    assert "en cours" in page
    assert "en retard" in page


def test_the_queue_says_what_waits_and_what_failed(
    staff_client: Client, services: None
) -> None:
    assert "Aucun traitement n’attend" in staff_client.get(PAGE).text
    run_import.enqueue(1, None)
    undo_import.enqueue(2, None)
    DBTaskResult.objects.get(task_path__endswith="undo_import").set_failed(OSError())
    page = " ".join(staff_client.get(PAGE).text.split())
    assert "Annulation d’un import" in page
    assert "<td>en échec</td>" in page
    assert "<td>en attente</td>" in page


def test_a_page_without_services_says_so(staff_client: Client) -> None:
    page = staff_client.get(PAGE).text
    assert "Aucun planificateur ne tourne" in page
    assert "Aucun service de traitement ne tourne" in page
    told = staff_client.post(PAGE, {"tache": "links"}, follow=True).text
    assert "« Liens sortants » attend : aucun planificateur ne tourne." in told


def test_the_owner_starts_a_job_out_of_turn(
    staff_client: Client, services: None
) -> None:
    now = timezone.now()
    for name in PERIODIC_JOBS:
        PeriodicJob.objects.create(name=name, started_at=now, ended_at=now)
    assert list_due_jobs() == []
    told = staff_client.post(PAGE, {"tache": "links"}, follow=True).text
    assert "« Liens sortants » commence dans quelques secondes" in told
    assert "demandée" in told
    # A second click asks for nothing more.
    staff_client.post(PAGE, {"tache": "links"})
    assert [job.name for job in list_due_jobs()] == ["links"]
    assert staff_client.post(PAGE, {"tache": "rien"}).status_code == 404
    assert staff_client.post(PAGE).status_code == 404


def test_managers_read_it_and_start_nothing(client: Client) -> None:
    manager = log_in_as(client, MANAGER.name)
    page = manager.get(PAGE)
    assert page.status_code == 200
    assert "Lancer maintenant" not in page.text
    assert manager.post(PAGE, {"tache": "links"}).status_code == 403
    assert not PeriodicJob.objects.exists()


def test_others_of_the_team_do_not_see_it(client: Client) -> None:
    curator = log_in_as(client, CURATOR.name)
    assert PAGE not in curator.get("/gestion/").text
    assert curator.get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_the_library_shows_no_traces_of_its_own(staff_client: Client) -> None:
    page = "/gestion/django_tasks_database/dbtaskresult/"
    assert staff_client.get(page).status_code == 404


def test_the_number_of_queries_does_not_grow(
    staff_client: Client, services: None, django_assert_num_queries: object
) -> None:
    for _ in range(3):
        run_import.enqueue(1, None)
    staff_client.get(PAGE)
    with django_assert_num_queries(9):  # type: ignore[operator]
        staff_client.get(PAGE)
