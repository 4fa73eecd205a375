"""People are invited from a pasted list: what each line does, then the sending."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Membership, MembershipRole
from accounts.people.invitations import (
    MOST_LINES,
    parse_invitations,
    send_invitations,
)
from cooperation.models import Collectivity
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "/gestion/invitations/"


@pytest.fixture
def annecy() -> Collectivity:
    """The commune of Annecy."""
    return factories.CollectivityFactory(
        name="Annecy", slug="annecy", insee_code="74010"
    )


def preview(staff: Client, lines: str, **more: Any) -> Any:
    """Paste a list and look at what it would do."""
    return staff.post(ADDRESS, {"lines": lines, "geste": "voir", **more})


def invite(staff: Client, lines: str, **more: Any) -> Any:
    """Look at a list, then press the button that sends."""
    digest = preview(staff, lines).context["digest"]
    sent = {"lines": lines, "geste": "inviter", "apercu": digest, **more}
    return staff.post(ADDRESS, sent)


@pytest.mark.parametrize(
    ("line", "email", "name"),
    [
        ("anne@ville.example ; Annecy", "anne@ville.example", ""),
        ("Anne@Ville.Example;ANNECY", "anne@ville.example", ""),
        ("Anne REY <anne@ville.example> ; Annecy", "anne@ville.example", "Anne REY"),
        (
            '"REY, Anne" <anne@ville.example> ; annecy',
            "anne@ville.example",
            "REY, Anne",
        ),
        ("<anne@ville.example>;74010", "anne@ville.example", ""),
        ("anne@ville.example\tAnnecy\tDGS\tagent", "anne@ville.example", ""),
        ("anne@ville.example\u00a0;\u00a0Annecy\u202f", "anne@ville.example", ""),
        ("\ufeffanne@ville.example,Annecy", "anne@ville.example", ""),
        ("mailto:anne@ville.example ; Annecy", "anne@ville.example", ""),
        (
            "anne@ville.example <anne@ville.example> ; Annecy",
            "anne@ville.example",
            "anne@ville.example",
        ),
    ],
)
def test_a_line_is_read_as_people_write_it(
    annecy: Collectivity, line: str, email: str, name: str
) -> None:
    (one,) = parse_invitations(line)
    assert (one.problem, one.email, one.name) == ("", email, name)
    assert one.collectivity == annecy


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Annecy", "« annecy » n’est pas une adresse"),
        (" ; Annecy", "il n’y a pas d’adresse"),
        ("Annecy ; anne@ville.example", "l’adresse vient d’abord"),
        ("anne@ville ; Annecy", "n’est pas une adresse"),
        ("anne@ville.example", "la collectivité n’est pas dite"),
        ("a@b.example ; c@d.example ; Annecy", "plusieurs adresses"),
        ("a@b.example ; Annecy ; DGS ; roi", "agent, élu ou opérateur"),
        ("a@b.example ; Annecy ; DGS ; agent ; et", "plus de quatre cases"),
        ("a@b.example ; Xyzzy", "introuvable"),
    ],
)
def test_a_line_that_cannot_be_used_says_its_own_reason(
    annecy: Collectivity, line: str, reason: str
) -> None:
    (one,) = parse_invitations(line)
    assert reason in one.problem


def test_homonyms_are_offered_and_none_is_taken() -> None:
    for number in range(2):
        factories.CollectivityFactory(
            name="Saint-Martin",
            insee_code=f"7401{number}",
            slug=f"saint-martin-{number}",
        )
    (one,) = parse_invitations("a@b.example;Saint-Martin")
    assert one.collectivity is None
    assert {choice.value for choice in one.candidates} == {"74010", "74011"}


def test_an_authority_that_ended_is_not_given_to_anybody() -> None:
    factories.CollectivityFactory(
        name="Seynod", slug="seynod", insee_code="74268", closed_on="2017-01-01"
    )
    (one,) = parse_invitations("a@b.example;74268")
    assert "a disparu" in one.problem


def test_the_preview_tells_each_line_and_sends_nothing(
    staff: Client, annecy: Collectivity
) -> None:
    member = factories.MembershipFactory(collectivity=annecy).user
    factories.UserFactory(email="ferme@ville.example", is_active=False)
    lines = [
        "Anne REY <anne@ville.example> ; Annecy ; Maire ; élu",
        f"{member.email.upper()} ; Annecy",
        "anne@ville.example ; annecy",
        "ferme@ville.example ; Annecy",
        "pas une adresse ; Annecy",
    ]
    page = preview(staff, "\n".join(lines))
    said = [one.problem or one.left_out for one in page.context["found"]]
    assert said == [
        "",
        "déjà membre : laissée de côté, aucun courriel",
        "déjà à la ligne 1 : un seul courriel",
        "ce compte est fermé : rouvrez-le d’abord",
        "« pas une adresse » n’est pas une adresse",
    ]
    assert "Inviter 1 personne" in page.text
    assert mail.outbox == []
    assert Membership.objects.count() == 1


def test_what_was_previewed_is_sent_and_wrong_lines_stay(
    staff: Client, annecy: Collectivity
) -> None:
    lines = "\n".join(
        ["Anne REY <anne@ville.example> ; Annecy ; Maire ; élu", "x@y.example ; Xyzzy"]
    )
    page = invite(staff, lines)
    assert "1 personne invitée" in page.text
    assert "1 ligne à corriger" in page.text
    assert page.context["form"]["lines"].value() == "x@y.example ; Xyzzy"
    held = Membership.objects.get(user__email="anne@ville.example")
    assert (held.role, held.function) == (MembershipRole.ELECTED, "Maire")
    assert held.user.get_full_name() == "Anne REY"
    assert [message.to for message in mail.outbox] == [["anne@ville.example"]]


def test_the_same_list_sent_twice_invites_once(
    staff: Client, annecy: Collectivity
) -> None:
    lines = "anne@ville.example ; Annecy"
    digest = preview(staff, lines).context["digest"]
    sent = {"lines": lines, "geste": "inviter", "apercu": digest}
    _first, second = (staff.post(ADDRESS, sent) for _each in range(2))
    assert "Personne n’a été invité" in second.text
    assert "déjà membre" in second.text
    assert len(mail.outbox) == 1


def test_a_list_that_changed_since_is_shown_before_it_is_sent(
    staff: Client, annecy: Collectivity
) -> None:
    digest = preview(staff, "a@ville.example ; Annecy").context["digest"]
    sent = {"geste": "inviter", "apercu": digest}
    page = staff.post(ADDRESS, sent | {"lines": "b@ville.example ; Annecy"})
    assert "La liste a changé depuis l’aperçu" in page.text
    assert not Membership.objects.exists()


def test_a_near_name_is_offered_and_the_choice_holds_for_all_its_lines(
    staff: Client, annecy: Collectivity
) -> None:
    lines = "a@ville.example ; Anecy\nb@ville.example ; ANECY"
    page = preview(staff, lines)
    assert page.context["number"] == 0
    assert 'value="74010:anecy"' in page.text
    again = preview(staff, lines, choix="74010:anecy")
    assert again.context["number"] == 2
    assert 'name="choix" value="74010:anecy"' in again.text
    invite(staff, lines, choix="74010:anecy")
    held = Membership.objects.values_list("user__email", "collectivity__name")
    assert set(held) == {("a@ville.example", "Annecy"), ("b@ville.example", "Annecy")}


def test_a_list_that_is_too_long_is_refused_whole_and_kept(
    staff: Client, annecy: Collectivity
) -> None:
    lines = "\n".join(
        f"a{number}@ville.example ; Annecy" for number in range(MOST_LINES + 1)
    )
    page = preview(staff, lines)
    assert page.status_code == 400
    assert "201 lignes" in page.text
    assert "a200@ville.example" in page.text


def test_a_long_list_asks_as_much_as_a_short_one(
    annecy: Collectivity, django_assert_max_num_queries: Any
) -> None:
    lines = "\n".join(f"a{number}@ville.example ; Annecy" for number in range(100))
    with django_assert_max_num_queries(10):
        assert len(parse_invitations(lines)) == 100


def test_one_person_looks_after_two_authorities(annecy: Collectivity) -> None:
    factories.CollectivityFactory(name="Belfort", slug="belfort")
    send_invitations("a@b.example ; Annecy\na@b.example ; Belfort")
    assert Membership.objects.count() == 2
