"""Staff take a list away as they see it; only those who may, and it is written down."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from cooperation.enums import Publication
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db
LIST = "/gestion/cooperation/action/"


def content(answer: Any) -> bytes:
    """Return the bytes of an answer that is a file."""
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return b"".join(answer) if answer.streaming else answer.content


def titles(data: bytes) -> list[Any]:
    """Return the titles of the actions of a workbook."""
    worksheet = openpyxl.load_workbook(io.BytesIO(data))["Actions"]
    return [row[1] for row in worksheet.iter_rows(min_row=2, values_only=True)]


def staff(client: Client, *codes: str) -> Client:
    """Log in somebody of the staff who has some rights and no other."""
    person = factories.UserFactory(staff=True)
    rights = Permission.objects.filter(codename__in=codes)
    person.user_permissions.set(rights)
    return log_in_with_second_factor(client, person)


@pytest.fixture
def three_actions() -> None:
    """Two wells, one of them a draft, and a school."""
    factories.ActionFactory(title="Puits de Téra")
    factories.ActionFactory(title="Puits de Kokorou", publication=Publication.DRAFT)
    factories.ActionFactory(title="École")


@pytest.mark.usefixtures("three_actions")
def test_a_list_is_exported_as_filtered_and_searched(staff_client: Client) -> None:
    query = "?q=puits&publication__exact=publiee"
    listed = staff_client.get(LIST + query)
    assert f'href="{LIST}exporter/{query.replace("&", "&amp;")}"' in listed.text

    page = staff_client.get(f"{LIST}exporter/{query}")
    data = content(staff_client.get(f"{LIST}exporter.xlsx{query}"))

    assert "recherche : puits" in page.text
    assert "publication : publiée" in page.text
    assert titles(data) == ["Puits de Téra"]
    about = openpyxl.load_workbook(io.BytesIO(data))["Lisez-moi"]["A2"].value
    assert "recherche : puits ; publication : publiée" in about


@pytest.mark.usefixtures("three_actions")
def test_each_export_is_written_down_and_shown(staff_client: Client) -> None:
    content(staff_client.get(f"{LIST}exporter.zip?q=ecole"))

    entry = LogEntry.objects.get()
    assert entry.object_repr == "Export CSV"
    assert entry.change_message.endswith("lignes : recherche : ecole")
    assert "Export CSV" in staff_client.get(f"{LIST}exporter/").text


@pytest.mark.usefixtures("three_actions")
def test_ticked_rows_are_exported(staff_client: Client) -> None:
    rows = staff_client.get(f"{LIST}?q=ecole").context["cl"].result_list
    data = {"action": "export_rows", "_selected_action": [row.pk for row in rows]}

    assert titles(content(staff_client.post(LIST, data))) == ["École"]


@pytest.mark.usefixtures("three_actions")
def test_one_worksheet_or_all_come_as_csv(staff_client: Client) -> None:
    one = content(staff_client.get(f"{LIST}exporter/actions.csv?q=ecole"))
    rows = list(csv.DictReader(io.StringIO(one.decode("utf-8-sig")), delimiter=";"))
    assert [row["titre"] for row in rows] == ["École"]

    archive = content(staff_client.get(f"{LIST}exporter.zip"))
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert "actions.csv" in files.namelist()
    assert staff_client.get(f"{LIST}exporter/inconnue.csv").status_code == 404


def test_agreements_and_partners_are_exported_too(staff_client: Client) -> None:
    agreement = factories.AgreementFactory()
    for table, label in (
        ("agreement", "Accords"),
        ("partner", "Annuaire des partenaires"),
    ):
        address = f"/gestion/cooperation/{table}/exporter.xlsx"
        book = openpyxl.load_workbook(io.BytesIO(content(staff_client.get(address))))
        assert book[label].max_row == 2
    assert agreement.counterpart_id


def test_an_empty_list_says_that_there_is_nothing(staff_client: Client) -> None:
    page = staff_client.get(f"{LIST}exporter/?q=introuvable")
    assert "Rien à exporter" in page.text
    wrong = staff_client.get(f"{LIST}exporter/?publication__exact__nimporte=1")
    assert wrong.status_code in {302, 400}


PAGES = ["exporter/", "exporter.xlsx", "exporter.zip", "exporter/actions.csv"]


def test_who_may_only_look_exports_nothing(client: Client) -> None:
    staff(client, "view_action", "import_directory")

    assert [client.get(LIST + page).status_code for page in PAGES] == [403] * 4
    listed = client.get(LIST)
    assert "exporter/" not in listed.text
    data = {"action": "export_rows", "_selected_action": ["1"]}
    assert "attachment" not in str(client.post(LIST, data).headers)


def test_who_may_export_but_not_look_exports_nothing(client: Client) -> None:
    staff(client, "export_directory", "view_partner")

    assert [client.get(LIST + page).status_code for page in PAGES] == [403] * 4
    assert client.get("/gestion/cooperation/partner/exporter/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_an_export_costs_the_same_whatever_there_is(
    rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    factories.ActionFactory.create_batch(rows)
    staff_client.get(f"{LIST}exporter/")
    with django_assert_num_queries(22):
        staff_client.get(f"{LIST}exporter/")


def test_the_template_of_an_authority_is_on_its_form(staff_client: Client) -> None:
    lead = factories.CollectivityFactory(name="Annecy", slug="annecy")
    factories.ActionFactory(lead=lead, title="Puits")
    form = f"/gestion/cooperation/collectivity/{lead.pk}"

    assert f"{form}/modele.xlsx" in staff_client.get(f"{form}/change/").text
    data = content(staff_client.get(f"{form}/modele.xlsx"))
    worksheet = openpyxl.load_workbook(io.BytesIO(data))["Vos actions"]
    assert worksheet["B4"].value == "Puits"


def test_a_template_asks_for_the_right_to_export(client: Client) -> None:
    lead = factories.CollectivityFactory()
    staff(client, "view_collectivity")
    form = f"/gestion/cooperation/collectivity/{lead.pk}"

    assert client.get(f"{form}/modele.xlsx").status_code == 403
    assert "modele.xlsx" not in client.get(f"{form}/change/").text
