"""The whole life of an agent in a real browser, and how many gestures it takes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.campaigns.workflow import (
    create_campaign,
    send_due_mails,
    start_campaign,
)
from accounts.models import Membership, Proposal, ProposalState
from cooperation.models import Action
from tests import factories
from tests.browser.conftest import SLOW_MACHINE_MS, visitor
from tests.browser.keyboard import tab_to
from tests.browser.logins import (
    log_in_by_code,
    log_in_with_two_factors,
    read_code,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

AGENT, SUCCESSOR = "camille@annecy.example", "sacha@annecy.example"
SHEETS = 5


class Hand:
    """Does what a person does with a page, and counts clicks and keystrokes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.gestures = 0

    def click(self, target: Locator) -> None:
        """Click: one gesture."""
        self.gestures += 1
        target.click()

    def type(self, target: Locator, text: str) -> None:
        """Click into a field and type: one gesture, and one for each key."""
        self.gestures += 1 + len(text)
        target.click()
        target.press_sequentially(text)

    def open_part(self, name: str) -> None:
        """Open a part of the form: one gesture, after which one writes in it."""
        self.click(self.page.locator("summary", has_text=name))

    def go_on(self, target: Locator, text: str) -> None:
        """Type where the focus is: one gesture for each key."""
        expect(target).to_be_focused()
        self.gestures += len(text)
        target.press_sequentially(text)

    def choose(self, target: Locator, label: str) -> None:
        """Open a list and choose: two gestures."""
        self.gestures += 2
        target.select_option(label=label)


@pytest.fixture
def annecy() -> Any:
    """Annecy, which leads five published actions, one with a partner."""
    annecy = factories.CollectivityFactory(name="Annecy", slug="annecy")
    factories.FundingWindowFactory(name_fr="Loi Oudin-Santini")
    for number in range(1, SHEETS + 1):
        factories.ActionFactory(lead=annecy, title=f"Eau potable, tranche {number}")
    first = Action.objects.get(title__endswith="1")
    factories.InvolvementFactory(action=first, partner__name="Commune de Téra")
    return annecy


@pytest.fixture
def mandate(annecy: Any) -> Membership:
    """An agent of Annecy, who has been welcomed."""
    mandate = factories.MembershipFactory(collectivity=annecy)
    EmailAddress.objects.create(
        user=mandate.user, email=mandate.user.email, verified=True
    )
    return mandate


def log_in_as_staff(page: Page) -> None:
    """Open the page of invitations, by password and second factor."""
    log_in_with_two_factors(page, "/gestion/invitations/")
    expect(page.get_by_role("heading", name="Inviter des personnes")).to_be_visible()


