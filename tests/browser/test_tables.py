"""A simple table is exported, a cell changed, imported, looked at and confirmed."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cooperation.models import GlossaryTerm
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/gestion/cooperation/glossaryterm/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def term(transactional_db: None) -> GlossaryTerm:
    """A term of the glossary, beside another."""
    factories.GlossaryTermFactory(code="pair")
    term: GlossaryTerm = factories.GlossaryTermFactory()
    return term


def export(page: Page, path: Path) -> None:
    """Save the list as a workbook."""
    page.get_by_role("link", name="Exporter", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Classeur XLSX").click()
    waiting.value.save_as(path)


def edit(path: Path, column: str, value: str) -> None:
    """Change a cell of the first line."""
    book = openpyxl.load_workbook(path)
    place = {cell.value: cell.column for cell in book.worksheets[0][1]}
    book.worksheets[0].cell(2, place[column]).value = value
    book.save(path)


def upload(page: Page, path: Path) -> None:
    page.goto(LIST)
    page.get_by_role("link", name="Importer", exact=True).click()
    page.get_by_label("Choisissez un fichier, ou déposez-le ici").set_input_files(path)
    page.get_by_role("button", name="Lire le fichier").click()


def check(page: Page) -> None:
    """Nothing of the page runs over, and no rule of accessibility is broken."""
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (768, "dark"), (1440, "light")]
)
def test_a_table_goes_out_corrected_and_comes_back(
    width: int,
    scheme: str,
    browser: Browser,
    live_server: LiveServer,
    term: GlossaryTerm,
    tmp_path: Path,
) -> None:
    how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with visitor(browser, live_server, **how) as page:
        log_in_with_two_factors(page, LIST)
        path = tmp_path / "glossaire.xlsx"
        export(page, path)
        check(page)
        edit(path, "Nom anglais", "")
        edit(path, "Source", "Une loi")
        upload(page, path)
        expect(page.get_by_text("après : Une loi")).to_be_attached()
        check(page)
        page.get_by_role("button", name="Confirmer l’import").click()
        expect(page.get_by_text("Import terminé. Lignes : 1 modifiée")).to_be_visible()
        term.refresh_from_db()
        assert (term.source, term.name_en) == ("Une loi", "Jumelage")

        edit(path, "Page de la source", "pas un lien")
        upload(page, path)
        expect(page.get_by_text("Page de la source, « pas un lien »")).to_be_visible()
        check(page)
