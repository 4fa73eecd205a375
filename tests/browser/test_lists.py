"""Choices made in a list replace its results in place, and the address holds them."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.keyboard import tab_to
from tests.factories import (
    ActionFactory,
    CollectivityFactory,
    CountryFactory,
    LocationFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def actions(live_server: LiveServer) -> None:
    """Thirty actions, a third of them in each of three countries."""
    countries = [
        CountryFactory(),
        CountryFactory(iso2="BJ", name_fr="Bénin"),
        CountryFactory(iso2="TG", name_fr="Togo"),
    ]
    for number in range(30):
        lead = CollectivityFactory(name=f"Ville {number:02}")
        what = "Forage" if number < 6 else "Captage"
        action = ActionFactory(title=f"{what} {number:02}", lead=lead)
        LocationFactory(action=action, country=countries[number % 3])


def total(page: Page, number: int) -> None:
    """Wait until the list has that many results."""
    expect(page.locator("#results")).to_have_attribute("data-total", str(number))


def test_a_choice_replaces_the_results_and_keeps_the_place(
    page: Page, actions: None
) -> None:
    page.goto("/actions/")
    total(page, 30)
    page.evaluate("window.stayed = true")
    box = page.get_by_label(re.compile("^Niger"))
    box.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")

    box.check()

    total(page, 10)
    expect(page).to_have_url(re.compile(r"/actions/\?pays=ne"))
    expect(page.locator("#f-pays-ne")).to_be_checked()
    expect(page.locator("#f-pays-ne")).to_be_focused()
    expect(page.locator("#facet-pays")).to_have_attribute("open", "")
    assert page.evaluate("scrollY") == before
    assert page.evaluate("window.stayed")


def test_typing_searches_and_loses_nothing_typed(page: Page, actions: None) -> None:
    page.goto("/actions/")

    page.locator("#q").press_sequentially("forag")

    total(page, 6)
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("forag")
    expect(page.locator(".card__title mark").first).to_have_text("Forage")
    expect(page).to_have_url(re.compile(r"q=forag"))


def test_search_and_facets_work_by_keyboard_alone(page: Page, actions: None) -> None:
    page.goto("/actions/")
    tab_to(page, page.locator("#q"))
    page.keyboard.type("captage")
    total(page, 24)
    tab_to(page, page.get_by_label(re.compile("^Niger")))
    page.keyboard.press("Space")
    total(page, 8)
    expect(page.locator("#f-pays-ne")).to_be_focused()
    removal = page.get_by_role("link", name=re.compile("Niger")).first
    page.keyboard.press("Space")
    total(page, 24)
    expect(removal).to_have_count(0)


def test_back_and_forward_go_through_the_choices(page: Page, actions: None) -> None:
    page.goto("/actions/")
    page.get_by_label(re.compile("^Niger")).check()
    total(page, 10)
    page.get_by_label(re.compile("^Togo")).check()
    total(page, 20)

    page.go_back()
    total(page, 10)
    expect(page.locator("#f-pays-tg")).not_to_be_checked()
    page.go_forward()
    total(page, 20)
    expect(page.locator("#f-pays-tg")).to_be_checked()


def test_a_choice_taken_away_is_taken_out_of_its_control(
    page: Page, actions: None
) -> None:
    page.goto("/actions/?q=forage&pays=ne")
    total(page, 2)
    page.evaluate("window.stayed = true")

    page.get_by_role("link", name="Retirer le filtre Recherche forage").click()

    total(page, 10)
    expect(page.locator("#q")).to_have_value("")
    page.get_by_role("link", name="Retirer le filtre Pays Niger").click()
    total(page, 30)
    expect(page.locator("#f-pays-ne")).not_to_be_checked()
    assert page.evaluate("window.stayed")


def test_pages_and_order_replace_the_results_too(page: Page, actions: None) -> None:
    page.goto("/actions/")
    page.evaluate("window.stayed = true")

    page.get_by_label("Trier par").select_option("titre")
    expect(page).to_have_url(re.compile("tri=titre$"))
    expect(page.locator(".card__title").first).to_have_text("Captage 06")
    page.get_by_role("link", name="Suivante").click()

    expect(page).to_have_url(re.compile("tri=titre&page=2"))
    expect(page.locator(".card__title").first).to_have_text("Forage 01")
    assert page.evaluate("window.stayed")


def test_a_long_facet_is_searched_whole(page: Page, actions: None) -> None:
    page.goto("/actions/")
    shown = page.locator("#options-collectivite .option:visible")
    expect(shown).to_have_count(0)
    page.locator("#facet-collectivite summary").click()
    expect(shown).to_have_count(30)

    page.locator("#facet-collectivite-search").press_sequentially("ville 29")

    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Ville 29")
    shown.locator("input").check()
    total(page, 1)
    expect(page).to_have_url(re.compile(r"collectivite=commune-\d+$"))
    # The facet is still open, with all its values, in which the search goes on.
    page.locator("#facet-collectivite-search").fill("")
    expect(shown).to_have_count(30)


def test_a_short_facet_shows_the_rest_when_asked(
    page: Page, live_server: LiveServer
) -> None:
    for number in range(20):
        code = f"{chr(65 + number)}Z"
        country = CountryFactory(iso2=code, name_fr=f"Pays {number:02}")
        LocationFactory(country=country)
    page.goto("/actions/")
    shown = page.locator("#options-pays .option:visible")
    expect(shown).to_have_count(5)

    page.locator("#facet-pays-search").press_sequentially("19")
    expect(shown).to_have_count(1)
    page.locator("#facet-pays-search").fill("")
    expect(shown).to_have_count(20)

    page.goto("/actions/")
    page.get_by_role("link", name=re.compile("15 autres")).click()
    expect(shown).to_have_count(20)
    expect(page.locator("#options-pays .option input").nth(5)).to_be_focused()


def test_without_scripts_the_form_and_the_links_do_the_same(
    browser: Browser, live_server: LiveServer, actions: None
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/actions/")

    page.get_by_label(re.compile("^Niger")).check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    total(page, 10)
    page.get_by_role("link", name="Retirer le filtre Pays Niger").click()
    total(page, 30)
    page.locator("#facet-collectivite summary").click()
    page.locator("#facet-collectivite a").click()

    options = page.locator("#options-collectivite .option")
    expect(options).to_have_count(30)
    page.get_by_label("Ville 03").check()
    page.get_by_label("Chercher une valeur").fill("ville 29")
    page.keyboard.press("Enter")
    expect(options).to_have_count(2)
    page.get_by_label("Ville 29").check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    total(page, 2)
    context.close()


def test_handles_choose_a_span_of_years_and_write_it_into_the_fields(
    live_server: LiveServer, page: Page
) -> None:
    for year in (1990, 2005, 2015):
        ActionFactory(start_year=year, end_year=year)
    page.goto("/actions/")
    page.locator("#facet-years summary").click()
    page.get_by_role("slider", name="De").focus()

    page.keyboard.press("End")
    total(page, 0)
    page.get_by_role("slider", name="De").fill("2000")

    total(page, 2)
    expect(page).to_have_url(re.compile(r"\?annee_min=2000"))
    expect(page.get_by_role("textbox", name="De")).to_have_value("2000")
    page.get_by_role("slider", name="À").fill("2010")
    total(page, 1)
    expect(page).to_have_url(re.compile(r"annee_min=2000&annee_max=2010"))
