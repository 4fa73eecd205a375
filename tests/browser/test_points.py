"""Staff place a point with hand, keyboard or words; and ask authorities to confirm."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cooperation.models import Location
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def number(field: Locator) -> float:
    """Return the number that a field holds."""
    return float(field.input_value())


def test_a_point_is_clicked_dragged_typed_named_and_kept(page: Page) -> None:
    place = factories.PlaceFactory(name="Téra", lat=14.0077, lng=0.7531)
    kept = factories.LocationFactory(country=place.country, label="Puits")
    change = f"/gestion/cooperation/action/{kept.action_id}/change/"
    log_in_with_two_factors(page, change)
    lat, lng = page.locator("#id_locations-0-lat"), page.locator("#id_locations-0-lng")
    opener = page.locator("#locations-0 .picker-open")
    opener.click()
    dialog = page.get_by_role("dialog", name="Placer sur la carte")
    chart = dialog.locator(".picker__map")
    expect(chart).to_have_attribute("data-ready", "true")
    expect(dialog.get_by_role("status")).to_have_text("Pas de point.")

    # By a click, in the middle of the world as it opens.
    box: Any = chart.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    marker = dialog.get_by_role("button", name="Repère : les flèches le déplacent")
    expect(marker).to_be_visible()
    assert (round(number(lat)), round(number(lng))) == (25, 8)

    # By the hand: to the east and to the south.
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    expect(lng).not_to_have_value("8")
    assert number(lat) < 24
    assert number(lng) > 9

    # By the keyboard.
    north, east = number(lat), number(lng)
    marker.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    assert number(lat) > north
    assert number(lng) < east

    # By coordinates as they are pasted from elsewhere, then by a name.
    search = dialog.get_by_label("Chercher un lieu, ou coller des coordonnées")
    search.fill("46°11'24\"N 6°13'48\"E")
    search.press("Enter")
    expect(lat).to_have_value("46.19")
    expect(lng).to_have_value("6.23")
    search.fill("nulle part")
    search.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("Aucun lieu de ce nom")
    search.fill("tera")
    search.press("Enter")
    expect(lat).to_have_value("14.0077")
    expect(dialog.get_by_role("status")).to_have_text("Point : 14,0077, 0,7531")

    # Cleared, taken back from the place, and closed by Escape.
    dialog.get_by_role("button", name="Retirer le point").click()
    expect(lat).to_have_value("")
    dialog.get_by_role("button", name="Poser le repère au centre").click()
    expect(lat).to_have_value("14.0077")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    # A row that is added has its map too; its chosen place is shown on it.
    page.locator("#locations-group .add-row a").click()
    page.locator("#locations-1 .field-place .select2-selection").click()
    page.locator(".select2-search__field:focus").fill("tera")
    page.get_by_role("option", name="Téra").click()
    page.locator("#locations-1 .picker-open").click()
    second = page.get_by_role("dialog", name="Placer sur la carte")
    expect(second.get_by_role("status")).to_contain_text("celui du lieu choisi compte")
    second.get_by_role("button", name="Reprendre le point du lieu").click()
    expect(page.locator("#id_locations-1-lat")).to_have_value("14.0077")
    second.get_by_role("button", name="Terminer").click()
    page.locator("#locations-1 .inline-deletelink").click()

    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(lat).to_have_value("14.0077")
    opener.click()
    expect(dialog.get_by_role("status")).to_have_text("Point : 14,0077, 0,7531")
    stored = Location.objects.get()
    assert (stored.lat, stored.lng) == (14.0077, 0.7531)


@pytest.fixture
def checked(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page into which axe may put its own styles."""
    with visitor(browser, live_server, bypass_csp=True) as page:
        yield page


def test_the_map_lies_open_in_a_sheet_that_has_a_point(checked: Page) -> None:
    page = checked
    place = factories.PlaceFactory(name="Téra", lat=14.0077, lng=0.7531)
    log_in_with_two_factors(page, f"/gestion/cooperation/place/{place.pk}/change/")
    expect(page.locator(".picker__map")).to_have_attribute("data-ready", "true")
    page.get_by_label("Latitude").fill("13,5")
    expect(page.locator(".picker__state")).to_have_text("Point : 13,5, 0,7531")
    page.get_by_label("Latitude").fill("135")
    expect(page.locator(".picker__state")).to_contain_text("pas un point de la Terre")
    found = Axe().run(page, context=".picker").response["violations"]
    assert [rule["id"] for rule in found] == []


def test_staff_relaunch_authorities_from_the_list(page: Page) -> None:
    mandate = factories.MembershipFactory(collectivity__name="Annecy")
    factories.ActionFactory(lead=mandate.collectivity)
    factories.ActionFactory(lead__name="Thônes")
    log_in_with_two_factors(page, "/gestion/cooperation/action/")
    page.locator("#action-toggle").click()
    page.get_by_label("Action :").select_option(label="Relancer les collectivités")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text(mandate.user.email)).to_be_visible()
    expect(page.get_by_text("Sans personne à qui écrire")).to_be_visible()
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.get_by_text("1 courriel part dans la minute.")).to_be_visible()
    assert [message.to for message in mail.outbox] == [[mandate.user.email]]
    page.get_by_role("button", name="Clore").click()
    expect(page.get_by_text("plus rien ne partira")).to_be_visible()
