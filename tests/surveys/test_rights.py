"""Who may do what in surveys: every role on every route.

A new route without a row here fails. Another authority's participation is 404, an
attempt without its right 403, a stranger is led to the login; none writes anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from surveys import staff_urls, urls
from surveys.models import (
    Answer,
    AnswerFile,
    Block,
    Participation,
    ParticipationLink,
    Wave,
)
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.conftest import Survey, build_survey

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

ROLES = (
    "anonymous",
    "agent_a",
    "agent_b",
    "no_mandate",
    "looker",
    "manager",
    "interviewer",
    "staff_without_rights",
    "staff_without_factor",
    "superuser",
)
RIGHTS = {
    "looker": ("view_wave", "view_questionnaire"),
    "manager": (
        *("change_wave", "view_questionnaire", "add_questionnaire"),
        "change_questionnaire",
    ),
    "interviewer": ("interview",),
    "staff_without_factor": ("change_wave", "interview", "view_questionnaire"),
}
LOGIN, OK, MOVED, FORBIDDEN, ABSENT = "login", 200, "moved", 403, 404
Answers = dict[str, Any]


@dataclass
class World:
    """The small survey of authority A, and everybody."""

    survey: Survey
    block: Block
    people: dict[str, User] = field(default_factory=dict)


@pytest.fixture
def world() -> World:
    """Everything that the routes may be called on."""
    survey = build_survey()
    section = survey.questionnaire.sections.get(code="cooperations")
    block = Block.objects.create(
        participation=survey.participation,
        section=section,
        action=survey.action,
        title="Eau potable",
    )
    world = World(survey, block, {"agent_a": survey.mandate.user})
    for role in ROLES[2:]:
        person = factories.UserFactory(
            email=f"{role}@exemple.fr",
            staff=role not in ("agent_b", "no_mandate"),
            is_superuser=role == "superuser",
        )
        rights = Permission.objects.filter(
            content_type__app_label="surveys", codename__in=RIGHTS.get(role, ())
        )
        person.user_permissions.set(rights)
        world.people[role] = person
    factories.MembershipFactory(user=world.people["agent_b"])
    return world


def client_of(world: World, role: str) -> Client:
    """Log somebody in; staff with their second factor, but for one."""
    client = Client()
    if role == "anonymous":
        return client
    person = User.objects.get(pk=world.people[role].pk)
    if person.is_staff and role != "staff_without_factor":
        return log_in_with_second_factor(client, person)
    client.force_login(person)
    return client


def only(*roles: str, answer: Any = OK, others: Any, stranger: Any = LOGIN) -> Answers:
    """Return one answer to some roles, another to the others, a third to strangers."""
    answers = {role: answer if role in roles else others for role in ROLES}
    return answers | {"anonymous": stranger}


@dataclass(frozen=True)
class Attempt:
    """A request that somebody makes, and what each role is answered."""

    route: str
    where: Callable[[World], list[Any]]
    answers: Answers
    data: dict[str, Any] | None = None


def nowhere(_world: World) -> list[Any]:
    """Return no argument."""
    return []


def wave(_world: World) -> list[Any]:
    """Return the wave."""
    return ["essai"]


def questionnaire(world: World) -> list[Any]:
    """Return the questionnaire of the wave, which is frozen."""
    return [world.survey.questionnaire.pk]


def by_managers(answer: Any = OK) -> Answers:
    """Return what managers may."""
    return only("manager", "superuser", answer=answer, others=FORBIDDEN)


def by_lookers(answer: Any = OK) -> Answers:
    """Return what managers and those who only read may."""
    return only("looker", "manager", "superuser", answer=answer, others=FORBIDDEN)


FORGED = {"state": "envoyee", "notes": "forgé", "collectivity": "1", "is_public": "1"}
# The pages of respondents: name, more arguments of the address, what is sent.
BEHIND: list[tuple[str, Any, dict[str, Any] | None, Any]] = [
    ("home", (), None, OK),
    ("review", (), None, OK),
    ("review", (), FORGED, 400),
    ("decline", (), None, OK),
    ("decline", (), {"raison": "Non"}, MOVED),
    ("reopen", (), None, 405),
    ("reopen", (), {}, MOVED),
    ("give_up", (), None, 405),
    ("give_up", (), {}, MOVED),
    ("hand_on", (), None, OK),
    ("hand_on", (), {"a": "x@exemple.fr"}, MOVED),
    ("copy", (), None, OK),
    ("suggestions", ("pays",), None, OK),
    ("file", ("FILE",), None, OK),
    ("page", ("qui",), None, OK),
    ("page", ("qui",), {"role": "elu", "vues": "role", **FORGED}, MOVED),
    ("page", ("cooperations",), {"geste": "tout"}, MOVED),
    ("block", ("cooperations", "BLOCK"), None, OK),
    ("block", ("cooperations", "BLOCK"), {"coop_titre": "Forgé"}, MOVED),
]


def list_respondent_attempts() -> list[Attempt]:
    """Return the attempts on each page of respondents, for each kind of access."""
    found = []
    for name, more, data, answer in BEHIND:
        stranger = LOGIN if data is None else FORBIDDEN
        found += [
            Attempt(
                f"link_{name}",
                lambda world, more=more: [world.survey.token, *keys(world, more)],
                dict.fromkeys(ROLES, answer),
                data,
            ),
            Attempt(
                f"space_{name}",
                lambda world, more=more: ["essai", "annecy", *keys(world, more)],
                only("agent_a", answer=answer, others=ABSENT, stranger=stranger),
                data,
            ),
            Attempt(
                f"interview_{name}",
                lambda world, more=more: ["essai", "annecy", *keys(world, more)],
                only(
                    *("interviewer", "superuser"),
                    answer=answer,
                    others=FORBIDDEN,
                    stranger=stranger,
                ),
                data,
            ),
        ]
    return found


def keys(world: World, more: tuple[str, ...]) -> list[Any]:
    """Return the arguments of the address."""
    found: dict[str, Any] = {"BLOCK": world.block.pk}
    if "FILE" in more:
        given = ContentFile(b"%PDF-1.7", "rapport.pdf")
        participation = world.survey.participation
        row = AnswerFile.objects.create(participation=participation, file=given)
        found["FILE"] = row.pk
    return [found.get(one, one) for one in more]


ATTEMPTS = [
    Attempt("waves", nowhere, by_lookers()),
    Attempt("new_wave", nowhere, by_managers()),
    Attempt("new_wave", nowhere, by_managers(400), {"name": "Forgée"}),
    Attempt("wave", wave, by_lookers()),
    Attempt("wave", wave, by_managers(MOVED), {"geste": "clore"}),
    Attempt("board", wave, by_lookers(MOVED)),
    Attempt("invited", wave, by_managers()),
    Attempt("invited", wave, by_managers(MOVED), {"retirer": "annecy"}),
    Attempt("edit_wave", wave, by_managers()),
    Attempt("edit_wave", wave, by_managers(400), {"name": ""}),
    Attempt("call_list", wave, by_managers()),
    Attempt("preview", questionnaire, by_lookers()),
    Attempt("preview", questionnaire, by_lookers(), {}),
    Attempt("preview_frame", questionnaire, by_lookers()),
    Attempt("preview_frame", questionnaire, by_managers(), {"question": "1"}),
    Attempt("questionnaires", nowhere, by_lookers()),
    Attempt("questionnaires", nowhere, by_managers(400), {"title": ""}),
    Attempt("shipped_questionnaires", nowhere, by_managers(MOVED), {}),
    Attempt("import_questionnaire", nowhere, by_managers()),
    Attempt("import_questionnaire", nowhere, by_managers(400), {}),
    Attempt("builder", questionnaire, by_lookers()),
    Attempt("builder", questionnaire, by_managers(MOVED), {"geste": "version"}),
    Attempt(
        "builder",
        questionnaire,
        only("superuser", answer=MOVED, others=FORBIDDEN),
        {"geste": "effacer"},
    ),
    Attempt("translation", questionnaire, by_lookers()),
    Attempt("translation", questionnaire, by_managers(MOVED), {"page": "0"}),
    Attempt("library", questionnaire, by_managers(MOVED)),
    Attempt("library", questionnaire, by_managers(MOVED), {}),
    Attempt("questionnaire_json", questionnaire, by_lookers()),
    Attempt("questionnaire_xlsform", questionnaire, by_lookers()),
    Attempt(
        "interview_notes",
        lambda _world: ["essai", "annecy"],
        only(
            *("interviewer", "superuser"),
            answer=MOVED,
            others=FORBIDDEN,
            stranger=FORBIDDEN,
        ),
        {"notes": "Note"},
    ),
    *list_respondent_attempts(),
]


def written() -> tuple[Any, ...]:
    """Return all that a forbidden attempt might have changed."""
    return (
        sorted(Participation.objects.values_list("pk", "state", "notes", "version")),
        sorted(Wave.objects.values_list("slug", "closed_at", "is_public")),
        Answer.objects.count(),
        sorted(Block.objects.values_list("pk", "title", "outcome")),
        ParticipationLink.objects.count(),
    )


def test_every_route_of_surveys_is_in_the_matrix() -> None:
    ours = {route.name for route in [*urls.urlpatterns, *staff_urls.urlpatterns]}
    # Those of results have their own matrix, in results/test_rights.py.
    of_results = {name for _end, _view, name in staff_urls.RESULTS_ROUTES}
    assert ours - of_results == {attempt.route for attempt in ATTEMPTS}


# One world for all attempts of a role: each is undone before the next.
@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_it_may(
    world: World, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "surveys.views.respondent.submission.render_copy_pdf", lambda *_what: b"%PDF"
    )
    client, wrong = client_of(world, role), []
    before = written()
    for attempt in ATTEMPTS:
        point = transaction.savepoint()
        answer = call(client, world, attempt)
        expected = attempt.answers[role]
        if said(answer) != expected:
            wrong.append((attempt.route, attempt.data, said(answer), expected))
        if expected in (LOGIN, FORBIDDEN, ABSENT, 405) and written() != before:
            wrong.append((attempt.route, attempt.data, "written", ""))
        transaction.savepoint_rollback(point)
    assert wrong == []


def call(client: Client, world: World, attempt: Attempt) -> Any:
    """Make a request."""
    is_respondent = attempt.route.startswith(("link_", "space_"))
    routes = urls if is_respondent else staff_urls
    name = f"{routes.app_name}:{attempt.route}"
    address = reverse(name, args=attempt.where(world))
    if attempt.data is None:
        return client.get(address)
    return client.post(address, attempt.data)


def said(answer: Any) -> Any:
    """Return what was answered, in one word; read a file that was sent to its end."""
    if answer.streaming:
        answer.getvalue()
    if answer.status_code == 302:
        return LOGIN if answer["Location"].startswith("/compte/login/") else MOVED
    return answer.status_code


def test_forged_fields_change_nothing_but_the_answers(world: World) -> None:
    client = client_of(world, "agent_a")
    call(
        client,
        world,
        Attempt(
            "space_page",
            lambda _world: ["essai", "annecy", "qui"],
            {},
            {"role": "elu", "vues": "role", **FORGED},
        ),
    )

    row = Participation.objects.get()
    assert (row.state, row.notes, row.mode) == ("commencee", "", "en_ligne")
