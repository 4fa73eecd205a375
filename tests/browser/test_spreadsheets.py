"""A list is exported, corrected in a spreadsheet, imported, looked at, undone."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cooperation.models import Action
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/gestion/cooperation/action/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def well(transactional_db: None) -> Action:
    """A published well of Annecy, beside a school; two towns of the same name."""
    lead = factories.CollectivityFactory(name="Annecy", slug="annecy")
    for code in ("93066", "97411"):
        factories.CollectivityFactory(
            name="Saint-Denis", slug=f"saint-denis-{code}", insee_code=code
        )
    factories.ActionFactory(title="École", lead=lead)
    well: Action = factories.ActionFactory(title="Puits", slug="puits", lead=lead)
    return well


def download(page: Page, name: str, path: Path) -> Path:
    """Press a link that gives a file; keep it."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    waiting.value.save_as(path)
    return path


def edit(path: Path) -> None:
    """Change a title, put a wrong word in a cell, add a line with a doubtful name."""
    book = openpyxl.load_workbook(path)
    worksheet = book["Actions"]
    place = {cell.value: cell.column for cell in worksheet[1]}
    assert worksheet.max_row == 2
    worksheet.cell(2, place["Titre"]).value = "Puits de Téra"
    worksheet.cell(2, place["État"]).value = "presque finie"
    worksheet.cell(3, place["Titre"]).value = "Four solaire"
    worksheet.cell(3, place["Collectivité chef de file"]).value = "Saint-Denis"
    worksheet.cell(3, place["Publication"]).value = "publiée"
    book.save(path)


def upload(page: Page, path: Path) -> None:
    """Send a file from the list of imports."""
    content = page.locator("#content")
    content.get_by_role("link", name="Importer", exact=True).click()
    page.get_by_role("link", name="Importer un fichier").click()
    page.get_by_label("Choisissez un fichier, ou déposez-le ici").set_input_files(path)
    page.get_by_role("button", name="Lire le fichier").click()


def test_a_list_goes_out_corrected_and_comes_back(
    page: Page, well: Action, tmp_path: Path
) -> None:
    log_in_with_two_factors(page, f"{LIST}?q=puits")
    page.get_by_role("link", name="Exporter", exact=True).click()
    expect(page.get_by_text("recherche : puits")).to_be_visible()
    path = download(page, "Classeur XLSX", tmp_path / "actions.xlsx")
    edit(path)
    page.get_by_role("link", name="Revenir à la liste").click()
    upload(page, path)

    page.get_by_role("link", name="Colonnes").click()
    expect(page.get_by_label("Titre", exact=True).first).to_have_value("titre")
    expect(page.get_by_text("Puits de Téra", exact=True)).to_be_visible()
    page.get_by_role("button", name="Voir ce que cela changerait").click()

    lines = page.locator(".import__line")
    expect(lines).to_have_count(2)
    expect(page.locator("#decompte")).to_contain_text("refusées")
    first, second = lines.nth(0), lines.nth(1)
    first.get_by_label("Corriger").select_option("terminee")
    first.get_by_role("button", name="Corriger").click()
    expect(first.get_by_text("± modifiée")).to_be_visible()
    expect(first.locator("del").first).to_contain_text("Puits")
    expect(first.locator("ins").first).to_contain_text("Puits de Téra")
    second.locator(".import__candidate").first.click()
    expect(second.get_by_text("+ créée")).to_be_visible()
    expect(page.locator("#decompte")).to_contain_text("refusée")

    page.get_by_role("link", name="Continuer : appliquer…").click()
    page.get_by_role("button", name="Appliquer maintenant").click()
    result = page.url
    expect(page.get_by_role("link", name="Annuler cet import…")).to_be_visible()
    page.goto("/actions/puits/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Puits de Téra")
    page.goto("/actions/")
    expect(page.get_by_role("link", name="Four solaire")).to_be_visible()

    page.goto(result)
    page.get_by_role("link", name="Annuler cet import…").click()
    page.get_by_role("button", name="Oui, annuler cet import").click()
    expect(page.get_by_text("tout est revenu à l’état d’avant").first).to_be_visible()
    page.goto("/actions/puits/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Puits")
    page.goto("/actions/")
    expect(page.get_by_role("link", name="Four solaire")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_pages_are_accessible_and_fit(
    browser: Browser,
    live_server: LiveServer,
    well: Action,
    tmp_path: Path,
    width: int,
    scheme: Any,
) -> None:
    how = {
        "viewport": {"width": width, "height": 800},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
        "bypass_csp": True,  # axe is put in the page
    }
    with visitor(browser, live_server, **how) as page:
        log_in_with_two_factors(page, LIST)
        page.get_by_role("link", name="Exporter", exact=True).click()
        path = download(page, "Classeur XLSX", tmp_path / "actions.xlsx")
        book = openpyxl.load_workbook(path)
        book["Actions"]["B2"].value = "Autre titre"
        book["Actions"]["D2"].value = "presque finie"
        book.save(path)
        check(page)
        page.get_by_role("link", name="Revenir à la liste").click()
        upload(page, path)
        expect(page.locator(".import__line")).to_have_count(1)
        preview = page.url
        imports = "/gestion/cooperation/importbatch/"
        pages = [f"{preview}{step}" for step in ("", "colonnes/", "appliquer/")]
        for address in [imports, f"{imports}deposer/", *pages]:
            page.goto(address)
            check(page)


def check(page: Page, part: str = "#content") -> None:
    """Look for what axe finds, and for what does not fit the screen."""
    options = {"preload": False}  # it would ask for the parts of style sheets
    found = Axe().run(page, part, options).response["violations"]
    said = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert said == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
