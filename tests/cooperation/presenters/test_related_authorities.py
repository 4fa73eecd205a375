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

    near = text.split("Collectivités aux coopérations semblables")[1]
    assert near.index("Même pays et sujet") < near.index("Aussi : ML, eau")
    assert near.index("Aussi : ML, eau") < near.index("Aussi : ML ")
    assert "Ailleurs" not in near


def test_those_of_the_same_size_come_first_among_equals(client: Client) -> None:
    annecy = acting("Annecy", "ML", population=100_000)
    acting("Bien plus petite", "ML", population=1_000)
    acting("De même taille", "ML", population=120_000)

    near = page_of(client, annecy.get_absolute_url()).text.split("semblables")[1]

    assert near.index("De même taille") < near.index("taille proche")
    assert near.index("taille proche") < near.index("Bien plus petite")


def test_drafts_bring_nobody_together(client: Client) -> None:
    annecy = acting("Annecy", "ML")
    hidden = factories.ActionFactory(draft=True)
    factories.LocationFactory(action=hidden, country__iso2="ML")
    assert (
        "Collectivités aux coopérations semblables"
        not in page_of(client, annecy.get_absolute_url()).text
    )
