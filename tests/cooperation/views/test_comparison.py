"""Two to four authorities, or countries, side by side."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from cooperation.enums import AgreementKind, CollectivityKind
from cooperation.models import Collectivity
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


class Table(HTMLParser):
    """The table of a page: the texts of its cells by the label of their row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[list[str]] = []
        self.is_open = False
        self.feed(html)

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        if tag == "tr":
            self.cells.append([])
        if tag in {"td", "th"}:
            self.is_open = True
            self.cells[-1].append("")
        elif self.is_open and tag == "li":
            self.cells[-1][-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.cells[-1][-1] += data


def read_table(client: Client, address: str) -> dict[str, list[str]]:
    rows = Table(page_of(client, address).html).cells
    plain = [[" ".join(cell.split()).lstrip("| ") for cell in row] for row in rows]
    return {row[0]: row[1:] for row in plain if row}


def acting(authority: Any, iso2: str, theme: str, **fields: Any) -> Any:
    action = factories.ActionFactory(
        lead=authority,
        themes=[factories.ThemeFactory(code=theme, name_fr=theme)],
        **fields,
    )
    country = factories.CountryFactory(iso2=iso2, name_fr=f"Pays {iso2}")
    factories.LocationFactory(action=action, country=country)
    return action


@pytest.fixture
def annecy() -> Any:
    return factories.CollectivityFactory(name="Annecy", slug="annecy", population=5_000)


@pytest.fixture
def bonne() -> Any:
    return factories.CollectivityFactory(name="Bonne", slug="bonne", population=3_000)


BOTH = "/comparer/?collectivite=annecy&collectivite=bonne"


def test_two_authorities_stand_side_by_side(
    client: Client, annecy: Any, bonne: Any
) -> None:
    action = acting(annecy, "NE", "eau", start_year=2008, budget_eur=90_000)
    factories.FundingFactory(action=action, amount=30_000)
    factories.FundingFactory(action=action, amount=50_000, kind="prevu")
    acting(annecy, "ML", "eau", start_year=2012)
    agreement = factories.AgreementFactory(
        collectivity=bonne,
        kind=AgreementKind.TWINNING,
        country=factories.CountryFactory(iso2="NE", name_fr="Pays NE"),
    )
    factories.AgreementEventFactory(agreement=agreement, year=1990)
    factories.CollectivityFactory(population=2_500)
    factories.CollectivityFactory(population=12_000)

    table = read_table(client, BOTH)

    same_size = (
        "Communes de 2 000 à 9 999 habitants | 2 sur 3 coopèrent | accords et actions "
        "connus de chacune : 1 (valeur du milieu) | "
        "Où : Pays NE, Pays ML · Sujets : eau"
    )
    assert table == {
        "": ["Annecy Retirer : Annecy", "Bonne Retirer : Bonne"],
        "Qui": [
            "Commune · Haute-Savoie (74) · 5 000 habitants",
            "Commune · Haute-Savoie (74) · 3 000 habitants",
        ],
        "Accords": ["0", "1 accord"],
        "Actions": ["2 actions", "0"],
        "Depuis": ["2008", "1990"],
        "Pays": ["Pays ML | Pays NE", "Pays NE"],
        "Sujets": ["eau", "Aucun connu"],
        "Partenaires": ["0", "1 partenaire"],
        "Argent accordé": [
            "30 000 € connu pour 1 action sur 2",
            "Aucune action",
        ],
        "Budgets annoncés": [
            "90 000 € connu pour 1 action sur 2",
            "Aucune action",
        ],
        "Celles de même taille": [same_size, same_size],
    }


def test_what_they_share_comes_first_and_leads_to_it(
    client: Client, annecy: Any, bonne: Any
) -> None:
    partner = factories.PartnerFactory(name="Eau Vive", slug="eau-vive")
    for authority in (annecy, bonne):
        action = acting(authority, "NE", "eau")
        factories.InvolvementFactory(action=action, partner=partner)
    acting(annecy, "ML", "sport")

    page = page_of(client, BOTH)

    assert (
        "En commun Pays Pays NE Sujets eau Partenaires Eau Vive"
        in page.text.split("Retirer")[0]
    )
    assert {
        "/actions/?collectivite=annecy&collectivite=bonne&pays=ne",
        "/actions/?collectivite=annecy&collectivite=bonne&theme=eau",
        "/partenaires/eau-vive/",
        "/collectivites/annecy/",
        "/comparer/?collectivite=bonne",
    } <= set(page.links)


def test_what_only_some_share_says_who(client: Client, annecy: Any, bonne: Any) -> None:
    third = factories.CollectivityFactory(name="Cluses", slug="cluses")
    acting(annecy, "NE", "eau")
    acting(third, "NE", "sport")

    text = page_of(client, f"{BOTH}&collectivite=cluses").text

    assert "En commun Pays Pays NE (Annecy, Cluses)" in text


def test_countries_are_compared_with_money_that_is_theirs_alone(
    client: Client, annecy: Any
) -> None:
    factories.CountryFactory(iso2="BJ", name_fr="Pays BJ")
    alone = acting(annecy, "NE", "eau")
    factories.FundingFactory(action=alone, amount=10_000)
    several = acting(annecy, "NE", "eau")
    factories.LocationFactory(action=several, country__iso2="ML")
    factories.FundingFactory(action=several, amount=70_000)
    region = factories.CollectivityFactory(
        kind=CollectivityKind.REGION, department=None
    )
    acting(region, "BJ", "eau")

    table = read_table(client, "/comparer/?pays=ne&pays=bj")

    assert table["Collectivités françaises"] == [
        "1 collectivité | commune (1)",
        "1 collectivité | région (1)",
    ]
    assert table["Actions"] == ["2 actions", "1 action"]
    assert table["Accordé pour ce seul pays"] == [
        "10 000 € connu pour 1 action sur 1",
        "Aucun montant connu",
    ]
    assert "Celles de même taille" not in table


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Choisissez de deux à quatre collectivités, ou de deux à quatre pays."),
        ("collectivite=annecy", "Choisissez au moins une autre collectivité"),
        ("collectivite=annecy&collectivite=ANNECY", "Choisissez au moins une autre"),
        ("pays=ne", "Choisissez au moins un autre pays"),
        (
            "collectivite=annecy&collectivite=atlantide",
            "« atlantide » n’est pas une collectivité de l’annuaire : cherchez-la",
        ),
        ("pays=ne&pays=zz", "« zz » n’est pas un pays de l’annuaire : cherchez-le"),
        (
            "collectivite=annecy&pays=ne",
            "On compare des collectivités entre elles, ou des pays entre eux",
        ),
    ],
)
def test_too_few_or_unknown_ones_are_told_what_to_do(
    client: Client, annecy: Any, query: str, sentence: str
) -> None:
    factories.CountryFactory(iso2="NE")
    page = page_of(client, f"/comparer/?{query}")
    assert sentence in page.text
    assert "<table" not in page.html


