"""An agent changes a downloaded workbook and sends it; staff accept its proposals."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership, Proposal, ProposalState
from cooperation.models import Action
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_by_code, log_in_with_two_factors
from tests.browser.test_spreadsheets import check, download

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def membership(transactional_db: None) -> Membership:
    """An agent of Annecy, which leads a well and a school; a mill of another."""
    membership: Membership = factories.MembershipFactory(
        collectivity__name="Annecy", collectivity__slug="annecy"
    )
    email = membership.user.email
    EmailAddress.objects.create(user=membership.user, email=email, verified=True)
    for title in ("Puits", "École"):
        factories.ActionFactory(title=title, lead=membership.collectivity)
    factories.ActionFactory(title="Moulin", reference="MOULIN7")
    return membership


def upload(page: Page, path: Path) -> None:
    """Send a file from the page that it was downloaded from."""
    page.get_by_label("Fichier", exact=True).set_input_files(path)
    page.get_by_role("button", name="Voir ce que je proposerais").click()
    heading = page.get_by_role("heading", name="Ce que vous proposeriez")
    expect(heading).to_be_visible()


def edit(path: Path) -> None:
    """Change two cells, and add a line about the entry of another authority."""
    book = openpyxl.load_workbook(path)
    worksheet = book["Actions"]
    place = {cell.value: cell.column for cell in worksheet[1]}
    end = worksheet.max_row + 1
    lines = {worksheet.cell(row, place["Titre"]).value: row for row in range(2, end)}
    worksheet.cell(lines["Puits"], place["Résumé"]).value = "Trois forages."
    worksheet.cell(lines["École"], place["État"]).value = "terminée"
    worksheet.cell(end, place["Référence"]).value = "MOULIN7"
    worksheet.cell(end, place["Titre"]).value = "Le nôtre"
    book.save(path)


def test_two_cells_become_two_proposals_that_staff_accept(
    browser: Browser,
    page: Page,
    live_server: LiveServer,
    membership: Membership,
    tmp_path: Path,
) -> None:
    log_in_by_code(page, membership.user.email)
    page.get_by_role("link", name="Tableur").click()
    path = download(page, "Classeur de toutes les fiches", tmp_path / "fiches.xlsx")
    edit(path)
    upload(page, path)

    lines = page.locator(".space__line")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("n’est pas de votre collectivité")
    expect(page.locator("ins")).to_contain_text(["terminée", "Trois forages."])
    page.get_by_role("button", name="Proposer ces 2 fiches").click()
    expect(page.get_by_text("2 propositions envoyées à la relecture")).to_be_visible()
    assert not Action.objects.filter(summary="Trois forages.").exists()

    with visitor(browser, live_server) as staff:
        log_in_with_two_factors(staff, "/gestion/relecture/")
        staff.get_by_role("link", name="Puits").click()
        staff.get_by_role("button", name="Tout accepter").click()
        expect(staff.get_by_role("link", name="Puits")).to_have_count(0)
    assert Action.objects.get(title="Puits").summary == "Trois forages."
    assert Proposal.objects.get(action__title="École").state == ProposalState.SENT


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_pages_are_accessible_and_fit(
    browser: Browser,
    live_server: LiveServer,
    membership: Membership,
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
        log_in_by_code(page, membership.user.email)
        page.goto("/espace/tableur/")
        check(page, "main")
        path = download(page, "Classeur de toutes", tmp_path / "fiches.xlsx")
        edit(path)
        upload(page, path)
        check(page, "main")
