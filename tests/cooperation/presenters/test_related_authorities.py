"""An authority is shown those that it could talk to, and why."""

from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


def acting(name: str, iso2: str, theme: str = "", **fields: Any) -> Any:
    """Return an authority that acts in a country, perhaps on a theme."""
    authority = factories.CollectivityFactory(name=name, **fields)
    action = factories.ActionFactory(lead=authority)
    country = factories.CountryFactory(iso2=iso2, name_fr=iso2)
    factories.LocationFactory(action=action, country=country)
    if theme:
        action.themes.add(factories.ThemeFactory(code=theme, name_fr=theme))
    return authority


def test_those_that_share_a_country_come_by_what_they_share(client: Client) -> None:
    annecy = acting("Annecy", "ML", "eau", population=130_000)
    acting("Même pays", "ML")
    acting("Même pays et sujet", "ML", "eau")
    acting("Ailleurs", "IT", "eau")

    text = page_of(client, annecy.get_absolute_url()).text

    near = text.split("Par ce qu’elles font")[1]
    assert near.index("Même pays et sujet") < near.index(
        "Mêmes pays : ML · Mêmes sujets : eau"
    )
    assert near.index("Mêmes sujets : eau") < near.rindex("Mêmes pays : ML")
    assert "Ailleurs" not in near


def test_those_of_the_same_size_come_first_among_equals(client: Client) -> None:
    annecy = acting("Annecy", "ML", population=100_000)
    acting("Bien plus petite", "ML", population=1_000)
    acting("De même taille", "ML", population=120_000)

    near = page_of(client, annecy.get_absolute_url()).text.split(
        "Par ce qu’elles font"
    )[1]

    assert near.index("De même taille") < near.index("taille proche")
    assert near.index("taille proche") < near.index("Bien plus petite")


def test_drafts_bring_nobody_together(client: Client) -> None:
    annecy = acting("Annecy", "ML")
    hidden = factories.ActionFactory(draft=True)
    factories.LocationFactory(action=hidden, country__iso2="ML")
    text = page_of(client, annecy.get_absolute_url()).text
    assert "Collectivités proches" not in text


def test_agreements_bring_together_as_actions_do(client: Client) -> None:
    annecy = acting("Annecy", "ML")
    twin = factories.CollectivityFactory(name="Jumelle")
    mali = factories.CountryFactory(iso2="ML", name_fr="ML")
    factories.AgreementFactory(collectivity=twin, country=mali)

    text = page_of(client, annecy.get_absolute_url()).text

    assert "Jumelle Commune Mêmes pays : ML 1 accord" in text


def test_those_nearby_say_how_far_and_what_they_do(client: Client) -> None:
    annecy = acting("Annecy", "ML", lat=46.0, lng=6.0)
    acting("À côté", "IT", "eau", lat=46.1, lng=6.0)
    acting("À côté et pareille", "ML", lat=46.2, lng=6.0)
    acting("Loin et pareille", "ML", lat=47.0, lng=6.0)
    acting("Loin et autre", "IT", lat=47.0, lng=6.0)

    text = page_of(client, annecy.get_absolute_url()).text

    nearby, alike = text.split("Collectivités proches")[1].split("Par ce qu’elles font")
    assert "À côté Commune à 11 km Où : IT · Sujets : eau" in nearby
    assert "À côté et pareille Commune à 22 km Mêmes pays : ML" in nearby
    assert "Loin et pareille Commune à 111 km Mêmes pays : ML" in alike
    assert "À côté" not in alike.split("Télécharger")[0]
    assert "Loin et autre" not in text


def test_each_leads_to_the_comparison(client: Client) -> None:
    annecy = acting("Annecy", "ML", slug="annecy")
    acting("Semblable", "ML", slug="semblable")

    links = page_of(client, annecy.get_absolute_url()).links

    assert "/comparer/?collectivite=annecy&collectivite=semblable" in links
    assert "/comparer/?collectivite=annecy" in links