def test_a_fifth_is_left_aside_and_named(client: Client) -> None:
    rows = [factories.CollectivityFactory(name=f"Ville {n}") for n in range(5)]
    query = "&".join(f"collectivite={row.slug}" for row in rows)

    page = page_of(client, f"/comparer/?{query}")

    assert "On compare au plus 4 fiches. Laissé de côté : Ville 4." in page.text
    assert len(read_table(client, f"/comparer/?{query}")["Qui"]) == 4
    assert "Ajouter :" not in page.text


def test_a_former_address_is_compared_as_the_present_one(
    client: Client, annecy: Any, bonne: Any
) -> None:
    Collectivity.objects.filter(pk=bonne.pk).update(slug="bonne-sur-menoge")
    page = page_of(client, BOTH)
    assert "/collectivites/bonne-sur-menoge/" in page.links


def test_others_are_found_by_name_and_added_by_one_link(
    client: Client, annecy: Any, bonne: Any
) -> None:
    factories.CountryFactory(iso2="BO", name_fr="Bolivie")

    page = page_of(client, "/comparer/?collectivite=annecy&q=bo")
    nothing = page_of(client, "/comparer/?collectivite=annecy&q=atlantide")

    assert BOTH in page.links
    assert "Bolivie" not in page.text
    assert "/comparer/?pays=bo" in page_of(client, "/comparer/?q=bo").links
    assert "Rien ne porte ce nom" in nothing.text


def test_one_alone_is_offered_those_that_are_alike(
    client: Client, annecy: Any, bonne: Any
) -> None:
    for authority in (annecy, bonne):
        acting(authority, "NE", "eau")
    region = factories.SubRegionFactory()
    for iso2 in ("CI", "CM"):
        factories.CountryFactory(iso2=iso2, sub_region=region)
        acting(annecy, iso2, "eau")

    assert BOTH in page_of(client, "/comparer/?collectivite=annecy").links
    assert "/comparer/?pays=ci&pays=cm" in page_of(client, "/comparer/?pays=ci").links


def test_drafts_count_nowhere(client: Client, annecy: Any, bonne: Any) -> None:
    for authority in (annecy, bonne):
        action = acting(authority, "NE", "eau", draft=True, budget_eur=1_000)
        factories.InvolvementFactory(action=action, partner__name="Secrète")
        factories.FundingFactory(action=action, amount=500)

    page, table = page_of(client, BOTH), read_table(client, BOTH)

    assert "Secrète" not in page.html
    assert table["Actions"] == ["0", "0"]
    assert table["Argent accordé"] == ["Aucune action", "Aucune action"]
    assert table["Celles de même taille"][0].endswith("0 sur 2 coopèrent")


def test_an_unknown_population_is_said(client: Client, annecy: Any) -> None:
    factories.CollectivityFactory(slug="bonne", population=None)
    table = read_table(client, BOTH)
    assert table["Celles de même taille"][1] == "Population inconnue"


def test_it_is_kept_out_of_search_engines(client: Client) -> None:
    html = page_of(client, "/comparer/").html
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("number", [2, 4])
@pytest.mark.parametrize(("param", "queries"), [("collectivite", 29), ("pays", 28)])
def test_it_takes_the_same_queries_however_many_are_compared(
    client: Client,
    param: str,
    queries: int,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    values = []
    for at in range(number):
        lead = factories.CollectivityFactory(population=1_000 * 10**at)
        iso2 = f"{'ABCD'[at]}A"
        action = acting(lead, iso2, "eau")
        factories.FundingFactory(action=action, amount=500)
        partner = factories.InvolvementFactory(action=action).partner
        factories.AgreementFactory(collectivity=lead, counterpart=partner)
        values.append(lead.slug if param == "collectivite" else iso2.lower())
    query = "&".join(f"{param}={value}" for value in values)

    with django_assert_num_queries(queries):
        client.get(f"/comparer/?{query}")
