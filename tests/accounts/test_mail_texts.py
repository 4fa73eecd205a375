"""Texts of mails: staff change them with variables, and can always go back."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.mail import kinds, texts
from accounts.models import MailText, User
from accounts.people.access_requests import grant_access
from accounts.people.inactive_accounts import ask_dormant_members
from config.doctor import find_mail_problems
from cooperation.web.mail_texts import (
    MAIL_KINDS,
    MailContent,
    MailKind,
    Variable,
    fill_content,
    fill_text,
    find_text_problems,
    get_example_values,
    get_text,
    queue_text,
)
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _label in settings.LANGUAGES]
EVERY_TEXT = [(kind, code) for kind in MAIL_KINDS.values() for code in LANGUAGES]
READ, CHANGE = "accounts.view_mailtext", "accounts.change_mailtext"
LOGIN = "accounts.change_login_mailtext"
WELCOME = MailContent("Bienvenue, {collectivite}", "Entrez par {lien} avec {adresse}")
PAGE = "/gestion/courriels/invitation/fr/"


@pytest.fixture
def curator() -> User:
    person = factories.UserFactory(staff=True, email="lou@exemple.fr", first_name="Lou")
    return give_rights(person, READ, CHANGE)


@pytest.fixture
def page(curator: User) -> Client:
    return log_in_with_second_factor(Client(), curator)


def save(content: MailContent = WELCOME, language: str = "fr", **options: Any) -> None:
    by = User.objects.filter(is_staff=True).first() or factories.UserFactory(staff=True)
    options = {"version": "", "by": by, **options}
    texts.save_text(kinds.INVITATION, language, content, **options)


def post(client: Client, path: str = PAGE, **data: str) -> Any:
    return client.post(path, {"geste": "enregistrer", **WELCOME._asdict(), **data})


# Shipped texts --------------------------------------------------------------------


def test_every_shipped_text_could_be_saved_as_it_is() -> None:
    for kind, language in EVERY_TEXT:
        shipped = kind.get_shipped(language)

        assert (kind.code, find_text_problems(kind, shipped)) == (kind.code, [])
        assert get_text(kind, language) == shipped


def test_every_mail_is_filled_wholly() -> None:
    for kind, language in EVERY_TEXT:
        shipped, values = kind.get_shipped(language), get_example_values(kind)

        filled = fill_content(kind, shipped, values, language)

        assert "{" not in filled.subject + filled.body
        assert len(filled.subject.splitlines()) == 1


def test_a_paragraph_whose_variable_has_no_value_is_left_out() -> None:
    values = get_example_values(kinds.REQUEST_REFUSED) | {"mot": ""}

    filled = fill_content(
        kinds.REQUEST_REFUSED, kinds.REQUEST_REFUSED.get_shipped("fr"), values, "fr"
    )

    assert "Un mot de l’équipe" not in filled.body
    assert "\n\n\n" not in filled.body


# What a text may say --------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "{% load i18n %}",
        "{{ settings.SECRET_KEY }}",
        "{x.__class__}",
        "{0.__class__.__mro__}",
        "{collectivite.__class__}",
        "{collectivite!r}",
        "{collectivite:>999999999}",
        "{}",
    ],
)
def test_only_variables_of_the_list_are_accepted(attack: str) -> None:
    body = f"{WELCOME.body} {attack}"
    content = MailContent("Bienvenue", body)

    (problem,) = find_text_problems(kinds.INVITATION, content)

    assert problem.startswith("Rien ne remplacera ")
    assert fill_text(attack, {"collectivite": "Annecy"}) == attack


def test_percent_signs_and_lone_braces_are_text() -> None:
    content = MailContent("100 %", "%(lien)s %s } { {lien}")
    values = get_example_values(kinds.INVITATION)

    assert find_text_problems(kinds.INVITATION, content) == []
    filled = fill_content(kinds.INVITATION, content, values, "fr")
    assert filled.body == f"%(lien)s %s }} {{ {values['lien']}"


def test_what_a_value_says_is_never_read_as_a_variable() -> None:
    values = {"collectivite": "{lien}", "lien": "https://exemple.fr/secret"}

    assert fill_text("{collectivite}", values) == "{lien}"


def test_an_unknown_variable_is_told_with_the_nearest() -> None:
    content = MailContent("Pour {colectivite}", WELCOME.body)

    assert find_text_problems(kinds.INVITATION, content) == [
        "Rien ne remplacera {colectivite}. Vouliez-vous dire {collectivite} ?"
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kinds.INVITATION, "lien"),
        (kinds.LOGIN_CODE, "code"),
        (kinds.PROPOSAL_REFUSED, "motif"),
        (kinds.CAMPAIGN_REMINDER, "texte"),
    ],
)
def test_what_the_mail_is_for_stays_in_it(kind: MailKind, name: str) -> None:
    shipped = kind.get_shipped("fr")
    lacking = shipped._replace(body=shipped.body.replace(f"{{{name}}}", ""))

    (problem,) = find_text_problems(kind, lacking)

    assert problem.startswith(f"Le texte doit contenir {{{name}}} : ")


@pytest.mark.parametrize("beside", ["({lien})", "{lien}.", "«{lien}", "{lien},"])
def test_nothing_is_joined_to_a_link(beside: str) -> None:
    (problem,) = find_text_problems(kinds.INVITATION, MailContent("Bonjour", beside))

    assert problem.startswith("Laissez {lien} entre deux espaces ou seul")


@pytest.mark.parametrize("subject", ["", "  ", "Bonjour\nBcc: tous@exemple.fr", "a\rb"])
def test_a_subject_is_one_line(subject: str) -> None:
    content = MailContent(subject, WELCOME.body)

    assert find_text_problems(kinds.INVITATION, content) == [
        "L’objet tient sur une ligne et n’est pas vide."
    ]


def test_a_value_with_line_breaks_adds_no_header() -> None:
    values = get_example_values(kinds.INVITATION)
    values["collectivite"] = "Annecy\r\nBcc: tous@exemple.fr"
    save()

    queue_text(kinds.INVITATION, "agent@exemple.fr", values)

    (sent,) = mail.outbox
    assert sent.subject == "Bienvenue, Annecy Bcc: tous@exemple.fr"
    assert sent.recipients() == ["agent@exemple.fr"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kinds.LOGIN_CODE, "code"),
        (kinds.INVITATION, "lien"),
        (kinds.REQUEST_REFUSED, "mot"),
        (MAIL_KINDS["message-copie"], "message"),
    ],
)
def test_the_subject_that_staff_read_holds_no_secret(kind: MailKind, name: str) -> None:
    content = kind.get_shipped("fr")._replace(subject=f"Pour vous : {{{name}}}")

    assert find_text_problems(kind, content) == [
        f"{{{name}}} va dans le texte, pas dans l’objet."
    ]


# Sending --------------------------------------------------------------------------


def test_the_text_of_staff_is_sent_in_its_language_only() -> None:
    save()
    values = get_example_values(kinds.INVITATION)

    queue_text(kinds.INVITATION, "fr@exemple.fr", values)
    queue_text(kinds.INVITATION, "en@exemple.fr", values, language="en")

    french, english = mail.outbox
    assert french.subject == "Bienvenue, Annecy"
    assert english.subject == "Your access to Passerelles for Annecy"


def test_an_invitation_has_the_text_of_staff() -> None:
    annecy = factories.CollectivityFactory(name="Annecy")
    save()

    grant_access("agent@exemple.fr", annecy)

    (sent,) = mail.outbox
    assert sent.subject == "Bienvenue, Annecy"
    assert sent.body == (
        f"Entrez par {settings.SITE_URL}/compte/login/ avec agent@exemple.fr\n"
    )


def test_a_text_that_cannot_serve_blocks_no_mail(caplog: Any) -> None:
    save()
    MailText.objects.update(body="{prenom}, entrez par {lien}")

    grant_access("agent@exemple.fr", factories.CollectivityFactory(name="Annecy"))

    (sent,) = mail.outbox
    assert sent.subject == "Votre accès à Passerelles pour Annecy"
    assert "Mail text invitation (fr) cannot be used" in caplog.text
    assert texts.count_unusable_texts() == 1


def test_a_login_code_has_the_text_of_staff(client: Client) -> None:
    person = factories.UserFactory(email="agent@exemple.fr")
    MailText.objects.create(
        code="code-connexion", language="fr", subject="Code", body="{code}"
    )

    client.post(reverse("account_request_login_code"), {"email": person.email})

    (sent,) = mail.outbox
    assert sent.subject == "Code"
    assert re.fullmatch(r"[A-Z0-9-]+\n", str(sent.body))


def test_each_mail_of_a_run_costs_one_query_for_its_text(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(1):
        get_text(kinds.DORMANT_MEMBERSHIP)
    assert ask_dormant_members() == 0


def test_a_long_link_stays_in_one_piece() -> None:
    link = f"https://exemple.fr/{'a' * 1_200}"
    values = get_example_values(kinds.INVITATION) | {"lien": link}

    queue_text(kinds.INVITATION, "agent@exemple.fr", values)

    (sent,) = mail.outbox
    payload = sent.message().get_payload(decode=True)
    assert f"    {link}\n".encode() in payload


def test_a_text_that_cannot_serve_is_told_by_the_doctor() -> None:
    save()
    MailText.objects.update(body="Sans lien")

    assert "1 courriel changé par l’équipe ne peut plus servir" in " ".join(
        find_mail_problems()
    )


# Pages ----------------------------------------------------------------------------


def test_the_list_names_every_mail_and_what_was_changed(
    page: Client, django_assert_max_num_queries: Any
) -> None:
    save()

    with django_assert_max_num_queries(12):
        text = page.get("/gestion/courriels/").text

    for kind in MAIL_KINDS.values():
        assert str(kind.label) in text
    assert text.count("changé le") == 1
    assert len(re.findall("texte livré(?:, pas|</span>)", text)) == len(EVERY_TEXT) - 1
    assert text.count("texte livré, pas encore envoyé") == len(MAIL_KINDS) - 3
    assert "le texte livré a changé depuis" not in text


def test_a_shipped_text_that_changed_since_is_told(page: Client) -> None:
    save()
    MailText.objects.update(shipped_digest="before")

    assert "le texte livré a changé depuis" in page.get("/gestion/courriels/").text
    assert "a changé depuis" in page.get(PAGE).text

    version = MailText.objects.get().etag
    assert post(page, version=version, subject="Bonjour").status_code == 302
    assert "a changé depuis" not in page.get(PAGE).text


@pytest.mark.slow
def test_every_page_opens_with_its_preview(page: Client) -> None:
    for kind, language in EVERY_TEXT:
        response = page.get(f"/gestion/courriels/{kind.code}/{language}/")

        assert response.status_code == 200
        assert response.context["preview"].problems == []


def test_the_preview_shows_a_real_row_to_whoever_may_see_it(
    page: Client, curator: User
) -> None:
    factories.MembershipFactory(collectivity__name="Chambéry")

    assert "Chambéry" not in page.get(PAGE).text
    give_rights(curator, "accounts.view_membership")
    assert page.get(PAGE).context["preview"].subject == (
        "Votre accès à Passerelles pour Chambéry"
    )


def test_previews_are_made_of_real_rows() -> None:
    boss = factories.UserFactory(superuser=True)
    factories.MembershipFactory(collectivity__name="Chambéry")
    factories.CampaignTargetFactory(
        collectivity__name="Dole", campaign__subject="Vos fiches, {collectivite}"
    )
    factories.ProposalFactory()

    for kind in MAIL_KINDS.values():
        kind.find_example(boss)
    found = kinds.CAMPAIGN_REMINDER.find_example(boss)
    assert found is not None
    assert found.values["objet"] == "Vos fiches, Dole"


def test_a_text_is_saved_and_taken_back(page: Client) -> None:
    assert post(page).status_code == 302
    assert get_text(kinds.INVITATION) == WELCOME

    version = MailText.objects.get().etag
    shown = page.get(PAGE).text
    assert "Ce qui diffère du texte livré" in shown
    assert post(page, geste="livre", version=version).status_code == 302
    assert not MailText.objects.exists()
    history = texts.get_history(kinds.INVITATION, "fr")
    assert [(one.history_type, str(one.history_user)) for one in history] == [
        ("-", "lou@exemple.fr"),
        ("+", "lou@exemple.fr"),
    ]
    taken_up = page.get(f"{PAGE}?reprendre={history.last().pk}").context["form"]
    assert taken_up.typed == WELCOME


def test_the_shipped_text_saved_again_is_no_change(page: Client) -> None:
    shipped = kinds.INVITATION.get_shipped("fr")

    post(page, subject=shipped.subject, body=shipped.body.replace("\n", "\r\n"))

    assert not MailText.objects.exists()


def test_a_wrong_text_is_refused_with_what_was_typed(page: Client) -> None:
    response = post(page, body="Bonjour {prenom}")

    assert response.status_code == 400
    assert "Rien ne remplacera {prenom}." in response.text
    assert "Le texte doit contenir {lien}" in response.text
    assert response.context["form"].typed.body == "Bonjour {prenom}"
    assert not MailText.objects.exists()


def test_two_people_at_once_lose_nothing(page: Client) -> None:
    boss = factories.UserFactory(superuser=True, first_name="Ada", last_name="Roy")
    save(MailContent("Le sien", WELCOME.body), by=boss)

    response = post(page, subject="Le mien")

    assert response.status_code == 409
    assert "Ada Roy a changé ce texte entre-temps" in response.text
    assert "Le sien" in response.text
    form = response.context["form"]
    assert form.typed.subject == "Le mien"
    again = post(page, subject="Le mien", version=form["version"].value())
    assert again.status_code == 302
    assert get_text(kinds.INVITATION).subject == "Le mien"


def test_a_button_pressed_twice_is_no_conflict(page: Client) -> None:
    answers = [post(page).status_code, post(page).status_code]
    etag = MailText.objects.get().etag
    answers += [post(page, geste="livre", version=etag).status_code for _ in range(2)]

    assert answers == [302] * 4
    assert texts.get_history(kinds.INVITATION, "fr").count() == 2


def test_an_old_page_does_not_take_back_a_newer_text(page: Client) -> None:
    save()

    response = page.post(PAGE, {"geste": "livre", "version": "before"}, follow=True)

    assert "Quelqu’un d’autre a changé ce texte" in response.text
    assert get_text(kinds.INVITATION) == WELCOME


def test_a_trial_goes_to_whoever_asks_and_saves_nothing(page: Client) -> None:
    response = post(page, geste="essai")

    assert "Un essai part à lou@exemple.fr." in response.text
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["lou@exemple.fr"], "[Essai] Bienvenue, Annecy")
    assert not MailText.objects.exists()


def test_the_preview_of_htmx_is_the_preview_alone(page: Client) -> None:
    data = {"geste": "apercu", "subject": "Salut {nom}", "body": "<b>{lien}</b>"}

    shown = page.post(PAGE, data, headers={"HX-Request": "true"}).text

    assert "Rien ne remplacera {nom}." in shown
    assert "&lt;b&gt;" in shown
    assert "<html" not in shown


# Rights ---------------------------------------------------------------------------


def log_in(*rights: str) -> Client:
    person = give_rights(factories.UserFactory(staff=True), *rights)
    return log_in_with_second_factor(Client(), person)


@pytest.mark.parametrize(
    ("rights", "path", "opened", "saved"),
    [
        ((), PAGE, 403, 403),
        ((READ,), PAGE, 200, 403),
        ((READ, CHANGE), PAGE, 200, 302),
        ((READ, CHANGE), "/gestion/courriels/compte-inconnu/fr/", 200, 403),
        ((READ, LOGIN), "/gestion/courriels/compte-inconnu/fr/", 200, 302),
    ],
)
def test_who_may_read_and_change_texts(
    rights: tuple[str, ...], path: str, opened: int, saved: int
) -> None:
    client = log_in(*rights)

    tried = 200 if saved == 302 else 403

    assert client.get(path).status_code == opened
    assert post(client, path, subject="Bonjour", geste="essai").status_code == tried
    assert post(client, path, subject="Bonjour").status_code == saved
    assert post(client, path, geste="livre").status_code == saved


def test_a_reader_finds_nothing_to_press() -> None:
    shown = log_in(READ).get(PAGE).text

    assert "Vous pouvez lire ce texte" in shown
    assert 'name="geste"' not in shown


@pytest.mark.parametrize("path", ["rien/fr/", "invitation/de/"])
def test_what_does_not_exist_is_not_found(page: Client, path: str) -> None:
    assert page.get(f"/gestion/courriels/{path}").status_code == 404


def test_an_example_of_a_link_is_a_whole_address() -> None:
    links: list[Variable] = [
        one for kind in MAIL_KINDS.values() for one in kind.variables if one.link
    ]

    assert {str(one.example).startswith(settings.SITE_URL) for one in links} == {True}
