"""What a new site offers its staff before anything is in it."""

import pytest
from django.core.management import call_command
from django.test import Client

from cooperation.enums import ImportState
from cooperation.models import ImportBatch
from surveys.models import Questionnaire, Report
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db
IMPORT = "/gestion/cooperation/importbatch/deposer/"
QUESTIONNAIRES = "/gestion/enquetes/questionnaires/"
REPORTS = "/gestion/etats-des-lieux/"


@pytest.mark.slow
def test_a_new_site_has_the_questionnaires_that_come_with_it() -> None:
    call_command("prepare_site", verbosity=0)

    assert set(Questionnaire.objects.values_list("code", "version")) == {
        ("etat-des-lieux", 1),
        ("etat-des-lieux", 2),
    }


def test_staff_add_the_questionnaires_that_are_missing(staff_client: Client) -> None:
    assert "Livrés avec le site" in staff_client.get(QUESTIONNAIRES).text

    page = staff_client.post(f"{QUESTIONNAIRES}livres/", follow=True)

    assert Questionnaire.objects.count() == 2
    assert "Livrés avec le site" not in page.text


def test_staff_publish_the_report_that_comes_with_the_site(
    staff_client: Client, client: Client
) -> None:
    assert "Ajouter et publier" in staff_client.get(REPORTS).text

    page = staff_client.post(f"{REPORTS}livres/", follow=True)

    assert "Ajouter et publier" not in page.text
    report = Report.objects.get()
    assert client.get(report.get_absolute_url()).status_code == 200
    staff_client.post(f"{REPORTS}livres/")
    assert Report.objects.count() == 1


def test_staff_of_an_empty_directory_read_the_records_that_come_with_it(
    staff_client: Client,
) -> None:
    assert "Lire les fiches livrées" in staff_client.get(IMPORT).text

    page = staff_client.post("/gestion/cooperation/importbatch/livrees/", follow=True)

    assert page.status_code == 200
    batch = ImportBatch.objects.get()
    assert batch.name == "cooperations.csv"
    assert batch.state in ImportState.PENDING


def test_a_directory_with_entries_is_offered_no_records(staff_client: Client) -> None:
    AgreementFactory()
    assert "Lire les fiches livrées" not in staff_client.get(IMPORT).text
