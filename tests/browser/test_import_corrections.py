"""Lines of an import are corrected in place: keys, doubled clicks, a server away."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cooperation.models import Action, ImportBatch
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IMPORTS = "/gestion/cooperation/importbatch/"
HEAD = "Titre;Collectivité chef de file;État;Année de début\r\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def towns(transactional_db: None) -> None:
    """Annecy, and two towns of the same name."""
    factories.CollectivityFactory(name="Annecy", slug="annecy")
    for code in ("93066", "97411"):
        factories.CollectivityFactory(
            name="Saint-Denis", slug=f"saint-denis-{code}", insee_code=code
        )


def send(page: Page, tmp_path: Path, *lines: str) -> None:
    """Log in, and send a file of some lines."""
    path = tmp_path / "actions.csv"
    path.write_bytes((HEAD + "".join(f"{line}\r\n" for line in lines)).encode())
    log_in_with_two_factors(page, f"{IMPORTS}deposer/")
    page.get_by_label("Choisissez un fichier, ou déposez-le ici").set_input_files(path)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator(".import__line").first).to_be_visible()


def test_enter_sends_what_is_typed(page: Page, towns: None, tmp_path: Path) -> None:
    send(page, tmp_path, "Un four;Saint-Denis;finie;2021")
    line = page.locator(".import__line")
    expect(line.locator(".import__candidate")).to_have_count(2)
    line.get_by_label("Corriger : État").select_option("terminee")
    lead = line.get_by_label("Corriger : Collectivité chef de file")
    lead.fill("Annecy")
    lead.press("Enter")
    expect(line.get_by_text("+ créée")).to_be_visible()
    expect(line.locator("ins", has_text="Annecy (74)")).to_be_visible()
    assert ImportBatch.objects.get().lines.get().corrections == {
        "chef_de_file": "Annecy",
        "etat": "terminee",
    }


def test_a_candidate_goes_with_what_is_typed_beside_it_and_only_once(
    page: Page, towns: None, tmp_path: Path
) -> None:
    send(page, tmp_path, "Un four;Saint-Denis;finie;2021")
    line = page.locator(".import__line")
    line.get_by_label("Corriger : État").select_option("terminee")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if "/lignes/" in one.url else 0)
    line.locator(".import__candidate").first.dblclick()
    expect(line.get_by_text("+ créée")).to_be_visible()
    assert len(sent) == 1
    assert ImportBatch.objects.get().lines.get().corrections["etat"] == "terminee"


def test_nothing_typed_is_lost_when_the_server_does_not_answer(
    browser: Browser, live_server: LiveServer, towns: None, tmp_path: Path
) -> None:
    # Not a visitor of other tests: what fails here is a complaint of the console.
    context = browser.new_context(base_url=live_server.url, locale="fr-FR")
    page = context.new_page()
    send(page, tmp_path, "Un four;Nulle-Part;en cours;2021")
    line = page.locator(".import__line")
    lead = line.get_by_label("Corriger : Collectivité chef de file")

    def expect_to_be_told(words: str) -> None:
        lead.fill("Annecy")
        lead.press("Enter")
        expect(line.get_by_role("alert")).to_contain_text(words)
        expect(line.get_by_role("alert")).to_have_count(1)
        expect(lead).to_have_value("Annecy")

    page.route("**/lignes/**", lambda route: route.abort())
    expect_to_be_told("n’a pas répondu")
    page.unroute("**/lignes/**")
    page.route("**/lignes/**", lambda route: route.fulfill(status=500, body="oh"))
    expect_to_be_told("n’a pas répondu")
    page.unroute("**/lignes/**")
    cookies = context.cookies()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    expect_to_be_told("plus connecté")
    context.add_cookies(cookies)
    lead.press("Enter")
    expect(line.get_by_text("+ créée")).to_be_visible()
    context.close()


def test_a_second_tab_takes_nothing_back(
    page: Page, towns: None, tmp_path: Path
) -> None:
    send(page, tmp_path, "Un four;Annecy;finie;hier")
    other = page.context.new_page()
    other.goto(page.url)
    line, again = page.locator(".import__line"), other.locator(".import__line")
    line.get_by_label("Corriger : État").select_option("terminee")
    line.get_by_role("button", name="Corriger").click()
    expect(line.get_by_label("Corriger : État")).to_have_count(0)
    again.get_by_label("Corriger : Année de début").fill("2019")
    again.get_by_role("button", name="Corriger").click()
    expect(again.get_by_text("+ créée")).to_be_visible()


def test_without_javascript_lines_are_corrected_and_entries_published(
    browser: Browser, live_server: LiveServer, towns: None, tmp_path: Path
) -> None:
    with visitor(browser, live_server, java_script_enabled=False) as page:
        send(page, tmp_path, "Un four;Saint-Denis;finie;2021")
        line = page.locator(".import__line")
        line.get_by_label("Corriger : État").select_option("terminee")
        lead = line.get_by_label("Corriger : Collectivité chef de file")
        lead.fill("Annecy")
        lead.press("Enter")
        expect(line.get_by_text("+ créée : brouillon")).to_be_visible()
        page.get_by_label("publiées").check()
        page.get_by_role("button", name="Retenir ce choix").click()
        expect(line.get_by_text("+ créée : publiée")).to_be_visible()
        page.get_by_label("des brouillons").check()
        page.get_by_label("des brouillons").press("Enter")
        expect(line.get_by_text("+ créée : brouillon")).to_be_visible()
        page.get_by_role("link", name="Continuer : appliquer…").click()
        page.get_by_role("button", name="Appliquer maintenant").click()
        page.go_back()
        expect(page.get_by_text("Rien de plus n’a été fait")).to_be_visible()
        page.get_by_role("link", name="Publier cette fiche…").click()
        page.get_by_role("button", name="Oui, publier").click()
        expect(page.get_by_text("1 fiche publiée.")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("link", name="Publier cette fiche…")).to_have_count(0)
        page.get_by_role("link", name="Actions : 1").click()
        expect(page.get_by_role("link", name="Un four")).to_be_visible()
    assert Action.objects.get().is_published()
