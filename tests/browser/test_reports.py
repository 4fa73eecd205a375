"""A report is written, published, read on a phone and taken away, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from surveys.models import Report
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def assert_accessible(page: Page) -> None:
    """Fail on any rule of WCAG that axe can judge."""
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()


def begin(page: Page) -> None:
    """Begin a report through its form."""
    log_in_with_two_factors(page, "/gestion/etats-des-lieux/nouveau/")
    page.get_by_label("Titre", exact=True).fill("La coopération d’ici")
    page.get_by_label("Adresse", exact=True).fill("essai")
    page.get_by_label("Édition").fill("2026-11-01")
    assert_accessible(page)
    page.get_by_role("button", name="Relever les chiffres").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La coopération d’ici")
    assert_accessible(page)


def write(page: Page) -> None:
    """Write a section with a figure by name, seen as it is typed."""
    page.get_by_role("link", name="Pourquoi cet état des lieux").click()
    text = page.get_by_label("Texte", exact=False).first
    text.fill("Ici, on mène .")
    text.press("ArrowLeft")
    page.get_by_label("Titre", exact=True).focus()
    page.locator(".names summary", has_text="Chiffres").click()
    page.get_by_role("button", name="{{chiffre:actions}}").click()
    expect(text).to_have_value("Ici, on mène {{chiffre:actions}}.")
    preview = page.locator("#apercu")
    expect(preview).to_contain_text("Ici, on mène 1")
    text.select_text()
    page.get_by_role("button", name="Gras").click()
    expect(preview.locator("b").first).to_contain_text("Ici, on mène")
    text.press("End")
    text.press_sequentially(" {{chiffre:x}}")
    expect(preview).to_contain_text("n’a rien qui s’appelle « x »")
    text.fill("Ici, on mène {{chiffre:actions}} action.")
    expect(preview).not_to_contain_text("s’appelle")
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 800})
    keep_what_is_typed(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Section enregistrée.")).to_be_visible()


def keep_what_is_typed(page: Page) -> None:
    """Leave the page without saving, asked first, and take up what was typed."""
    typed = page.locator("#id_prose_fr").input_value()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator("#id_prose_fr")).not_to_have_value(typed)
    page.get_by_role("button", name="Le reprendre").click()
    expect(page.locator("#id_prose_fr")).to_have_value(typed)


def let_review(page: Page, browser: object, live_server: LiveServer) -> None:
    """Give a link to the draft, which opens it to who has no account."""
    page.get_by_role("link", name="Faire relire").click()
    page.get_by_label("Pour qui").fill("Vice-présidente")
    page.get_by_role("button", name="Faire le lien").click()
    link = page.get_by_label("Le lien, à copier maintenant").input_value()
    assert_accessible(page)
    with visitor(browser, live_server) as reader:
        reader.goto("/etats-des-lieux/" + link.partition("/etats-des-lieux/")[2])
        expect(reader.get_by_text("Brouillon, en relecture")).to_be_visible()
        assert_accessible(reader)
        assert reader.context.cookies() == []
    page.get_by_role("link", name="La coopération d’ici").first.click()
    expect(page.get_by_role("link", name="En relecture")).to_be_visible()


def test_a_report_from_the_first_word_to_the_phone_of_a_reader(
    page: Page, browser: object, live_server: LiveServer
) -> None:
    place = factories.PlaceFactory(name="Téra", lat=14.0, lng=0.75)
    action = factories.ActionFactory(title="De l’eau", lead__lat=46.0, lead__lng=6.1)
    factories.LocationFactory(action=action, place=place, country=place.country)
    begin(page)
    write(page)
    let_review(page, browser, live_server)
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("tout le monde peut le lire")).to_be_visible()
    assert Report.objects.published().count() == 1
    phone = {"viewport": {"width": 360, "height": 740}}
    with visitor(browser, live_server, **phone) as reader:
        reader.goto("/etats-des-lieux/")
        reader.get_by_role("link", name="La coopération d’ici", exact=True).click()
        expect(reader.get_by_text("Ici, on mène 1 action.")).to_be_visible()
        expect(reader.locator("#map[data-ready=true]")).to_be_visible()
        assert reader.evaluate("document.documentElement.scrollWidth") <= 360
        assert_accessible(reader)
        reader.get_by_role("link", name="1", exact=True).first.click()
        expect(reader.get_by_role("link", name="De l’eau")).to_be_visible()
        assert_accessible(reader)
        found = reader.request.get("/etats-des-lieux/essai.pdf")
        assert found.body().startswith(b"%PDF-1.7")
