"""A simple table is exported, a cell changed, imported, looked at and confirmed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cooperation.models import GlossaryTerm
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_with_two_factors
from tests.browser.test_spreadsheets import check

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


def edit(path: Path, column: str, value: str) -> None:
    """Change a cell of the first line."""
    book = openpyxl.load_workbook(path)
    place = {cell.value: cell.column for cell in book.worksheets[0][1]}
    book.worksheets[0].cell(2, place[column]).value = value
    book.save(path)


def upload(page: Page, path: Path) -> None:
    page.goto(LIST)
    content = page.locator("#content")
    content.get_by_role("link", name="Importer", exact=True).click()
    page.get_by_label("Choisissez un fichier, ou déposez-le ici").set_input_files(path)
    page.get_by_role("button", name="Lire le fichier").click()


def go_through(page: Page, path: Path, look: Callable[[Page], None]) -> None:
    """Export, change a cell, import, confirm, then import a wrong cell."""
    log_in_with_two_factors(page, LIST)
    page.get_by_role("link", name="Exporter", exact=True).click()
    look(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Classeur XLSX").click()
    waiting.value.save_as(path)
    edit(path, "Nom anglais", "")
    edit(path, "Source", "Une loi")
    upload(page, path)
    expect(page.locator(".import__line")).to_have_count(1)
    expect(page.locator("ins")).to_contain_text("après : Une loi")
    look(page)
    page.get_by_role("button", name="Confirmer l’import").click()
    expect(page.get_by_text("Import terminé. Lignes : 1 modifiée")).to_be_visible()
    edit(path, "Page de la source", "pas un lien")
    upload(page, path)
    expect(page.get_by_text("Page de la source, « pas un lien »")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Choisir un autre fichier").click()
    look(page)


def test_a_table_goes_out_corrected_and_comes_back(
    page: Page, term: GlossaryTerm, tmp_path: Path
) -> None:
    """The policy of the site is on: a violation fails the fixture."""
    go_through(page, tmp_path / "glossaire.xlsx", lambda _page: None)
    term.refresh_from_db()
    assert (term.source, term.name_en, term.url) == ("Une loi", "Jumelage", "")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_pages_of_tables_are_accessible_and_fit(
    browser: Browser,
    live_server: LiveServer,
    term: GlossaryTerm,
    tmp_path: Path,
    width: int,
    scheme: str,
) -> None:
    how = {
        "viewport": {"width": width, "height": 800},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
        "bypass_csp": True,  # axe is put in the page
    }
    with visitor(browser, live_server, **how) as page:
        go_through(page, tmp_path / "glossaire.xlsx", check)
