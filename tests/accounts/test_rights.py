"""Who may do what to which object: every role on every route of people.

A new route without a row here fails. Another authority's object is 404, a forbidden
deed 403, a stranger is led to the login; and nothing is written by any of them.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts import staff_urls, urls
from accounts.models import (
    AccessRequest,
    CampaignMail,
    ConfirmationLink,
    Membership,
    MembershipRole,
    Proposal,
    ProposalState,
    UpdateCampaign,
    User,
)
from accounts.proposals.spreadsheets.submission import receive_own_file
from accounts.proposals.uploads import store_file
from cooperation.enums import ImportState
from cooperation.models import Action, Agreement, Collectivity, ImportBatch
from tests import factories
from tests.cooperation.spreadsheets.books import as_csv
from tests.people import log_in_with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

ROLES = (
    "anonymous",
    "agent_a",
    "elected_a",
    "operator_a",
    "agent_b",
    "former_a",
    "no_membership",
    "staff",
    "reader",
    "staff_without_rights",
    "staff_without_factor",
    "superuser",
)


@dataclass
class World:
    """Authority A with its people, its action and what hangs on it; authority B."""

    a: Collectivity
    b: Collectivity
    action: Action
    people: dict[str, User]
    draft: Proposal
    sent: Proposal
    membership: Membership
    campaign: UpdateCampaign
    token: str
    agreement: Agreement
    file: str
    batch: ImportBatch
    asked: AccessRequest
    clients: dict[str, Client] = field(default_factory=dict)


@pytest.fixture(scope="module")
def world(shared_rows: DjangoDbBlocker) -> World:
    """Everything that the routes may be called on."""
    with shared_rows.unblock():
        return build_world()


def build_world() -> World:
    """Write the people of two authorities, and what hangs on one of them."""
    a = factories.CollectivityFactory(name="Annecy", slug="annecy")
    b = factories.CollectivityFactory(name="Belfort", slug="belfort")
    action = factories.ActionFactory(lead=a, title="Eau potable")
    people = {
        role: factories.UserFactory(email=f"{role}@exemple.fr")
        for role in ("agent_a", "elected_a", "operator_a", "agent_b", "former_a")
    }
    people["no_membership"] = factories.UserFactory(email="no_membership@exemple.fr")
    membership = factories.MembershipFactory(user=people["agent_a"], collectivity=a)
    for role, kind in (
        ("elected_a", MembershipRole.ELECTED),
        ("operator_a", MembershipRole.OPERATOR),
    ):
        factories.MembershipFactory(user=people[role], collectivity=a, role=kind)
    factories.MembershipFactory(user=people["agent_b"], collectivity=b)
    factories.MembershipFactory(
        user=people["former_a"],
        collectivity=a,
        since=datetime.date(2020, 1, 1),
        until=timezone.localdate(),
    )
    for role in (
        *("staff", "reader", "staff_without_rights", "staff_without_factor"),
        "superuser",
    ):
        people[role] = factories.UserFactory(email=f"{role}@exemple.fr", staff=True)
    right = Permission.objects.get(codename="change_proposal")
    for role in ("staff", "staff_without_factor"):
        people[role].user_permissions.add(right)
    for name in ("view_proposal", "view_updatecampaign"):
        people["reader"].user_permissions.add(Permission.objects.get(codename=name))
    User.objects.filter(pk=people["superuser"].pk).update(is_superuser=True)
    other = factories.ActionFactory(lead=a, title="École")
    target = factories.CampaignTargetFactory(collectivity=b)
    return World(
        a=a,
        b=b,
        action=action,
        people=people,
        draft=factories.ProposalFactory(action=other, author=people["agent_a"]),
        sent=factories.ProposalFactory(
            action=action,
            author=people["agent_a"],
            state=ProposalState.SENT,
            sent_at=timezone.now(),
        ),
        membership=membership,
        campaign=target.campaign,
        token=ConfirmationLink.objects.issue_token(membership),
        agreement=factories.AgreementFactory(collectivity=a),
        file=store_file("photos", "photo.jpg", b"image"),
        batch=receive_own_file(
            SimpleUploadedFile(
                "fiches.csv",
                as_csv([["Titre", "Collectivité chef de file"], ["Four", "Annecy"]]),
            ),
            people["agent_a"],
        ),
        asked=AccessRequest.objects.create(
            email="demande@exemple.fr", full_name="D", function="E", collectivity=b
        ),
    )


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


LOGIN, OK, MOVED, FORBIDDEN, ABSENT, WRONG = "login", 200, "moved", 403, 404, 400
Answers = dict[str, Any]


def only(
    *roles: str, answer: Any = OK, others: Any = ABSENT, stranger: Any = LOGIN
) -> Answers:
    """Return one answer to some roles, another to the others, a third to strangers."""
    answers = {role: answer if role in roles else others for role in ROLES}
    return answers | {"anonymous": stranger}


OF_A = ("agent_a", "elected_a", "operator_a")
STAFF = ("staff", "superuser")
READERS = (*STAFF, "reader")
LOGGED_IN = tuple(role for role in ROLES if role != "anonymous")
EVERYBODY = only(*LOGGED_IN, stranger=OK)
SPENT = only(others=410, stranger=410)


@dataclass(frozen=True)
class Deed:
    """A request that somebody makes, and what each role is answered."""

    route: str
    where: Callable[[World], list[Any]]
    answers: Answers
    data: dict[str, Any] | None = None

    @property
    def full_route(self) -> str:
        of_staff = {entry.name for entry in staff_urls.urlpatterns}
        routes = staff_urls if self.route in of_staff else urls
        return f"{routes.app_name}:{self.route}"

    @property
    def name(self) -> str:
        """What the test is called."""
        sent = "" if self.data is None else f"+{','.join(self.data) or 'post'}"
        return f"{self.route}{sent}"


def nowhere(_world: World) -> list[Any]:
    """Return no argument."""
    return []


def get_colleague(world: World) -> int:
    return Membership.objects.get(user=world.people["elected_a"]).pk


# What a forged form adds: fields that no form has.
FORGED = {
    "publication": "publiee",
    "lead": "1",
    "collectivity": "1",
    "state": "acceptee",
}
DEEDS = [
    Deed("first_administrator", lambda _world: ["abîmé"], SPENT),
    Deed("space", nowhere, only(*LOGGED_IN)),
    Deed("confirm", nowhere, only(others=405), None),
    Deed(
        "confirm",
        nowhere,
        only(*OF_A, answer=MOVED),
        {"fiche": "REFERENCE", **FORGED},
    ),
    Deed("confirm", nowhere, only(*OF_A, answer=MOVED), {"toutes": "1"}),
    Deed("confirm_link", lambda world: [world.token], EVERYBODY),
    Deed("confirm_link", lambda world: [world.token], EVERYBODY, {}),
    Deed("edit_action", lambda world: [world.draft.action.reference], only(*OF_A)),
    Deed(
        "edit_action",
        lambda world: [world.draft.action.reference],
        only(*OF_A, stranger=FORBIDDEN),
        {"title": "Forgé", "geste": "garder", **FORGED},
    ),
    Deed(
        "copy_action",
        lambda world: [world.action.reference],
        only(*OF_A, answer=MOVED),
        {},
    ),
    Deed("new_action", lambda world: [world.a.slug], only(*OF_A)),
    Deed(
        "new_action",
        lambda world: [world.a.slug],
        only(*OF_A, stranger=FORBIDDEN),
        {"title": "Forgé", "geste": "garder", **FORGED},
    ),
    Deed("new_agreement", lambda world: [world.a.slug], only(*OF_A)),
    Deed(
        "new_agreement",
        lambda world: [world.a.slug],
        only(*OF_A, stranger=FORBIDDEN),
        {"title": "Forgé", "geste": "garder", **FORGED},
    ),
    Deed("edit_collectivity", lambda world: [world.a.slug], only(*OF_A)),
    Deed(
        "edit_collectivity",
        lambda world: [world.a.slug],
        only(*OF_A, stranger=FORBIDDEN),
        {"description": "Forgé", "geste": "garder", **FORGED},
    ),
    Deed("template", lambda world: [world.a.slug], only(*OF_A)),
    Deed("own_entries", lambda world: [world.a.slug], only(*OF_A)),
    Deed("spreadsheet", nowhere, only(*LOGGED_IN)),
    Deed(
        "spreadsheet",
        nowhere,
        only(*OF_A, "agent_b", answer=WRONG),
        {"file": "", **FORGED},
    ),
    Deed("spreadsheet_preview", lambda world: [world.batch.pk], only("agent_a")),
    Deed(
        "spreadsheet_preview",
        lambda world: [world.batch.pk],
        only("agent_a", answer=409),
        {"geste": "proposer", "apercu": "forgé", **FORGED},
    ),
    Deed(
        "spreadsheet_preview",
        lambda world: [world.batch.pk],
        only("agent_a", answer=MOVED),
        {"geste": "abandonner"},
    ),
    Deed("edit_agreement", lambda world: [world.agreement.reference], only(*OF_A)),
    Deed(
        "edit_agreement",
        lambda world: [world.agreement.reference],
        only(*OF_A, stranger=FORBIDDEN),
        {"title": "Forgé", "geste": "garder", **FORGED},
    ),
    Deed("history", lambda world: [world.action.reference], only(*OF_A)),
    Deed("edit_draft", lambda world: [world.draft.pk], only("agent_a")),
    Deed(
        "edit_draft",
        lambda world: [world.draft.pk],
        only("agent_a", stranger=FORBIDDEN),
        {"title": "Forgé", "geste": "garder", **FORGED},
    ),
    Deed("proposal", lambda world: [world.sent.pk], only("agent_a")),
    Deed(
        "proposed_file",
        lambda world: [world.sent.pk, world.file],
        only("agent_a", *READERS),
    ),
    Deed("withdraw", lambda world: [world.sent.pk], only("agent_a", answer=MOVED), {}),
    Deed("discard", lambda world: [world.draft.pk], only("agent_a", answer=MOVED), {}),
    Deed("suggestions", lambda _world: ["actions"], only(*LOGGED_IN)),
    Deed("mandate", lambda world: [world.membership.pk], only("agent_a")),
    Deed(
        "mandate",
        lambda world: [world.membership.pk],
        only("agent_a", answer=MOVED),
        {
            "successor": "suite@exemple.fr",
            "leaves": "on",
            "certain": "1",
            **FORGED,
        },
    ),
    Deed(
        "ask_removal",
        lambda world: [world.membership.pk, get_colleague(world)],
        only("agent_a", answer=MOVED),
        {},
    ),
    Deed("access_requests", nowhere, only("superuser", others=FORBIDDEN)),
    Deed(
        "access_request",
        lambda world: [world.asked.pk],
        only("superuser", others=FORBIDDEN),
    ),
    Deed(
        "access_request",
        lambda world: [world.asked.pk],
        only("superuser", answer=MOVED, others=FORBIDDEN),
        {"geste": "accepter", **FORGED},
    ),
    Deed("queue", nowhere, only(*READERS, others=FORBIDDEN)),
    Deed("decide", lambda world: [world.sent.pk], only(*READERS, others=FORBIDDEN)),
    Deed(
        "decide",
        lambda world: [world.sent.pk],
        only(*STAFF, answer=MOVED, others=FORBIDDEN),
        {"geste": "prendre"},
    ),
    Deed(
        "decide",
        lambda world: [world.sent.pk],
        only(*STAFF, answer=MOVED, others=FORBIDDEN),
        {"geste": "refuser", "motif": "Non."},
    ),
    Deed("correct", lambda world: [world.sent.pk], only(*STAFF, others=FORBIDDEN)),
    Deed(
        "correct",
        lambda world: [world.sent.pk],
        only(*STAFF, answer=WRONG, others=FORBIDDEN),
        {"title": "", "geste": "accepter", **FORGED},
    ),
    Deed("mail_texts", nowhere, only("superuser", others=FORBIDDEN)),
    Deed(
        "mail_text",
        lambda _world: ["invitation", "fr"],
        only("superuser", others=FORBIDDEN),
    ),
    Deed(
        "mail_text",
        lambda _world: ["invitation", "fr"],
        only("superuser", answer=MOVED, others=FORBIDDEN),
        {"geste": "enregistrer", "subject": "Bonjour", "body": "{lien}"},
    ),
    Deed("campaigns", nowhere, only(*READERS, others=FORBIDDEN)),
    Deed(
        "campaigns", nowhere, only(*STAFF, answer=WRONG, others=FORBIDDEN), {"name": ""}
    ),
    Deed(
        "campaign", lambda world: [world.campaign.pk], only(*READERS, others=FORBIDDEN)
    ),
    Deed(
        "campaign",
        lambda world: [world.campaign.pk],
        only(*STAFF, answer=MOVED, others=FORBIDDEN),
        {"geste": "envoyer"},
    ),
    Deed(
        "call_list", lambda world: [world.campaign.pk], only(*STAFF, others=FORBIDDEN)
    ),
    Deed("invite", nowhere, only(*STAFF, others=FORBIDDEN)),
    Deed(
        "invite",
        nowhere,
        only(*STAFF, others=FORBIDDEN),
        {"lines": "x@exemple.fr ; annecy"},
    ),
    Deed("personal_data", nowhere, only(*LOGGED_IN)),
    Deed("for_authorities", nowhere, EVERYBODY),
    Deed("request", nowhere, EVERYBODY),
    Deed("requested", nowhere, EVERYBODY),
]


def written(world: World) -> tuple[Any, ...]:
    """Return all that a forbidden deed might have changed."""
    return (
        sorted(
            Action.objects.values_list("title", "publication", "lead", "verified_on")
        ),
        sorted(Proposal.objects.values_list("pk", "state", "content__title")),
        Proposal.objects.in_review().count(),
        sorted(Agreement.objects.values_list("title", "publication")),
        sorted(Collectivity.objects.values_list("name", "description")),
        sorted(Membership.objects.values_list("pk", "user", "collectivity", "until")),
        sorted(User.objects.values_list("email", "is_staff", "is_active")),
        ImportBatch.objects.filter(state=ImportState.RECEIVED).count(),
        UpdateCampaign.objects.filter(started_at__isnull=False).count(),
        CampaignMail.objects.count(),
    )


def test_every_route_of_people_is_in_the_matrix() -> None:
    names = {entry.name for entry in [*urls.urlpatterns, *staff_urls.urlpatterns]}

    assert names == {deed.route for deed in DEEDS}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_each_role_gets_what_it_may(world: World, deed: Deed, role: str) -> None:
    client = client_of(world, role)
    before = written(world)
    address = reverse(deed.full_route, args=deed.where(world))
    expected = deed.answers[role]
    if deed.data is None:
        answer = client.get(address)
    else:
        data = {
            name: world.action.reference if value == "REFERENCE" else value
            for name, value in deed.data.items()
        }
        answer = client.post(address, data)
    if answer.streaming:
        answer.getvalue()
    if expected == LOGIN:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/compte/login/")
    elif expected == MOVED:
        assert answer.status_code == 302
        assert not answer["Location"].startswith("/compte/login/")
    else:
        assert answer.status_code == expected
    if expected in (LOGIN, FORBIDDEN, ABSENT, 405):
        assert written(world) == before


def test_forged_fields_change_nothing_but_the_draft(world: World) -> None:
    client = client_of(world, "agent_a")
    address = reverse("accounts:new_action", args=[world.a.slug])
    client.post(address, {"title": "Forgé", "geste": "garder", **FORGED})
    draft = Proposal.objects.get(action__isnull=True)
    assert draft.state == ProposalState.DRAFT
    assert draft.collectivity == world.a
    assert not Action.objects.filter(title="Forgé").exists()