def update(hand: Hand) -> None:
    """Add one partner and one amount to the first action, and send."""
    page = hand.page
    hand.click(page.get_by_role("link", name="Modifier Eau potable, tranche 1"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Modifier")
    expect(page.locator("#edit[data-ready]")).to_be_visible()
    hand.open_part("Avec qui")
    hand.go_on(page.locator("#id_partners-1-name"), "SEVES")
    hand.choose(page.locator("#id_fundings-0-window"), "Loi Oudin-Santini")
    hand.type(page.locator("#id_fundings-0-amount"), "12000")
    hand.type(page.locator("#id_fundings-0-year"), "2025")
    hand.click(page.get_by_role("button", name="Envoyer à la relecture"))
    expect(page.get_by_text("État : envoyée à la relecture")).to_be_visible()


def test_from_invitation_to_handover(
    page: Page, browser: Browser, live_server: LiveServer, annecy: Any
) -> None:
    factories.PartnerFactory(name="SEVES")
    with visitor(browser, live_server) as office:
        log_in_as_staff(office)
        office.get_by_label("Une personne par ligne").fill(f"{AGENT} ; Annecy")
        office.get_by_role("button", name="Vérifier, sans rien envoyer").click()
        office.get_by_role("button", name="Inviter 1 personne").click()
        expect(office.get_by_text("1 personne invitée")).to_be_visible()
        assert mail.outbox[-1].to == [AGENT]
        assert "Annecy" in mail.outbox[-1].subject

        log_in_by_code(page, AGENT)
        page.get_by_role("button", name="Rien n’a changé : Eau potable, tranche 5")
        page.get_by_role(
            "button", name="Rien n’a changé : Eau potable, tranche 5"
        ).click()
        told = page.get_by_role("status").filter(has_text="1 fiche confirmée")
        expect(told).to_be_visible()
        confirmed = Action.objects.get(title="Eau potable, tranche 5")
        assert confirmed.verified_on == timezone.localdate()

        hand = Hand(page)
        update(hand)
        assert hand.gestures < 25
        assert hand.gestures == 21

        office.goto("/gestion/relecture/")
        office.get_by_role("link", name="Eau potable, tranche 1").click()
        office.get_by_label("Financements").check()
        office.get_by_role("button", name="Accepter les champs cochés").click()
        expect(office.get_by_text("la fiche publique est à jour")).to_be_visible()
        assert "acceptée en partie" in mail.outbox[-1].subject

    page.goto(Action.objects.get(title__endswith="1").get_absolute_url())
    expect(page.locator("main")).to_contain_text("12 000 €")
    expect(page.locator("main")).not_to_contain_text("SEVES")
    expect(page.locator("main")).to_contain_text("par la commune")

    hand_over(page)
    page.goto("/espace/")
    expect(page.get_by_text("rattaché à aucune collectivité")).to_be_visible()
    reference = Action.objects.first()
    assert reference is not None
    refused = page.request.get(f"/espace/actions/{reference.reference}/")
    assert refused.status == 404
    with visitor(browser, live_server) as successor:
        log_in_by_code(successor, SUCCESSOR)
        expect(successor.get_by_text(f"{SHEETS} actions")).to_be_visible()


def hand_over(page: Page) -> None:
    """Name a successor and leave."""
    page.goto("/espace/")
    page.get_by_role("link", name="Collègues, passer la main, dossier : Annecy").click()
    page.get_by_label("Adresse électronique de la personne").fill(SUCCESSOR)
    page.get_by_label("Je ne m’en occupe plus").check()
    page.get_by_role("button", name="Valider").click()
    page.get_by_role("button", name="Oui, arrêter mes droits").click()
    expect(page.get_by_text("Annecy : vous ne vous en occupez plus")).to_be_visible()


def test_five_actions_are_confirmed_by_two_clicks_from_a_mail(
    page: Page, mandate: Membership
) -> None:
    campaign = factories.UpdateCampaignFactory.build()
    create_campaign(campaign, [mandate.collectivity])
    start_campaign(campaign)
    send_due_mails(campaign)
    (message,) = mail.outbox
    (link,) = re.findall(r"https?://[^/]+(/espace/lien/\S+)", str(message.body))

    hand = Hand(page)
    hand.gestures += 1  # the click on the link in the mail
    page.goto(link)
    assert not Action.objects.filter(verified_on__isnull=False).exists()
    hand.click(page.get_by_role("button", name="Rien n’a changé : tout confirmer"))

    expect(page.get_by_role("status").filter(has_text="5 fiches")).to_be_visible()
    today = Action.objects.filter(verified_on=timezone.localdate())
    assert today.count() == SHEETS
    assert hand.gestures == 2


def test_logging_in_confirming_and_sending_take_the_clicks_that_they_took(
    page: Page, mandate: Membership
) -> None:
    hand = Hand(page)
    hand.gestures = 1  # the link to the login, on every page
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique").fill(mandate.user.email)
    hand.click(page.get_by_role("button", name="Recevoir un code"))
    page.locator("#id_code").fill(read_code(mandate.user.email))
    hand.click(page.get_by_role("button", name="Se connecter"))
    expect(page.get_by_role("heading", name="Mon espace")).to_be_visible()
    assert hand.gestures == 3

    hand.click(page.get_by_role("button", name="Rien n’a changé : tout confirmer"))
    expect(page.get_by_role("status").filter(has_text="5 fiches")).to_be_visible()
    assert hand.gestures == 4

    hand.gestures = 1  # the link to one's space, on every page
    hand.click(page.get_by_role("link", name="Modifier Eau potable, tranche 1"))
    page.locator("#id_summary").fill("Deux puits.")
    hand.click(page.get_by_role("button", name="Envoyer à la relecture"))
    expect(page.get_by_text("État : envoyée à la relecture")).to_be_visible()
    assert hand.gestures == 3


def test_asking_for_access_takes_the_clicks_that_it_took(
    page: Page, annecy: Any
) -> None:
    hand = Hand(page)
    hand.gestures = 1  # the link to the login, on every page
    page.goto("/compte/login/")
    hand.click(page.get_by_role("link", name="Demander l’accès"))
    page.locator("#q").press_sequentially("anne")
    hand.click(page.get_by_role("link", name="Annecy"))
    page.get_by_label("Votre nom").fill("Camille Rey")
    page.get_by_label("Votre fonction").fill("Chargée de mission")
    page.get_by_label("Votre adresse électronique").fill("camille@annecy.example")
    hand.click(page.get_by_role("button", name="Envoyer la demande"))
    expect(page.get_by_role("heading", name="Demande reçue")).to_be_visible()
    assert hand.gestures == 4


def test_an_authority_is_found_while_its_name_is_typed(page: Page, annecy: Any) -> None:
    factories.CollectivityFactory(name="Thonon-les-Bains")
    page.goto("/compte/demande/")
    page.locator("#q").press_sequentially("anne")
    page.get_by_role("link", name="Annecy").click()
    expect(page.get_by_role("heading", name="Annecy")).to_be_visible()
    expect(page.get_by_label("Fonction")).to_be_visible()


def test_what_is_typed_before_the_scripts_came_is_answered(
    page: Page, annecy: Any
) -> None:
    """A slow line: the field is there well before htmx is."""
    late: list[Route] = []
    page.route("**/htmx*.js", lambda route: late.append(route))
    page.goto("/compte/demande/", wait_until="commit")
    page.locator("#q").press_sequentially("anne")
    while not late:
        page.wait_for_timeout(50)
    late[0].continue_()
    expect(page.get_by_role("link", name="Annecy")).to_be_visible()
    expect(page.locator("#q")).to_have_value("anne")


@pytest.fixture
def logged_in(
    browser: Browser, live_server: LiveServer, mandate: Membership
) -> Callable[..., Any]:
    """Return what opens a browser in which the agent is logged in."""

    @contextmanager
    def open_browser(**how: Any) -> Iterator[Page]:
        with visitor(browser, live_server, **how) as page:
            log_in_by_code(page, mandate.user.email)
            yield page

    return open_browser


def test_without_scripts_on_a_phone_everything_can_be_sent(
    logged_in: Callable[..., Any],
) -> None:
    factories.PartnerFactory(name="SEVES")
    phone = {"width": 360, "height": 640}
    with logged_in(java_script_enabled=False, viewport=phone) as page:
        page.get_by_role("link", name="Modifier Eau potable, tranche 1").click()
        page.locator("summary", has_text="Avec qui").click()
        page.get_by_role("button", name="Ajouter un partenaire").click()
        page.locator("#id_partners-1-name").fill("SEVES")
        page.get_by_role("button", name="Ajouter un partenaire").click()
        assert page.locator("#id_partners-1-name").input_value() == "SEVES"
        page.get_by_role("button", name="Envoyer à la relecture").click()
        expect(page.get_by_text("État : envoyée à la relecture")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Proposal.objects.get().state == ProposalState.SENT


def test_by_keyboard_alone_a_sheet_is_changed_and_sent(
    logged_in: Callable[..., Any],
) -> None:
    with logged_in() as page:
        tab_to(page, page.get_by_role("link", name="Modifier Eau potable, tranche 2"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Modifier")
        tab_to(page, page.locator("#id_summary"))
        page.keyboard.type("Un puits pour deux mille habitants.")
        tab_to(page, page.get_by_role("button", name="Envoyer à la relecture"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("État : envoyée à la relecture")).to_be_visible()
    assert Proposal.objects.get().content["summary"].startswith("Un puits")


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_the_space(
    logged_in: Callable[..., Any], mandate: Membership, width: int
) -> None:
    action = Action.objects.get(title__endswith="1")
    agreement = factories.AgreementFactory(collectivity=mandate.collectivity)
    sent = factories.ProposalFactory(
        action=Action.objects.get(title__endswith="2"),
        author=mandate.user,
        state=ProposalState.SENT,
        sent_at=timezone.now(),
    )
    addresses = [
        "/espace/",
        f"/espace/actions/{action.reference}/",
        f"/espace/actions/{action.reference}/historique/",
        f"/espace/accords/{agreement.reference}/",
        "/espace/collectivites/annecy/",
        "/espace/collectivites/annecy/nouvelle-action/",
        "/espace/tableur/",
        "/compte/sessions/",
        "/compte/demande/?collectivite=annecy",
        f"/espace/propositions/{sent.pk}/",
        f"/espace/mandats/{mandate.pk}/",
        "/compte/donnees/",
    ]
    found = {}
    size = {"width": width, "height": 900}
    with logged_in(viewport=size, bypass_csp=True, reduced_motion="reduce") as page:
        for address in addresses:
            page.goto(address)
            broken = [rule["id"] for rule in Axe().run(page).response["violations"]]
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if broken or wider > 0:
                found[address] = (broken, wider)
    assert found == {}


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(
    logged_in: Callable[..., Any],
) -> None:
    with logged_in() as page:
        page.get_by_role("link", name="Modifier Eau potable, tranche 3").click()
        page.locator("#id_title").fill("")
        page.locator("#id_locations-0-name").fill("Téra")
        page.get_by_role("button", name="Envoyer à la relecture").click()
        expect(page.locator("#a-corriger")).to_be_focused()
        expect(page.locator("#a-corriger")).to_be_in_viewport()
        page.get_by_role("link", name="Où, ligne 1, Pays").click()
        expect(page.locator("#id_locations-0-country")).to_be_focused()
        expect(page.locator("#id_locations-0-country")).to_be_in_viewport()
        page.locator("#id_title").press("Enter")
        expect(page.get_by_text("Brouillon enregistré. Rien n’est")).to_be_visible()
    assert Proposal.objects.get().state == ProposalState.DRAFT


@pytest.mark.parametrize("width", [360, 1440])
def test_keeping_and_sending_are_in_reach_wherever_one_is(
    logged_in: Callable[..., Any], width: int
) -> None:
    with logged_in(viewport={"width": width, "height": 740}) as page:
        page.get_by_role("link", name="Modifier Eau potable, tranche 3").click()
        send = page.get_by_role("button", name="Envoyer à la relecture")
        for part in page.locator("summary.edit__summary").all():
            part.scroll_into_view_if_needed()
            expect(send).to_be_in_viewport(ratio=1)
        bar = page.locator(".edit__bar").bounding_box()
        assert bar is not None
        assert bar["height"] < 120


def test_a_blank_form_that_is_left_alone_makes_no_draft(
    logged_in: Callable[..., Any],
) -> None:
    with logged_in() as page:
        page.goto("/espace/collectivites/annecy/nouvelle-action/")
        expect(page.locator("#edit[data-ready]")).to_be_visible()
        page.wait_for_timeout(5_000)
        expect(page.locator("#edit-state")).to_be_empty()
    assert not Proposal.objects.exists()


def test_the_map_opens_where_the_country_is(logged_in: Callable[..., Any]) -> None:
    niger = factories.CountryFactory(iso2="NE", name_fr="Niger", lat=17.4, lng=9.4)
    action = Action.objects.get(title__endswith="3")
    factories.LocationFactory(action=action, country=niger)
    with logged_in() as page:
        page.get_by_role("link", name="Modifier Eau potable, tranche 3").click()
        page.locator("summary", has_text="Où").click()
        with page.expect_response("**/carte/lieux.json?pays=NE*") as answer:
            page.get_by_role("button", name="Placer sur la carte").first.click()
        (point,) = answer.value.json()["points"]
        assert (point["lat"], point["isCountry"]) == (17.4, True)
        expect(page.locator(".picker__state").first).to_have_text("Pas de point.")


def test_a_draft_saves_itself_and_comes_back(logged_in: Callable[..., Any]) -> None:
    with logged_in() as page:
        page.get_by_role("link", name="Modifier Eau potable, tranche 3").click()
        page.locator("#id_results").fill("Dix bornes-fontaines.")
        expect(page.locator("#edit-state")).to_contain_text(
            "Brouillon enregistré", timeout=SLOW_MACHINE_MS
        )
        page.goto("/espace/")
        page.get_by_role("link", name="Modifier Eau potable, tranche 3").click()
        expect(page.locator("#id_results")).to_have_value("Dix bornes-fontaines.")


def test_a_point_is_picked_on_the_map_and_twins_are_shown(
    logged_in: Callable[..., Any],
) -> None:
    with logged_in() as page:
        page.get_by_role("link", name="Modifier Eau potable, tranche 3").click()
        page.locator("#id_title").fill("")
        page.locator("#id_title").press_sequentially("Eau potable tranche")
        expect(page.locator("#similar")).to_contain_text("Eau potable, tranche 1")
        page.get_by_role("button", name="Placer sur la carte").first.click()
        expect(page.locator(".edit__map .leaflet-container")).to_be_visible()
        page.locator(".edit__map .leaflet-container").click(
            position={"x": 120, "y": 120}
        )
        expect(page.locator("#id_locations-0-lat")).not_to_have_value("")
        expect(page.locator("#id_locations-0-lng")).not_to_have_value("")
