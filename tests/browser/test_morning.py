"""A morning of staff: a request, a proposal and the next, a campaign, an invitation.

Each is done by links from the home page of staff, in a counted number of clicks.
"""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Locator, Page, expect

from accounts.models import Membership, Proposal, ProposalState
from tests import factories
from tests.accounts.test_queue import send
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Clicks:
    """Clicks on a page as staff do, and counts them; looks at each with axe."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def start(self) -> None:
        """Begin to count, on the home page of staff."""
        self.page.goto("/gestion/")
        self.number = 0

    def click(self, target: Locator) -> None:
        self.number += 1
        target.click()
        self.page.wait_for_load_state()

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name).first)

    def look(self) -> None:
        """Fail for what people with assistive technology would stumble over."""
        found: Any = Axe().run(self.page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.fixture
def staff(page: Page) -> Clicks:
    """A member of staff on their home page."""
    log_in_with_two_factors(page, "/gestion/")
    expect(page.locator(".staff-bar").first).to_be_visible()
    return Clicks(page)


def test_a_request_is_accepted_in_two_clicks(staff: Clicks) -> None:
    factories.AccessRequestFactory(
        collectivity=factories.CollectivityFactory(website="https://annecy.example"),
        email="camille@annecy.example",
    )
    staff.start()
    staff.link("Demandes d’accès")
    expect(staff.page.get_by_text("même domaine que le site")).to_be_visible()
    staff.look()
    staff.button("Accepter")
    expect(staff.page.get_by_text("peut entrer aussitôt")).to_be_visible()
    assert staff.number == 2
    assert Membership.objects.get().user.email == "camille@annecy.example"


def test_a_proposal_is_decided_in_three_clicks_and_the_next_in_one(
    staff: Clicks,
) -> None:
    first, second = send("Eau potable à Téra", days=12), send("École", days=1)
    staff.start()
    staff.link("Propositions à relire")
    expect(staff.page.get_by_text("il y a 12 jours")).to_be_visible()
    staff.look()
    staff.link("Eau potable à Téra")
    staff.look()
    staff.button("Tout accepter")
    assert staff.number == 3
    expect(staff.page.get_by_role("heading", name="École")).to_be_visible()

    box = staff.page.get_by_label("Titre")
    box.check()
    box.press("Enter")
    expect(staff.page.get_by_role("heading", name="École")).to_be_visible()
    expect(staff.page.get_by_label("Titre")).to_be_checked()
    second.refresh_from_db()
    assert second.state == ProposalState.SENT

    staff.button("Tout accepter")
    assert staff.number == 4
    expect(staff.page.get_by_text("Rien n’attend")).to_be_visible()
    assert set(Proposal.objects.values_list("pk", "state")) == {
        (first.pk, ProposalState.ACCEPTED),
        (second.pk, ProposalState.ACCEPTED),
    }


def test_a_campaign_is_prepared_in_three_clicks_after_a_look(staff: Clicks) -> None:
    factories.ActionFactory(lead__name="Annecy")
    staff.start()
    staff.click(staff.page.locator(".staff-bar").get_by_role("link", name="Campagnes"))
    staff.page.get_by_label("Nom", exact=True).fill("Novembre")
    staff.page.get_by_label("Nom", exact=True).press("Enter")
    expect(staff.page.get_by_text("1 collectivité la recevrait")).to_be_visible()
    staff.look()
    staff.button("Préparer, sans rien envoyer")
    expect(staff.page.get_by_role("heading", name="Novembre")).to_be_visible()
    assert staff.number == 2


def test_a_pasted_list_is_looked_at_corrected_and_sent_once(staff: Clicks) -> None:
    factories.CollectivityFactory(name="Annecy", slug="annecy", insee_code="74010")
    staff.page.goto("/gestion/invitations/")
    staff.page.get_by_label("Une personne par ligne").fill(
        "Anne REY <anne@annecy.example> ; Anecy\nanne@annecy.example\tAnnecy"
    )
    staff.button("Vérifier, sans rien envoyer")
    expect(staff.page.get_by_text("Inviter 1 personne")).to_be_visible()
    staff.page.get_by_label("Est-ce l’une de celles-ci ?").select_option(index=1)
    staff.button("Vérifier de nouveau")
    expect(staff.page.get_by_text("déjà à la ligne 1")).to_be_visible()
    staff.look()
    staff.page.get_by_role("button", name="Inviter 1 personne").dblclick()
    expect(staff.page.get_by_text("invité").first).to_be_visible()
    assert [message.to for message in mail.outbox] == [["anne@annecy.example"]]
