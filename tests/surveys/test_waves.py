"""Waves: whom they invite, what they send, what the board says."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.mail import sending
from cooperation.models import RefusedAddress
from surveys.enums import ParticipationState
from surveys.models import (
    Participation,
    ParticipationLink,
    Questionnaire,
    SurveyMail,
    Wave,
)
from surveys.waves.dashboard import build_dashboard
from surveys.waves.lifecycle import (
    NotStartableError,
    invite_authorities,
    prepare_wave,
    start_wave,
)
from surveys.waves.mails import send_due
from surveys.waves.recipients import (
    RecipientChoice,
    list_chosen_authorities,
    parse_pasted_lines,
)
from tests import factories
from tests.surveys.conftest import Survey, small_questionnaire
from tests.surveys.factories import ParticipationFactory, QuestionFactory, WaveFactory

pytestmark = pytest.mark.django_db


def names(choice: RecipientChoice) -> list[str]:
    """Return the names that a choice gives."""
    return [one.name for one in list_chosen_authorities(choice)]


def test_authorities_are_chosen_by_where_and_what_they_are() -> None:
    ain = factories.DepartmentFactory(code="01", name="Ain")
    epci = factories.CollectivityFactory(name="CA d’Annecy", epci_kind=True)
    annecy = factories.CollectivityFactory(name="Annecy", epci=epci)
    gex = factories.CollectivityFactory(name="Gex", department=ain)
    factories.ActionFactory(lead=annecy)
    joined = factories.ActionFactory(lead=annecy)
    joined.co_leads.add(gex)

    assert names(RecipientChoice()) == []
    assert names(RecipientChoice(department="01")) == ["Gex"]
    assert names(RecipientChoice(epci=epci)) == ["Annecy", "CA d’Annecy"]
    assert names(RecipientChoice(kinds=("epci",))) == ["CA d’Annecy"]
    assert names(RecipientChoice(activity="avec")) == ["Annecy", "Gex"]
    assert names(RecipientChoice(department="01", activity="sans")) == []
    assert names(RecipientChoice(department="01", pasted=(epci.pk,))) == [
        "CA d’Annecy",
        "Gex",
    ]


def test_a_pasted_list_tells_which_lines_cannot_be_read() -> None:
    factories.CollectivityFactory(name="Annecy", insee_code="74010")

    lines = parse_pasted_lines(
        "74010 ; X@annecy.example\n\nAnnecy\nNulle part\nlou@annecy.example ; Annecy\n"
        "Annecy ; lou@annecy\nAnnecy ; lou.annecy.example\n"
        "Annecy ; lou@annecy.example ; zoe@annecy.example"
    )

    assert [(line.email, line.problem) for line in lines] == [
        ("x@annecy.example", ""),
        ("", ""),
        ("", "cette collectivité n’est pas dans la liste"),
        ("lou@annecy.example", ""),
        ("", "« lou@annecy » n’est pas une adresse électronique"),
        ("", "« lou.annecy.example » n’est pas une adresse électronique"),
        ("", "une seule adresse par ligne, après le nom de la collectivité"),
    ]


def test_a_wave_asks_somebody_something() -> None:
    wave = WaveFactory.build(questionnaire=small_questionnaire())
    prepare_wave(wave, [], by=None)
    with pytest.raises(NotStartableError):
        start_wave(wave)

    commune = factories.CollectivityFactory()
    assert invite_authorities(wave, [commune]) == 1
    assert invite_authorities(wave, [commune]) == 0
    start_wave(wave)
    assert wave.is_answerable
    assert wave.participations.get().invited_at == wave.started_at


# Mails ------------------------------------------------------------------------------


def test_each_person_is_invited_once_with_a_link_of_their_own(survey: Survey) -> None:
    Participation.objects.update(contact_email="lou@annecy.example")

    assert send_due(survey.wave) == 2
    assert send_due(survey.wave) == 0

    assert {message.to[0] for message in mail.outbox} == {
        survey.mandate.user.email,
        "lou@annecy.example",
    }
    bodies = {
        message.body.split("/enquete/")[1].split("/")[0] for message in mail.outbox
    }
    assert len(bodies) == 2
    assert "Annecy est invitée" in mail.outbox[0].body


def passes(days: int) -> None:
    """Let the mails that were sent be some days older."""
    for row in SurveyMail.objects.all():
        row.claimed_at -= datetime.timedelta(days=days)
        row.save()


def test_only_the_silent_are_reminded_and_not_for_ever(survey: Survey) -> None:
    send_due(survey.wave)
    passes(11)
    assert send_due(survey.wave) == 1
    assert mail.outbox[-1].subject.startswith("Rappel : ")
    passes(11)
    Participation.objects.update(
        state=ParticipationState.DECLINED, declined_at=timezone.now()
    )
    assert send_due(survey.wave) == 0
    Participation.objects.update(state=ParticipationState.BEGUN)
    assert send_due(survey.wave) == 1
    passes(11)
    assert send_due(survey.wave) == 0


def test_reminders_go_by_the_command_of_campaigns(
    survey: Survey, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("send_reminders")

    assert "Essai : 1 courriels" in capsys.readouterr().out
    assert len(mail.outbox) == 1


def test_nothing_goes_before_the_first_day_after_the_last_or_once_closed(
    survey: Survey,
) -> None:
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    for change in (
        {"opens_on": today + day},
        {"opens_on": today - day, "closes_on": today - day},
        {"closes_on": today, "opens_on": today, "closed_at": timezone.now()},
    ):
        Wave.objects.update(**change)
        assert send_due(Wave.objects.get()) == 0


def test_a_mail_that_another_process_claimed_is_not_sent(survey: Survey) -> None:
    email = survey.mandate.user.email
    row = {"participation": survey.participation, "email": email, "number": 0}
    assert sending.reserve_mail(SurveyMail, **row) is not None
    assert sending.reserve_mail(SurveyMail, **row) is None


# Staff pages ------------------------------------------------------------------------


def questionnaire() -> Questionnaire:
    """Return the small questionnaire, made once."""
    return Questionnaire.objects.first() or small_questionnaire()


def form(**more: Any) -> dict[str, Any]:
    """Return what staff type to prepare a wave."""
    return {
        "name": "Vague 2026",
        "questionnaire": questionnaire().pk,
        "opens_on": "2026-01-10",
        "closes_on": "2026-03-10",
        "subject": "Enquête",
        "body": "Bonjour {collectivite} : {lien}",
        "remind_after_days": "10",
        "most_reminders": "2",
        **more,
    }


def test_staff_prepare_a_wave_after_seeing_whom_it_invites(
    staff_client: Client,
) -> None:
    annecy = factories.CollectivityFactory(name="Annecy")
    typed = form(**{"qui-department": annecy.department_id})

    shown = staff_client.post("/gestion/enquetes/nouvelle/", typed | {"geste": "voir"})
    assert "1 collectivité serait invitée" in shown.content.decode()
    assert not Wave.objects.exists()

    made = staff_client.post("/gestion/enquetes/nouvelle/", typed)
    wave = Wave.objects.get()
    assert made["Location"] == "/gestion/enquetes/vague-2026/"
    assert wave.participations.get().collectivity == annecy
    assert (wave.scope, wave.started_at) == ("département 74", None)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "Ce choix n’invite personne"),
        ({"qui-pasted": "Nulle part"}, "cette collectivité n’est pas dans la liste"),
        ({"qui-epci": "Nulle part"}, "Aucun EPCI n’a ce nom."),
        ({"closes_on": "2026-01-01"}, "Le dernier jour ne peut pas précéder"),
        ({"body": "{rien}"}, "Rien ne remplacera {rien}."),
    ],
)
def test_a_wave_that_cannot_be_is_explained_and_nothing_is_lost(
    staff_client: Client, typed: dict[str, str], problem: str
) -> None:
    answer = staff_client.post("/gestion/enquetes/nouvelle/", form(**typed))

    page = answer.content.decode()
    assert answer.status_code == 400
    assert problem in page
    assert "Vague 2026" in page


def test_staff_start_close_and_open_a_wave_again(
    staff_client: Client, survey: Survey
) -> None:
    Wave.objects.update(started_at=None)
    board_url = "/gestion/enquetes/essai/"

    staff_client.post(board_url, {"geste": "envoyer"})
    assert Wave.objects.get().is_running
    assert len(mail.outbox) == 1
    staff_client.post(board_url, {"geste": "clore"})
    assert Wave.objects.get().closed_at is not None
    staff_client.post(board_url, {"geste": "rouvrir"})
    assert Wave.objects.get().is_running
    staff_client.post(board_url, {"geste": "supprimer"})
    assert Wave.objects.exists()


def test_staff_invite_more_and_take_off_who_has_not_begun(
    staff_client: Client, survey: Survey
) -> None:
    factories.CollectivityFactory(name="Gex", slug="gex")
    address = "/gestion/enquetes/essai/invitees/"

    staff_client.post(address, {"qui-pasted": "Gex ; maire@gex.example"})
    assert (
        survey.wave.participations.get(collectivity__slug="gex").contact_email
        == "maire@gex.example"
    )

    Participation.objects.filter(pk=survey.participation.pk).update(
        begun_at=timezone.now()
    )
    staff_client.post(address, {"retirer": "gex"})
    staff_client.post(address, {"retirer": "annecy"})
    assert [one.collectivity.slug for one in survey.wave.participations.all()] == [
        "annecy"
    ]


def test_the_board_counts_by_kind_epci_and_department(survey: Survey) -> None:
    epci = factories.CollectivityFactory(name="CC du Lac", epci_kind=True)
    ParticipationFactory(wave=survey.wave, collectivity=epci, submitted=True)
    member = factories.CollectivityFactory(name="Sevrier", epci=epci)
    ParticipationFactory(wave=survey.wave, collectivity=member, submitted=True)

    found = build_dashboard(survey.wave)

    assert (found.total.submitted, found.total.invited, found.total.percent) == (
        2,
        3,
        67,
    )
    rates = {
        title: {rate.label: (rate.submitted, rate.invited) for rate in table}
        for title, table in found.tables
    }
    assert rates["Par nature"] == {
        "Commune": (1, 2),
        "EPCI à fiscalité propre": (1, 1),
    }
    assert rates["Par EPCI"] == {"CC du Lac": (2, 2), "hors EPCI": (0, 1)}
    assert [row.participation for row in found.silent] == [survey.participation]


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_board_costs_the_same_for_many(
    staff_client: Client,
    survey: Survey,
    django_assert_num_queries: Any,
    item_count: int,
) -> None:
    for _number in range(item_count - 1):
        row = ParticipationFactory(wave=survey.wave)
        factories.MembershipFactory(collectivity=row.collectivity)
    send_due(survey.wave)

    with django_assert_num_queries(10):
        staff_client.get("/gestion/enquetes/essai/")


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
def test_pages_of_questions_cost_the_same_for_many(
    client: Client,
    survey: Survey,
    django_assert_num_queries: Any,
    item_count: int,
) -> None:
    Wave.objects.update(started_at=None)
    sections = {one.code: one for one in survey.questionnaire.sections.all()}
    for _number in range(item_count - 1):
        QuestionFactory(section=sections["qui"])
        QuestionFactory(section=sections["cooperations"])
        factories.ActionFactory(lead=survey.collectivity)
    Wave.objects.update(started_at=timezone.now())
    client.get(survey.url())
    for end, queries in (
        ("page/qui/", 11),
        ("page/cooperations/", 11),
        ("relire/", 11),
    ):
        with django_assert_num_queries(queries):
            client.get(survey.url(end))


def test_the_board_refreshes_alone_and_whole_without_script(
    staff_client: Client, survey: Survey
) -> None:
    address = "/gestion/enquetes/essai/tableau/"

    part = staff_client.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "Annecy" in part.content.decode()
    assert staff_client.get(address)["Location"] == "/gestion/enquetes/essai/"


def test_whom_to_call_is_a_spreadsheet_of_the_silent(
    staff_client: Client, survey: Survey
) -> None:
    ParticipationFactory(wave=survey.wave, collectivity__name="Gex", submitted=True)

    text = staff_client.get("/gestion/enquetes/essai/appeler.csv").getvalue().decode()

    assert text.count("\r\n") == 2
    assert "Annecy;" in text
    assert survey.mandate.user.email in text
    assert "Gex" not in text


def test_links_live_as_long_as_a_last_day_that_is_put_off(
    staff_client: Client, survey: Survey
) -> None:
    before = ParticipationLink.objects.get().expires_at
    later = survey.wave.closes_on + datetime.timedelta(days=100)
    typed = form(name="Essai", closes_on=later.isoformat())

    answer = staff_client.post("/gestion/enquetes/essai/modifier/", typed)

    assert answer.status_code == 302
    wave = Wave.objects.get()
    assert wave.closes_on == later
    # What was asked, and since when, stays.
    assert wave.questionnaire == survey.questionnaire
    assert wave.opens_on == survey.wave.opens_on
    found = ParticipationLink.objects.get().expires_at - before
    assert found.days in (99, 100)


# Addresses that refuse mails --------------------------------------------------------


def test_who_would_be_invited_needs_the_first_part_alone(staff_client: Client) -> None:
    factories.CollectivityFactory(name="Gex", department__code="01")
    typed = {"qui-department": "01", "name": "À moitié", "geste": "voir"}
    page = staff_client.post("/gestion/enquetes/nouvelle/", typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert "1 collectivité serait invitée" in text
    assert 'value="À moitié"' in text
    assert "Ce champ est obligatoire" not in text
    assert not Wave.objects.exists()
    wrong = typed | {"qui-pasted": "Gex ; maire.gex.example"}
    refused = staff_client.post("/gestion/enquetes/nouvelle/", wrong)
    assert refused.status_code == 400
    assert "« maire.gex.example » n’est pas une adresse" in refused.content.decode()


def test_an_address_that_refuses_mails_is_not_written_to_and_is_called_first(
    survey: Survey, staff_client: Client
) -> None:
    email = survey.mandate.user.email
    other = ParticipationFactory(
        wave=survey.wave, collectivity__name="Aix", contact_email="lou@aix.example"
    )
    board = survey.wave.get_absolute_url()
    assert send_due(survey.wave) == 2
    passes(11)
    marked = staff_client.post(board, {"morte": email}, follow=True)
    assert "notée comme adresse qui refuse les courriels" in marked.content.decode()
    assert list(RefusedAddress.objects.get_reasons()) == [email.lower()]

    assert send_due(survey.wave) == 1
    assert mail.outbox[-1].to == [other.contact_email]
    rows = b"".join(staff_client.get(f"{board}appeler.csv")).decode().splitlines()
    assert rows[1].startswith("Annecy;")
    assert "revenu, noté par l’équipe" in rows[1]

    staff_client.post(board, {"vivante": email})
    assert not RefusedAddress.objects.exists()
    assert send_due(survey.wave) == 1


def test_only_addresses_of_the_wave_are_marked_on_its_page(
    survey: Survey, staff_client: Client
) -> None:
    board = survey.wave.get_absolute_url()
    staff_client.post(board, {"morte": "autre@ailleurs.example"})
    assert not RefusedAddress.objects.exists()
