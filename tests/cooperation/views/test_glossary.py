"""The site explains its words, and each way of funding with its ceilings."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cooperation.models import CeilingRule, GlossaryTerm
from cooperation.reference.catalogues import load_ceilings, load_glossary, load_windows
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped() -> None:
    """The words, windows and ceilings that come with the project."""
    load_windows()
    load_ceilings()
    load_glossary()


def test_every_word_has_a_definition_in_both_languages(shipped: None) -> None:
    for term in GlossaryTerm.objects.all():
        texts = (term.name_fr, term.name_en, term.definition_fr, term.definition_en)
        assert all(text.strip() for text in texts), term.code
        assert term.source


def test_the_glossary_lists_all_words_by_name(client: Client, shipped: None) -> None:
    page = page_of(client, "/glossaire/")
    assert f'data-total="{GlossaryTerm.objects.count()}"' in page.html
    assert page.text.index("Jumelage") < page.text.index("Loi Oudin-Santini")
    assert "Town twinning" in page_of(client, "/en/glossaire/").text


def test_a_word_has_its_own_page(client: Client, shipped: None) -> None:
    page = page_of(client, "/glossaire/epci/")
    assert "Groupement de communes" in page.text
    assert client.get("/glossaire/inconnu/").status_code == 404


@pytest.mark.slow
def test_words_that_pages_open_in_place_are_in_the_glossary(
    client: Client, shipped: None
) -> None:
    commune = factories.CollectivityFactory(
        epci=factories.CollectivityFactory(epci_kind=True)
    )
    for address in ("/", commune.get_absolute_url()):
        links = page_of(client, address).links
        terms = [link for link in links if link.startswith("/glossaire/")]
        assert len(terms) > 1
        assert {client.get(link).status_code for link in terms} == {200}


def test_a_definition_that_staff_rewrote_stays(shipped: None) -> None:
    term = GlossaryTerm.objects.get(code="jumelage")
    term.definition_fr = "Récrit par l’équipe."
    term.save()
    load_glossary()
    term.refresh_from_db()
    assert term.definition_fr == "Récrit par l’équipe."


@pytest.mark.slow
def test_a_window_tells_who_used_it_and_each_number_leads_to_its_rows(
    client: Client, shipped: None
) -> None:
    action = factories.ActionFactory(lead__name="Annemasse", lead__slug="annemasse")
    window = factories.FundingWindowFactory()
    factories.FundingFactory(action=action, window=window, amount=12_000, year=2023)
    factories.FundingFactory(
        action=action,
        window=factories.FundingWindowFactory(code="meae"),
        amount=999,
        year=2023,
    )
    page = page_of(client, "/financements/oudin_santini/")
    assert "Annemasse" in page.text
    assert "12 000" in page.text.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "999" not in page.text
    (link,) = [link for link in page.links if "collectivite=annemasse" in link]
    assert 'data-total="1"' in client.get(link).text


def test_an_unknown_window_is_not_found(client: Client) -> None:
    assert client.get("/financements/inconnu/").status_code == 404


@pytest.mark.parametrize("typed", ["1250000", "1 250 000", "1.250.000", "1250000,00 €"])
def test_the_ceiling_is_computed(client: Client, shipped: None, typed: str) -> None:
    page = page_of(client, f"/financements/oudin_santini/?ressources={typed}")
    plain = page.text.replace("\N{NARROW NO-BREAK SPACE}", " ")
    plain = plain.replace("\N{NO-BREAK SPACE}", " ")
    assert plain.count("12 500 €") == 4
    assert "L1115-1-1" in page.text


def test_a_ceiling_without_its_page_is_to_be_confirmed(
    client: Client, shipped: None
) -> None:
    text = page_of(client, "/financements/oudin_santini/").text
    assert text.count("à confirmer") == 1
    assert "hors versement mobilité" in text

    page = "https://www.legifrance.gouv.fr/codes/"
    CeilingRule.objects.filter(code="mobilite").update(url=page)

    answer = page_of(client, "/financements/oudin_santini/")
    assert "à confirmer" not in answer.text
    assert page in answer.links


@pytest.mark.parametrize("typed", ["beaucoup", "-5", "1e9", "9" * 40])
def test_nonsense_is_said_and_kept(client: Client, shipped: None, typed: str) -> None:
    page = page_of(client, f"/financements/oudin_santini/?ressources={typed}")
    assert "Donnez un montant en euros" in page.text
    assert f'value="{typed[:30]}"' in page.html


@pytest.mark.parametrize(
    ("percent", "resources", "most"),
    [("1", "100", "1.00"), ("1", "199.99", "1.99"), ("0.33", "1000", "3.30")],
)
def test_a_ceiling_is_never_passed_by_rounding(
    percent: str, resources: str, most: str
) -> None:
    rule = CeilingRule(percent=Decimal(percent))
    assert rule.compute_ceiling(Decimal(resources)) == Decimal(most)


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2005, 2, 8), False),
        (date(2005, 2, 9), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_a_rule_holds_between_its_days(day: date, *, holds: bool) -> None:
    factories.CeilingRuleFactory(in_force_until=date(2020, 12, 31))
    assert CeilingRule.objects.in_force(day).exists() is holds


def test_a_rule_that_is_over_is_not_offered(client: Client) -> None:
    old: Any = factories.CeilingRuleFactory(
        name_fr="Règle éteinte", in_force_until=date(2010, 1, 1)
    )
    assert old.name_fr not in page_of(client, "/financements/oudin_santini/").text
