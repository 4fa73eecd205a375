"""The Enter key presses the harmless button that one expects, in every form.

The site is read as staff who look after an authority too, by its links; each page with
a form of several buttons is then opened in a browser, and Enter pressed in each field.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accounts.models import ProposalState
from surveys.enums import QuestionnaireState
from surveys.models import Participation, ParticipationLink
from tests import factories
from tests.browser.conftest import visitor
from tests.people import log_in_with_second_factor
from tests.surveys.factories import (
    ParticipationFactory,
    QuestionFactory,
    WaveFactory,
)
from tests.surveys.reports.build import begun
from tests.surveys.results.filled import filled_wave

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Button = tuple[str, str]
# What Enter presses, by the name and value of the button; a form of Django's
# administration is saved, and the menu of a list does nothing without a choice.
SAVE, CHOOSE, PLAIN = ("_save", ""), ("index", "0"), ("", "")
PASSWORD = ("set-password", "Modifier le mot de passe")
NEXT = ("geste", "suite")
RESULTS = "gestion/enquetes/<slug:slug>/resultats/"
PAGE = "page/<slug:section>/"
INTERVIEW = "gestion/enquetes/<slug:wave>/entretiens/<slug:collectivity>/"
KEEP, LOOK = ("geste", "garder"), ("geste", "voir")
EXPECTED: dict[str, Button] = {
    "espace/actions/<str:reference>/": KEEP,
    "espace/accords/<str:reference>/": KEEP,
    "espace/collectivites/<slug:slug>/": KEEP,
    "espace/collectivites/<slug:slug>/nouvelle-action/": KEEP,
    "espace/collectivites/<slug:slug>/nouvel-accord/": KEEP,
    "espace/propositions/<int:pk>/modifier/": KEEP,
    "gestion/relecture/<int:pk>/": LOOK,
    "gestion/campagnes/": LOOK,
    "gestion/courriels/<slug:code>/<slug:language>/": ("geste", "enregistrer"),
    "gestion/relecture/<int:pk>/corriger/": LOOK,
    "gestion/enquetes/nouvelle/": LOOK,
    "gestion/enquetes/questionnaires/<int:pk>/": ("geste", "enregistrer-question"),
    "gestion/enquetes/questionnaires/<int:pk>/apercu/": NEXT,
    f"{RESULTS}propositions/": PLAIN,
    f"{RESULTS}lecture/<slug:code>/themes/": ("geste", "renommer"),
    f"enquete/<str:token>/{PAGE}": NEXT,
    f"enquete/<str:token>/{PAGE}<int:block>/": NEXT,
    f"espace/enquetes/<slug:wave>/<slug:collectivity>/{PAGE}": NEXT,
    f"espace/enquetes/<slug:wave>/<slug:collectivity>/{PAGE}<int:block>/": NEXT,
    f"{INTERVIEW}{PAGE}": NEXT,
    f"{INTERVIEW}{PAGE}<int:block>/": NEXT,
    "gestion/etats-des-lieux/<slug:slug>/sections/<int:pk>/": PLAIN,
}
LINK = re.compile(r'href="([^"#]+)')
LEFT_OUT = ("logout", ".", "jsi18n", "/en/", "_popup", "_changelist_filters")
STARTS = ("/", "/espace/", "/gestion/relecture/", "/gestion/", "/gestion/enquetes/")
PAGES_OF_A_ROUTE = 3
# Fields in which the key sends the form.
FIELDS = (
    "form input:not([type=hidden], [type=submit], [type=button], [type=reset],"
    " [type=file], [type=search]):visible"
)
# What the key presses, instead of what it would send.
LISTEN = """() => {
  window.pressed = [];
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { name = "", value = "" } = event.submitter ?? {};
    window.pressed.push([name, name === "_save" ? "" : value]);
  }, true);
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
}"""
PRESS = """(cell) => {
  const buttons = cell.form
    ? [...cell.form.elements].filter((one) => one.type === "submit") : [];
  cell.focus();
  return new Set(buttons.map((one) => one.name + one.value)).size;
}"""


class FormReader(HTMLParser):
    """Counts the buttons of each form that send something of their own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[set[Button]] = []
        self.fields: list[int] = []
        self.is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        kind = told.get("type", "submit" if tag == "button" else "text")
        if tag == "form":
            self.is_inside = True
            self.forms.append(set())
            self.fields.append(0)
        elif not self.is_inside or "form" in told:
            return
        elif kind == "submit" and tag in ("button", "input"):
            self.forms[-1].add((told.get("name", ""), told.get("value", "")))
        elif tag == "input" and kind not in ("hidden", "button", "reset", "file"):
            self.fields[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False

    @property
    def has_choice(self) -> bool:
        """Whether a form with a field has several buttons."""
        found = zip(self.forms, self.fields, strict=True)
        return any(len(buttons) > 1 and fields for buttons, fields in found)


def crawl(client: Client, *more: str) -> Iterator[tuple[str, str]]:
    """Follow the links of the site, some pages of each route; yield the pages."""
    waiting, seen = [*STARTS, *more], set()
    visits: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        if path in seen or any(part in path for part in LEFT_OUT):
            continue
        seen.add(path)
        route = find_route(path)
        visits[route] += 1
        if not route or visits[route] > PAGES_OF_A_ROUTE:
            continue
        answer: Any = client.get(path, follow=True)
        is_page = answer.headers["Content-Type"].startswith("text/html")
        if is_page and not answer.streaming:
            yield path, answer.text
            links = LINK.findall(answer.text)
            waiting += [urljoin(path, link.replace("&amp;", "&")) for link in links]


def find_route(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).route
    except Resolver404:
        return ""


def get_expected(path: str) -> Button | None:
    """Return what the key should press on a page; None if nobody has said it yet."""
    # On the page of a facet it searches among its values.
    if facet := parse_qs(urlsplit(path).query).get("voir"):
        return ("voir", facet[0])
    route = find_route(path)
    if route in EXPECTED:
        return EXPECTED[route]
    if route.endswith("password/"):
        return PASSWORD
    if route.startswith("gestion/"):
        return SAVE if route.endswith(("add/", "change/")) else CHOOSE
    return None


@pytest.fixture
def participation(transactional_db: None) -> Participation:
    """A site with something on every page: waves, a report, a proposal that waits."""
    filled = filled_wave()
    begun()
    authority = factories.CollectivityFactory(name="Annecy", slug="annecy")
    factories.AgreementFactory(collectivity=authority)
    factories.ProposalFactory(
        action=factories.ActionFactory(lead=authority, title="Puits"),
        collectivity=authority,
        state=ProposalState.SENT,
        sent_at=timezone.now(),
        base={"title": "Puits", "summary": ""},
        content={"title": "Puits", "summary": "Vingt puits"},
    )
    QuestionFactory(section__questionnaire__state=QuestionnaireState.DRAFT)
    wave = WaveFactory(slug="ouverte", questionnaire=filled.questionnaire, started=True)
    return ParticipationFactory(wave=wave, collectivity=authority)


def open_question() -> str:
    """Return the address of the form of a question, on the page of a draft."""
    draft = QuestionFactory(
        kind="un_choix", section__questionnaire__state=QuestionnaireState.DRAFT
    )
    key = draft.section.questionnaire_id
    return f"/gestion/enquetes/questionnaires/{key}/?question={draft.pk}"


def test_enter_presses_what_is_expected_in_every_field_of_every_form(
    client: Client,
    browser: Browser,
    live_server: LiveServer,
    participation: Participation,
) -> None:
    person = factories.UserFactory(superuser=True, second_factor=True)
    factories.MembershipFactory(user=person, collectivity=participation.collectivity)
    log_in_with_second_factor(client, person)
    _link, token = ParticipationLink.objects.create_with_token(participation)
    pages = [
        path
        for path, page in crawl(client, f"/enquete/{token}/", open_question())
        if FormReader(page).has_choice
    ]
    unknown = {find_route(path) for path in pages if get_expected(path) is None}
    assert unknown == set()
    assert {route for route in EXPECTED if "propositions" not in route} <= {
        find_route(path) for path in pages
    }

    name = settings.SESSION_COOKIE_NAME
    cookie: Any = {"name": name, "value": client.cookies[name].value, "secure": True}
    wrong, number = {}, 0
    with visitor(browser, live_server) as page:
        page.context.add_cookies([cookie | {"url": "https://localhost/"}])
        for path in pages:
            page.goto(path)
            page.evaluate(LISTEN)
            for cell in page.locator(FIELDS).all():
                if cell.evaluate(PRESS) < 2:
                    continue
                page.keyboard.press("Enter")
                number += 1
            pressed = {tuple(one) for one in page.evaluate("window.pressed")}
            if pressed - {get_expected(path)}:
                wrong[path] = pressed
    assert wrong == {}
    assert number > 200
