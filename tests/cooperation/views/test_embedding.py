"""Other sites may show a selection in a frame, and nothing else of ours."""

import html
import re

import pytest
from django.test import Client, override_settings

from cooperation import models
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
        'title="Actions de coopération : liste" width="600" height="400" '
        'style="width: 100%; border: 0" loading="lazy"></iframe>'
    )


@override_settings(SITE_URL="https://annuaire.example")
def test_language_and_colours_are_in_the_address_of_the_frame(client: Client) -> None:
    answer = client.get("/integrer/?langue=en&couleurs=sombre")
    assert (
        'src="https://annuaire.example/en/integrer/carte/?couleurs=sombre" '
        'title="Cooperations: map"'
    ) in html.unescape(answer.text)


@pytest.mark.parametrize(
    ("scheme", "word", "paper"),
    [("clair", "light", "#f7f9f6"), ("sombre", "dark", "#0e1a1a")],
)
def test_colours_hold_whatever_the_device_prefers(
    client: Client, scheme: str, word: str, paper: str
) -> None:
    page = page_of(client, f"/integrer/liste/?couleurs={scheme}")
    assert f'<meta name="color-scheme" content="{word}">' in page.html
    assert f'href="/integrer/couleurs-{scheme}.css"' in page.html
    colours = client.get(f"/integrer/couleurs-{scheme}.css")
    assert colours["Content-Type"] == "text/css"
    assert f"color-scheme: {word};" in colours.text
    assert f"--paper: {paper};" in colours.text


def test_one_entry_is_framed_from_its_page_in_two_clicks(
    client: Client, selection: str
) -> None:
    action = models.Action.objects.get(title="Puits")
    for entry, kind in (
        (action, "actions"),
        (factories.AgreementFactory(), "accords"),
        (action.lead, "collectivites"),
    ):
        links = page_of(client, entry.get_absolute_url()).links
        (builder,) = (link for link in links if link.startswith("/integrer/"))
        answer = client.get(f"{builder}&contenu=fiche")
        framed = f"/integrer/fiche/{kind}/{entry.slug}/"
        assert f'src="{framed}"' in answer.text
        assert entry.get_absolute_url() in page_of(client, framed).links


def test_a_frame_of_an_entry_follows_its_former_address(client: Client) -> None:
    action = factories.ActionFactory(slug="puits")
    models.Action.objects.filter(pk=action.pk).update(slug="puits-neufs")
    page = page_of(client, "/integrer/fiche/actions/puits/")
    assert "/actions/puits-neufs/" in page.links


@pytest.mark.parametrize("path", ["actions/brouillon", "actions/rien", "pays/ne"])
def test_what_is_not_public_says_so_in_its_frame(client: Client, path: str) -> None:
    factories.ActionFactory(slug="brouillon", title="Secret", draft=True)
    answer = client.get(f"/integrer/fiche/{path}/")
    assert answer.status_code == 404
    assert "X-Frame-Options" not in answer.headers
    assert "Cette fiche n’est plus publiée" in answer.text
    assert "Secret" not in answer.text
    builder = page_of(client, f"/integrer/?fiche={path}&contenu=fiche")
    assert "voici la carte" in builder.text


@pytest.mark.parametrize("choice", ["contenu=x", "couleurs=x", "langue=x"])
def test_a_choice_that_is_none_is_said(client: Client, choice: str) -> None:
    page = page_of(client, f"/integrer/?{choice}")
    assert "« x » n’est pas un choix" in page.text


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
