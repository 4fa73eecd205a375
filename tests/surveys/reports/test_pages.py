"""The pages that everybody reads: figures, their rows, what moved since."""

import csv
import io

import pytest
from django.test import Client

from cooperation.enums import Publication
from surveys.models import Report
from surveys.reports import editing
from tests import factories
from tests.surveys.factories import ParticipationFactory, WaveFactory
from tests.surveys.reports.build import begun, published

pytestmark = pytest.mark.django_db


def action_in_niger(**fields: object) -> object:
    """Publish an action that takes place in Niger."""
    country = factories.CountryFactory(iso2="NE", name_fr="Niger", name_en="Niger")
    action = factories.ActionFactory(**fields)
    factories.LocationFactory(action=action, country=country, place=None)
    return action


def text(answer: object) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_report_is_read_with_its_figures_and_its_map(client: Client) -> None:
    action_in_niger(title="De l’eau pour Téra")
    published()
    page = client.get("/etats-des-lieux/essai/").text
    for words in (
        "Chiffres arrêtés au",
        "Sommaire",
        'href="/etats-des-lieux/essai/chiffres/actions/"',
        'data-links-url="/etats-des-lieux/essai/carte.json"',
        "La même chose en tableau",
        'href="/etats-des-lieux/essai.pdf"',
        "Depuis, l’annuaire a changé",
    ):
        assert (words in page) is (words != "Depuis, l’annuaire a changé"), words
    assert "La coopération d’ici" in client.get("/etats-des-lieux/").text
    links = client.get("/etats-des-lieux/essai/carte.json?zoom=2").json()
    assert (links["total"], links["links"]["n"]) == (1, [1])


def test_a_figure_leads_to_its_rows_as_they_were(client: Client) -> None:
    action = action_in_niger(title="De l’eau pour Téra")
    published()
    type(action).objects.update(title="Autre titre")
    factories.ActionFactory()
    page = client.get("/etats-des-lieux/essai/chiffres/actions/").text
    assert "De l’eau pour Téra" in page
    assert "Autre titre" not in page
    assert "l’annuaire en compte aujourd’hui 2" in page
    assert "Nombre de lignes de la liste" in page
    line = client.get("/etats-des-lieux/essai/chiffres/par_pays/?ligne=1").text
    assert "De l’eau pour Téra" in line
    assert "/chiffres/?pays=ne" in line
    report = client.get("/etats-des-lieux/essai/").text
    assert "Depuis, l’annuaire a changé" in report


def test_the_figures_are_given_as_csv(client: Client) -> None:
    action_in_niger(title="=De l’eau")
    published()
    whole = text(client.get("/etats-des-lieux/essai.csv"))
    rows = list(csv.DictReader(io.StringIO(whole), delimiter=";"))
    actions = next(row for row in rows if row["code"] == "actions")
    assert (actions["valeur"], actions["adresse"]) == ("1", "/actions/")
    niger = next(row for row in rows if row["code"] == "par_pays")
    assert (niger["ligne"], niger["valeur"]) == ("Niger", "1")
    behind = text(client.get("/etats-des-lieux/essai/chiffres/actions.csv"))
    assert "'=De l’eau;" in behind  # no spreadsheet takes it for a formula
    table = text(client.get("/etats-des-lieux/essai/chiffres/par_pays.csv"))
    assert "Niger;1" in table


@pytest.mark.parametrize(
    "path",
    [
        *("inconnu/", "essai/chiffres/inconnu/", "essai/chiffres/inconnu.csv"),
        *("inconnu.pdf", "inconnu.csv", "inconnu/carte.json", "essai/carte.json"),
        "essai/chiffres/actions/?ligne=1",
        "essai/chiffres/par_pays/?ligne=²",
        "essai/chiffres/par_pays/?ligne=99999999999999999999",
        "essai/chiffres/par_pays/?ligne=-1",
    ],
)
@pytest.mark.slow
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    published()
    assert client.get(f"/etats-des-lieux/{path}").status_code == 404


def test_a_draft_does_not_exist_for_the_public(client: Client) -> None:
    report = begun()
    for suffix in ("/", ".pdf", ".csv", "/chiffres/actions/"):
        assert client.get(f"/etats-des-lieux/essai{suffix}").status_code == 404
    assert "La coopération d’ici" not in client.get("/etats-des-lieux/").text
    editing.publish_report(report)
    editing.set_publication(report, Publication.ARCHIVED)
    assert client.get("/etats-des-lieux/essai/").status_code == 404


def test_a_demonstration_says_so_everywhere_and_is_not_indexed(client: Client) -> None:
    wave = WaveFactory(is_demonstration=True, is_public=True, started=True)
    ParticipationFactory(wave=wave)
    ParticipationFactory(wave=wave, submitted=True)
    published(waves=[wave], is_demonstration=True)
    published(slug="vrai")
    answer = client.get("/etats-des-lieux/essai/")
    assert answer["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in answer.text
    assert "Les réponses sont inventées" in answer.text
    assert "50 %" in answer.text
    list_ = client.get("/etats-des-lieux/").text
    real, invented = list_.split('<details class="section">')
    assert "/etats-des-lieux/vrai/" in real
    assert "/etats-des-lieux/essai/" not in real
    assert "Les réponses sont inventées" in invented
    assert "/etats-des-lieux/essai/" in invented
    figure = client.get("/etats-des-lieux/essai/chiffres/taux_reponse/").text
    assert "inventées" in figure
    assert client.get("/etats-des-lieux/essai.pdf")["X-Robots-Tag"] == "noindex"
    addresses = client.get("/sitemap-etats-des-lieux.xml").text
    assert "/etats-des-lieux/vrai/" in addresses
    assert "/etats-des-lieux/essai/" not in addresses
    assert "X-Robots-Tag" not in client.get("/etats-des-lieux/vrai/")


def test_a_page_asked_again_is_not_sent_again_until_the_report_changes(
    client: Client,
) -> None:
    published()
    first = client.get("/etats-des-lieux/essai/")
    again = client.get(
        "/etats-des-lieux/essai/", headers={"if-none-match": first["ETag"]}
    )
    assert again.status_code == 304


def test_the_page_is_in_english_too(client: Client) -> None:
    action_in_niger()
    report = published(title_en="Cooperation here")
    report.sections.filter(kind="objectifs").update(prose_en="Some {{chiffre:actions}}")
    page = client.get("/en/etats-des-lieux/essai/").text
    assert "Cooperation here" in page
    assert 'Some <a class="report__figure" href="/en/etats-des-lieux/essai/' in page


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/chiffres/par_pays/"])
def test_pages_cost_the_same_whatever_they_show(
    client: Client, django_assert_num_queries: object, path: str
) -> None:
    costs = {"/": 8, "/chiffres/par_pays/": 4}
    for n in (1, 3):
        for _row in range(n):
            action_in_niger()
        published(slug=f"essai-{n}")
        with django_assert_num_queries(costs[path]):
            client.get(f"/etats-des-lieux/essai-{n}{path}")


@pytest.mark.slow
def test_the_list_costs_the_same_whatever_it_shows(
    client: Client, django_assert_num_queries: object
) -> None:
    for n in (1, 3):
        for number in range(n):
            published(slug=f"essai-{n}-{number}")
        with django_assert_num_queries(4):
            client.get("/etats-des-lieux/")
    assert Report.objects.count() == 4
