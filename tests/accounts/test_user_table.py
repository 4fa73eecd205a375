"""Accounts go out without secrets; what comes in of them makes invitations only."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, MembershipRole, User
from accounts.people.invitations import MOST_LINES
from accounts.people.roles import MANAGER, make_roles
from cooperation.models import OutgoingMail
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import ParticipationFactory, ParticipationLinkFactory

pytestmark = pytest.mark.django_db
IMPORT, PROCESS, EXPORT = (
    f"admin:accounts_user_{page}" for page in ("import", "process_import", "export")
)
HEAD = ["Adresse électronique", "Collectivités", "Fonctions", "Rôles"]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def manager(client: Client) -> Client:
    """Somebody who manages accounts."""
    person = factories.UserFactory(staff=True)
    person.groups.add(next(one for one in make_roles() if one.name == MANAGER.name))
    return log_in_with_second_factor(client, person)


@pytest.fixture
def agent() -> User:
    """An agent of two authorities, and of a third in the past."""
    agent: User = factories.UserFactory(email="agent@exemple.fr", first_name="Anne")
    agent.set_password("les quatre saisons du lac")
    agent.save()
    for name, function in (("annecy", ""), ("belfort", "Directrice")):
        authority = factories.CollectivityFactory(name=name.title(), slug=name)
        factories.MembershipFactory(
            user=agent, collectivity=authority, function=function
        )
    factories.MembershipFactory(user=agent, until="2020-01-01", since="2019-01-01")
    return agent


def rows_of(client: Client, route: str = EXPORT) -> list[list[str]]:
    answer = client.post(reverse(route), {"format": "1"})
    content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=";"))


def send(client: Client, *rows: list[str]) -> Any:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    file = SimpleUploadedFile("comptes.csv", text.getvalue().encode("cp1252"))
    return client.post(reverse(IMPORT), {"import_file": file, "format": "0"})


def confirm(client: Client, preview: Any) -> Any:
    data = preview.context["confirm_form"].initial
    return client.post(reverse(PROCESS), data, follow=True)


@pytest.mark.slow
def test_an_export_has_no_secret_and_comes_in_again(
    manager: Client, agent: User
) -> None:
    rows = rows_of(manager)
    assert rows[0] == [
        *HEAD,
        *("Prénom", "Nom", "Statut équipe", "Actif", "Date d’inscription"),
        "Dernière connexion",
    ]
    (line,) = [row for row in rows if row[0] == agent.email]
    assert line[1:8] == [
        *("annecy | belfort", " | Directrice", "agent | agent"),
        *("Anne", agent.last_name, "non", "oui"),
    ]
    text = str(rows)
    assert agent.password not in text
    assert str(manager.session.session_key) not in text

    preview = send(manager, *rows)
    assert preview.context["problems"] == []
    assert [one.code for one in preview.context["totals"] if one.n] == ["inchangee"]


@pytest.mark.slow
def test_a_new_line_is_an_invitation(
    manager: Client, agent: User, no_worker: None
) -> None:
    rows = [HEAD, ["Nouvelle@exemple.fr", "annecy | Belfort", "Maire |", "élu"]]
    preview = send(manager, *rows)
    assert not OutgoingMail.objects.exists()
    assert not User.objects.filter(email="nouvelle@exemple.fr").exists()
    (line,) = preview.context["lines"]
    assert [change["new"] for change in line.changes] == [
        *("nouvelle@exemple.fr", "annecy | belfort", "Maire | ", "élu | agent"),
    ]
    confirm(manager, preview)
    person = User.objects.get(email="nouvelle@exemple.fr")
    assert not person.has_usable_password()
    assert (person.is_staff, person.is_superuser) == (False, False)
    found = person.memberships.order_by("pk")
    assert [(one.collectivity.slug, one.role, one.function) for one in found] == [
        ("annecy", MembershipRole.ELECTED, "Maire"),
        ("belfort", MembershipRole.AGENT, ""),
    ]
    assert {one.recipient for one in OutgoingMail.objects.all()} == {person.email}
    assert [one.history.get().history_user for one in found] == [
        User.objects.get(pk=manager.session["_auth_user_id"])
    ] * 2


@pytest.mark.slow
def test_a_new_authority_of_a_person_invites_them_there_only(
    manager: Client, agent: User, no_worker: None
) -> None:
    factories.CollectivityFactory(slug="colmar")
    preview = send(manager, HEAD[:2], ["AGENT@exemple.fr", "annecy | belfort | colmar"])
    confirm(manager, preview)
    current = Membership.objects.current().filter(user=agent)
    assert {one.collectivity.slug for one in current} == {"annecy", "belfort", "colmar"}
    assert OutgoingMail.objects.count() == 1


REFUSED = [
    (["agent@exemple.fr", "annecy", "", ""], "un mandat se termine sur sa page"),
    (["agent@exemple.fr", "annecy | belfort", "", "élu"], "un mandat se change"),
    (
        ["agent@exemple.fr", "annecy | belfort | rien", "", ""],
        "collectivité non nommée",
    ),
    (["pas une adresse", "annecy", "", ""], "n’est pas une adresse"),
    (["nouveau@exemple.fr", "", "", ""], "la collectivité n’est pas dite"),
    (["nouveau@exemple.fr", "annecy", "", "chef"], "agent, élu ou opérateur"),
    (["ferme@exemple.fr", "annecy", "", ""], "ce compte est fermé"),
]


@pytest.mark.parametrize(("line", "reason"), REFUSED, ids=[one[1] for one in REFUSED])
@pytest.mark.slow
def test_what_is_no_invitation_is_refused(
    line: list[str], reason: str, manager: Client, agent: User
) -> None:
    factories.UserFactory(email="ferme@exemple.fr", is_active=False)
    page = send(manager, HEAD, line)
    assert reason in page.text
    assert "Confirmer l’import" not in page.text


@pytest.mark.parametrize(
    ("column", "cell"),
    [("Prénom", "Prise"), ("Statut équipe", "oui"), ("Actif", "non")],
)
def test_names_and_rights_do_not_come_in(
    column: str, cell: str, manager: Client, agent: User
) -> None:
    page = send(manager, [HEAD[0], column], [agent.email, cell])
    assert "cette colonne ne s’importe pas" in page.text
    assert "Confirmer" not in page.text


@pytest.mark.parametrize("column", ["password", "Mot de passe", "is_superuser"])
def test_columns_of_secrets_are_unknown(column: str, manager: Client) -> None:
    page = send(manager, [*HEAD[:2], column], ["a@exemple.fr", "annecy", "x"])
    assert f"Colonnes inconnues : « {column} »" in page.text


@pytest.mark.slow
def test_a_file_invites_no_crowd(manager: Client, agent: User) -> None:
    rows = [[f"a{n}@exemple.fr", "annecy"] for n in range(MOST_LINES + 1)]
    page = send(manager, HEAD[:2], *rows)
    assert f"au plus {MOST_LINES} invitations par fichier" in page.text


@pytest.mark.parametrize("number", [1, 4])
def test_an_export_of_accounts_costs_the_same_whatever_there_is(
    number: int, manager: Client, django_assert_num_queries: Any
) -> None:
    factories.MembershipFactory.create_batch(number)
    rows_of(manager)
    with django_assert_num_queries(16):
        rows_of(manager)


def test_respondents_go_out_without_links_and_never_come_in(manager: Client) -> None:
    row = ParticipationFactory(contact_email="a@exemple.fr", notes="entre nous")
    link = ParticipationLinkFactory(participation=row)
    rows = rows_of(manager, "admin:surveys_participation_export")
    assert rows[0][:6] == [
        *("Enquête", "Collectivité", "Nom de la collectivité", "État"),
        *("Façon de répondre", "À qui écrire"),
    ]
    assert rows[1][:3] == [row.wave.slug, row.collectivity.slug, row.collectivity.name]
    assert rows[1][5] == "a@exemple.fr"
    assert link.fingerprint not in str(rows)
    assert row.notes not in str(rows)
    page = manager.get(reverse("admin:surveys_participation_changelist"))
    assert "/participation/export/" in page.text
    assert "/participation/import/" not in page.text
