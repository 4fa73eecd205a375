"""Other sites may show a selection in a frame, and nothing else of ours."""

import html
import re

import pytest
from django.test import Client, override_settings

from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def selection() -> str:
    """One action in Niger, one in Bénin; the query that keeps the first."""
    for title, iso2 in (("Puits", "NE"), ("Écoles", "BJ")):
        country = factories.CountryFactory(iso2=iso2)
        action = factories.ActionFactory(title=title)
        factories.LocationFactory(action=action, country=country)
    return "pays=ne"


def test_the_list_shows_the_selection(client: Client, selection: str) -> None:
    page = page_of(client, f"/integrer/liste/?{selection}")
    assert "Puits" in page.text
    assert "Écoles" not in page.text
    assert '<base target="_blank">' in page.html
    assert f"/actions/?{selection}" in page.links


def test_the_map_shows_the_selection(client: Client, selection: str) -> None:
    page = page_of(client, f"/integrer/carte/?{selection}")
    assert f'data-query="{selection}"' in page.html
    assert f"/actions/?{selection}" in page.links


def test_frames_stay_open_after_a_visit_that_is_kept(
    client: Client, selection: str
) -> None:
    first = client.get("/integrer/liste/", headers={"accept-encoding": "gzip"})
    kept = client.get("/integrer/liste/", headers={"accept-encoding": "gzip"})
    for answer in (first, kept):
        assert "X-Frame-Options" not in answer.headers
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


@override_settings(SITE_URL="https://annuaire.example")
def test_the_snippet_frames_the_selection(client: Client, selection: str) -> None:
    answer = client.get(f"/integrer/?{selection}&contenu=liste&hauteur=400")
    (code,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    snippet = html.unescape(code).strip()
    assert snippet == (
        f'<iframe src="https://annuaire.example/integrer/liste/?{selection}" '
        'title="Actions de coopération : liste" width="100%" height="400" '
        'loading="lazy"></iframe>'
    )


@pytest.mark.parametrize("height", ["abc", "10", "99999", "²"])
def test_a_height_that_is_none_is_said(client: Client, height: str) -> None:
    page = page_of(client, f"/integrer/?hauteur={height}")
    assert "La hauteur est un nombre de 240 à 1200 pixels" in page.text.replace(
        "\N{NARROW NO-BREAK SPACE}", ""
    )


def test_choices_survive_the_form(client: Client, selection: str) -> None:
    page = page_of(client, f"/integrer/?{selection}")
    assert '<input type="hidden" name="pays" value="ne">' in page.html


@pytest.mark.parametrize("address", ["/actions/?pays=ne", "/carte/?pays=ne"])
def test_a_selection_leads_to_its_frame(
    client: Client, selection: str, address: str
) -> None:
    assert "/integrer/?pays=ne" in page_of(client, address).links
