"""Who may do what with results: every role on every route; no answer is ever kept."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Answer, AnswerExport, AnswerReading, BlockReturn, Quote
from surveys.results.publication import publish_results
from surveys.staff_urls import RESULTS_ROUTES
from tests import factories
from tests.surveys.conftest import build_survey
from tests.surveys.results.world import staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

OK, MOVED, LOGIN, FORBIDDEN = 200, 302, "login", 403
RIGHTS = {
    "looker": ["view_wave"],
    "manager": ["change_wave"],
    "reader": ["see_answers"],
    "coder": ["see_answers", "add_answerreading"],
    "giver": ["see_answers", "change_proposal"],
    "exporter": ["see_answers", "export_answers"],
    "moderator": ["change_proposal", "interview"],
    "staff": [],
}
ALL_READERS = ("reader", "coder", "giver", "exporter")
ANONYMOUS = {"contenu": "anonyme", "format": "csv"}
FULL = {"contenu": "complet", "format": "xlsx"}
# Route, what is sent, who may, and what they are answered.
ATTEMPTS: list[tuple[str, dict[str, Any] | None, tuple[str, ...], int]] = [
    ("results", None, ALL_READERS, OK),
    ("publication", None, ("manager",), OK),
    ("publication", {"geste": "publier"}, ("manager",), MOVED),
    ("aggregates", None, ALL_READERS, OK),
    ("aggregates_workbook", None, ALL_READERS, OK),
    ("crossing", None, ALL_READERS, OK),
    ("comparison", None, ALL_READERS, OK),
    ("coding", None, ("coder",), OK),
    ("code_answers", None, ("coder",), OK),
    ("code_answers", {"reponse": "ANSWER", "citation": "canari"}, ("coder",), MOVED),
    ("edit_themes", None, ("coder",), OK),
    ("edit_themes", {"theme": "0"}, ("coder",), 404),
    ("quote", {"geste": "retirer"}, ("coder",), MOVED),
    ("returns", None, ("giver",), OK),
    ("returns", {"choix": "tout"}, ("giver",), MOVED),
    ("exports", None, ("manager", *ALL_READERS), OK),
    ("exports", ANONYMOUS, ALL_READERS, MOVED),
    ("exports", FULL, ("exporter",), OK),
    ("export_file", None, ALL_READERS, 404),
]


def written() -> tuple[int, ...]:
    """Return all that a forbidden attempt might have written."""
    models = (AnswerExport, AnswerReading, BlockReturn, Quote)
    return tuple(model.objects.count() for model in models)


def test_every_route_of_results_is_in_the_matrix() -> None:
    assert {name for _end, _view, name in RESULTS_ROUTES} == {
        route for route, *_ in ATTEMPTS
    }


@pytest.fixture
def answer() -> Answer:
    """An answer that was sent."""
    survey = build_survey()
    section = survey.questionnaire.sections.get(code="freins")
    survey.participation.state = "envoyee"
    survey.participation.submitted_at = survey.wave.started_at
    survey.participation.save()
    question = section.questions.get(code="recit")
    return Answer.objects.create(
        participation=survey.participation, question=question, value="canari du matin"
    )


@pytest.mark.parametrize("role", [*RIGHTS, "agent", "anonymous", "without_factor"])
def test_each_role_gets_what_it_may(role: str, answer: Answer) -> None:
    client = client_of(role)
    for number, (route, data, who, expected) in enumerate(ATTEMPTS):
        quote = Quote.objects.create(answer=answer, text=f"{role}-{number}")
        before = written()
        address = address_of(route, quote)
        if data is None:
            given = client.get(address)
        else:
            sent = {k: answer.pk if v == "ANSWER" else v for k, v in data.items()}
            given = client.post(address, sent)
        if given.streaming:
            given.getvalue()
        if role in who:
            assert given.status_code == expected, (route, data)
            assert "no-store" in given["Cache-Control"]
        elif role == "anonymous":
            assert given.status_code == 302
            assert "/login/" in given["Location"]
        else:
            assert given.status_code == FORBIDDEN, (route, data)
        if role not in who:
            assert written() == before


def client_of(role: str) -> Client:
    """Return the browser of somebody."""
    if role in RIGHTS:
        return staff_with(*RIGHTS[role])
    client = Client()
    if role == "agent":
        client.force_login(factories.MembershipFactory().user)
    elif role == "without_factor":
        client.force_login(factories.UserFactory(superuser=True))
    return client


def address_of(route: str, quote: Quote) -> str:
    """Return the address of a route, on the small survey."""
    more = {"code_answers": ["recit"], "edit_themes": ["recit"], "quote": [quote.pk]}
    more["export_file"] = [quote.pk]
    return reverse(f"waves:{route}", args=["essai", *more.get(route, [])])


def test_who_only_reads_sees_results_once_they_are_public(answer: Answer) -> None:
    client, wave = client_of("looker"), answer.participation.wave
    pages = ("results", "aggregates", "comparison", "crossing")
    addresses = [reverse(f"waves:{page}", args=[wave.slug]) for page in pages]
    told = [client.get(address) for address in addresses]
    assert {one.status_code for one in told} == {FORBIDDEN}
    assert all("Pas encore publics" in one.text for one in told)
    board = client.get(reverse("waves:wave", args=[wave.slug])).text
    assert "Les résultats se liront ici une fois" in board
    wave.closed_at = wave.started_at
    wave.save()
    assert {client.get(address).status_code for address in addresses} == {FORBIDDEN}
    publish_results(wave)
    answers = [client.get(address) for address in addresses]
    assert {one.status_code for one in answers} == {OK}
    table = b"".join(answers[1]).decode()
    assert table.startswith("\ufeffpage;question;titre;reponse;libelle;effectif")
    assert "canari" not in table
    board = client.get(reverse("waves:wave", args=[wave.slug])).text
    assert answer.participation.collectivity.name in board
    for hidden in ("Qui est invité", "Rouvrir", "Personnes", "Lire les réponses"):
        assert hidden not in board
