"""The edition of December 2022, with its figures as they were published."""

import pytest
from django.core.management import call_command
from django.test import Client

from cooperation.enums import Publication
from surveys.models import Report, Snapshot
from surveys.reports.snapshot_reader import SnapshotReader
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/etats-des-lieux/genevois-francais-2022/"


@pytest.fixture
def edition() -> Report:
    """The report as it is loaded."""
    call_command("load_reports", verbosity=0)
    return Report.objects.get()


def test_its_figures_are_those_that_were_published(edition: Report) -> None:
    snapshot = SnapshotReader(edition.snapshot.data)
    figures = {
        code: one["value"] for code, one in snapshot.get_items("chiffre").items()
    }
    assert figures == {
        "collectivites_interrogees": 11,
        "communautes_de_communes": 5,
        "autres_collectivites": 6,
        "elus": 1,
        "agents": 10,
        "parties_prenantes": {"fr": "près de 100", "en": "close to 100"},
        "guichets": 3,
        "annee_la_plus_ancienne": 2000,
    }
    rows = {code: one["rows"] for code, one in snapshot.get_items("tableau").items()}
    assert {code: len(found) for code, found in rows.items()} == {
        "natures_des_parties_prenantes": 11,
        "guichets_combines": 3,
        "freins": 6,
    }
    assert all(one["query"] is None for one in snapshot.get_items("chiffre").values())
    assert all(row["value"] is None for found in rows.values() for row in found)


def test_its_page_says_where_they_come_from(client: Client, edition: Report) -> None:
    page = client.get(ADDRESS).text
    for words in (
        "Chiffres tels que publiés",
        "les réponses individuelles ne sont pas connues",
        "Enquête CSI 2021, publiée en décembre 2022",
        "La carte de l’édition de 2022 est perdue",
        "Pour ce territoire, l’annuaire compte aujourd’hui",
        "près de 100",
    ):
        assert words in page
    figure = client.get(f"{ADDRESS}chiffres/elus/").text
    assert "Chiffre tel que publié" in figure
    assert "Nobody" in client.get(f"/en{ADDRESS}").text


def test_loading_again_leaves_what_staff_wrote(edition: Report) -> None:
    edition.sections.filter(kind="freins").update(prose_fr="Changé.")
    Report.objects.update(publication=Publication.DRAFT)
    call_command("load_reports", verbosity=0)
    edition.refresh_from_db()
    assert edition.sections.get(kind="freins").prose_fr == "Changé."
    assert edition.publication == Publication.DRAFT
    assert Snapshot.objects.count() == 1


def test_it_names_whom_it_is_for_and_leads_to_each_institution(
    client: Client, edition: Report
) -> None:
    page = client.get(ADDRESS).text
    for words in (
        "entreprises, universités et autres acteurs académiques",
        "<b>Haute-Savoie</b>",
        "<b>Jura</b>",
        "Annecy – Sassandra",
        "Les jumelages remontent à 1956",
        'href="/glossaire/cncd/"',
        'href="/glossaire/daect/"',
        "accesMappemonde.html",
        "Guide opérationnel",
        'href="https://france-volontaires.org/"',
    ):
        assert words in page
    assert "Cité de la Solidarité Internationale" in page.split("report__body")[1]


def test_the_words_of_the_testimony_have_a_hidden_section(
    client: Client, edition: Report
) -> None:
    shown, own_words = edition.sections.filter(kind="temoignages")
    assert (shown.is_hidden, own_words.is_hidden) == (False, True)
    assert own_words.title_fr not in client.get(ADDRESS).text


def test_its_map_is_drawn_afterwards_where_the_directory_has_links(
    client: Client,
) -> None:
    place = factories.PlaceFactory(name="Téra", lat=14.0, lng=0.75)
    lead = factories.CollectivityFactory(
        name="Bonneville", department__code="74", lat=46.0, lng=6.4
    )
    action = factories.ActionFactory(lead=lead)
    factories.LocationFactory(action=action, place=place, country=place.country)
    call_command("load_reports", verbosity=0)
    call_command("load_reports", verbosity=0)
    assert Snapshot.objects.count() == 1
    page = client.get(ADDRESS).text
    assert "dessinée après coup" in page
    assert "Bonneville" in page.split("dessinée après coup")[1]
    assert client.get(f"{ADDRESS[:-1]}.pdf").content.startswith(b"%PDF")
