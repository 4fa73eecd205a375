"""Stories, frames and years of the map, as a visitor uses them."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(live_server: LiveServer) -> None:
    """Two actions of one authority, of 1990 and of 2010, each a step of a story."""
    lead = factories.CollectivityFactory(name="Annecy", lat=45.9, lng=6.12)
    told = factories.GuidedStoryFactory(slug="eau")
    for position, (iso2, name, lat, year) in enumerate(
        [("NE", "Téra", 14.0, 1990), ("BJ", "Cotonou", 6.4, 2010)], 1
    ):
        country = factories.CountryFactory(iso2=iso2, name_fr=name)
        place = factories.PlaceFactory(name=name, country=country, lat=lat, lng=2.0)
        action = factories.ActionFactory(lead=lead, start_year=year, end_year=year + 5)
        factories.LocationFactory(action=action, country=country, place=place)
        address = f"/actions/?pays={iso2.lower()}"
        factories.StoryStepFactory(story=told, position=position, address=address)


def test_the_map_shows_the_step_that_is_read(page: Page, story: None) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/recits/eau/")
    expect(page.locator("#story-map")).to_have_attribute("data-step", "etape-1")
    expect(page.locator(".still").first).to_be_hidden()
    page.locator("#etape-2 .guided__links a").first.focus()
    expect(page.locator("#story-map")).to_have_attribute("data-step", "etape-2")


def test_a_choice_changes_the_code_and_the_preview(page: Page, story: None) -> None:
    page.goto("/integrer/")
    page.get_by_label("Sombres").check()
    expect(page.locator("#code")).to_have_value(re.compile("couleurs=sombre"))
    expect(page.locator(".preview")).to_have_attribute(
        "src", "/integrer/carte/?couleurs=sombre"
    )
    expect(page.get_by_role("button", name="Copier le code")).to_be_visible()
    expect(page).to_have_url(re.compile("couleurs=sombre"))


def test_years_narrow_the_map_and_its_list(page: Page, story: None) -> None:
    page.goto("/carte/")
    expect(page.locator("#map[data-ready=true]")).to_be_visible()
    page.locator("[data-time=first]").fill("2000")
    page.keyboard.press("Tab")
    said = page.locator("[data-time-said]")
    expect(said).to_have_text(re.compile(r"^Liens de 2000 à \d{4} : 1$"))
    assert "annees=2000-" in page.url
    expect(page.get_by_role("link", name="Leur liste")).to_have_attribute(
        "href", re.compile("annee_min=2000")
    )
    page.go_back()
    expect(said).to_have_text("")
