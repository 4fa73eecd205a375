"""One search finds the rows of every table that a member of staff may see."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import ProposalState
from accounts.people.roles import CURATOR, VIEWER, Role, make_roles
from cooperation.curation.staff_search import MOST_COUNTED, SHOWN_PER_TABLE
from cooperation.enums import ImportState
from cooperation.models import ImportBatch
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import WaveFactory

pytestmark = pytest.mark.django_db
PAGE = "/gestion/recherche/"


def search(client: Client, text: str) -> dict[str, list[str]]:
    """Return the names of the rows found, by table, both in their order."""
    page = client.get(PAGE, {"q": text})
    assert page.status_code == 200
    return {
        table.source.label: [row.name for row in table.rows]
        for table in page.context["tables"]
    }


def log_in_as(client: Client, role: Role) -> Any:
    make_roles()
    person = factories.UserFactory(staff=True)
    person.groups.add(Group.objects.get(name=role.name))
    log_in_with_second_factor(client, person)
    return person


def test_exact_names_come_first_then_those_that_begin_so(staff_client: Client) -> None:
    for name in ("Viuz-en-Annecy", "Annecy-le-Vieux", "Annecy"):
        factories.CollectivityFactory(name=name)
    factories.PartnerFactory(name="Comité d’Annecy")
    assert search(staff_client, "annecy") == {
        "Collectivités": ["Annecy", "Annecy-le-Vieux", "Viuz-en-Annecy"],
        "Partenaires": ["Comité d’Annecy"],
    }


def test_the_table_with_the_name_itself_comes_first(staff_client: Client) -> None:
    action = factories.ActionFactory(title="Un puits à Téra")
    factories.PartnerFactory(name="Téra")
    assert list(search(staff_client, "téra")) == ["Partenaires", "Actions"]
    assert list(search(staff_client, action.title)) == ["Actions"]


@pytest.mark.parametrize("text", ["tera", "TÉRA", " Téra "])
def test_accents_and_case_do_not_matter(staff_client: Client, text: str) -> None:
    factories.PartnerFactory(name="Téra")
    assert search(staff_client, text)["Partenaires"] == ["Téra"]


def test_references_and_official_codes_and_addresses_are_found(
    staff_client: Client,
) -> None:
    factories.ActionFactory(title="Puits", reference="K7MQ2ZX")
    factories.CollectivityFactory(name="Annecy", siren="217400100", insee_code="74010")
    factories.UserFactory(email="lou@annecy.example")
    assert search(staff_client, "k7mq2zx") == {"Actions": ["Puits"]}
    assert search(staff_client, "217400100")["Collectivités"] == ["Annecy"]
    assert search(staff_client, "74010")["Collectivités"] == ["Annecy"]
    assert search(staff_client, "lou@annecy.example") == {
        "Utilisateurs": ["lou@annecy.example"]
    }


def test_what_has_no_table_in_the_admin_is_found(staff_client: Client) -> None:
    content = {"title": "Forage à Téra"}
    factories.ProposalFactory(content=content, state=ProposalState.DRAFT)
    factories.ProposalFactory(
        content=content, state=ProposalState.SENT, sent_at="2026-11-01T00:00Z"
    )
    factories.UpdateCampaignFactory(name="Printemps")
    WaveFactory(name="Enquête d’été")
    assert search(staff_client, "forage tera") == {"Propositions": ["Forage à Téra"]}
    assert search(staff_client, "printemps") == {
        "Campagnes de mise à jour": ["Printemps"]
    }
    assert search(staff_client, "ete") == {"Enquêtes": ["Enquête d’été"]}


def test_a_row_says_what_tells_it_from_others_of_its_name(staff_client: Client) -> None:
    for code, name in (("74", "Haute-Savoie"), ("45", "Loiret")):
        department = factories.DepartmentFactory(code=code, name=name)
        factories.CollectivityFactory(name="Saint-Jean", department=department)
    page = staff_client.get(PAGE, {"q": "saint jean"})
    (table,) = page.context["tables"]
    assert {row.hint for row in table.rows} == {
        "commune, Haute-Savoie (74)",
        "commune, Loiret (45)",
    }


def test_each_table_shows_its_first_rows_and_leads_to_all(staff_client: Client) -> None:
    for each in range(SHOWN_PER_TABLE + 2):
        factories.PartnerFactory(name=f"Comité {each}")
    page = staff_client.get(PAGE, {"q": "comité"})
    (table,) = page.context["tables"]
    assert (len(table.rows), table.number, table.is_more) == (SHOWN_PER_TABLE, 7, False)
    address = "/gestion/cooperation/partner/?q=comit%C3%A9"
    assert f'href="{address}"' in page.text
    assert staff_client.get(address).context["cl"].result_count == table.number


def test_a_table_counts_up_to_a_hundred(staff_client: Client) -> None:
    for each in range(MOST_COUNTED + 2):
        factories.ErrorReportFactory(text=f"erreur {each}")
    page = staff_client.get(PAGE, {"q": "erreur"})
    assert "plus de 100" in page.text


@pytest.mark.parametrize("text", ["", "a", "!?", " \x00 "])
def test_too_short_a_search_asks_for_more(staff_client: Client, text: str) -> None:
    page = staff_client.get(PAGE, {"q": text.replace("\x00", "")})
    assert "Tapez au moins deux lettres" in page.text


def test_nothing_found_is_told(staff_client: Client) -> None:
    page = staff_client.get(PAGE, {"q": "<b>introuvable"})
    assert "Rien ne répond à « &lt;b&gt;introuvable »" in page.text


def test_each_role_finds_what_it_may_open(client: Client) -> None:
    factories.UserFactory(email="lou@annecy.example")
    factories.AccessRequestFactory(email="lou@annecy.example")
    factories.PartnerFactory(name="Lou")
    WaveFactory(name="Lou")
    log_in_as(client, VIEWER)
    assert set(search(client, "lou")) == {"Partenaires", "Enquêtes"}
    client.logout()
    log_in_as(client, CURATOR)
    assert set(search(client, "lou")) == {"Partenaires", "Enquêtes", "Demandes d’accès"}


def test_imports_of_others_that_are_not_applied_are_not_found(client: Client) -> None:
    person = log_in_as(client, CURATOR)
    ImportBatch.objects.create(name="fiches.xlsx", received_by=factories.UserFactory())
    assert search(client, "fiches.xlsx") == {}
    ImportBatch.objects.create(
        name="fiches.xlsx", received_by=person, state=ImportState.READ
    )
    assert search(client, "fiches.xlsx") == {"Imports": ["fiches.xlsx"]}


def test_the_box_asks_for_the_same_results_as_options(staff_client: Client) -> None:
    partner = factories.PartnerFactory(name="Téra")
    page = staff_client.get(PAGE, {"q": "tera", "liste": "oui"})
    assert "<html" not in page.text
    assert f'href="/gestion/cooperation/partner/{partner.pk}/change/"' in page.text
    assert 'role="option"' in page.text


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_the_rows(
    staff_client: Client, django_assert_max_num_queries: Any
) -> None:
    def add_rows() -> None:
        factories.ActionFactory(title="Eau", lead__name="Eaubonne")
        factories.AgreementFactory(title="Eau", collectivity__name="Eauze")
        factories.LocationFactory(place=factories.PlaceFactory(name="Eau"))
        factories.MembershipFactory(collectivity__name="Eaux-Vives")
        factories.TestimonyFactory(text="L’eau")

    add_rows()
    staff_client.get(PAGE, {"q": "eau"})
    with django_assert_max_num_queries(80) as one:
        staff_client.get(PAGE, {"q": "eau"})
    for _each in range(5):
        add_rows()
    with django_assert_max_num_queries(len(one)):
        staff_client.get(PAGE, {"q": "eau"})


def test_nobody_else_searches(client: Client) -> None:
    assert client.get(PAGE, {"q": "eau"}).status_code == 302
    client.force_login(factories.MembershipFactory().user)
    assert client.get(PAGE, {"q": "eau"}).status_code == 302
