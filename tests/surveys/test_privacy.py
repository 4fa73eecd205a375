"""What surveys keep of people: told, erased, forgotten; never in logs, never public."""

import datetime
import logging

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.people.personal_data import erase_personal_data, export_personal_data
from config.logging import RedactTokens
from cooperation.curation.merge import merge_records
from surveys.models import Answer, Participation, ParticipationLink, SurveyMail, Wave
from surveys.responses.submitted import (
    list_submitted_answers,
    list_submitted_participations,
)
from surveys.waves.mails import forward_link, send_due
from tests import factories
from tests.surveys.conftest import Survey
from tests.surveys.factories import AnswerFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
CANARY = "canari"


def test_a_person_is_told_what_surveys_keep_of_them(survey: Survey) -> None:
    send_due(survey.wave)
    person = survey.mandate.user

    told = export_personal_data(person)["enquetes"]

    assert len(told["courriels"]) == len(told["liens"]) == 1
    assert told["courriels"][0]["participation__wave__name"] == "Essai"


def test_erasing_a_person_leaves_the_answers_of_the_authority(survey: Survey) -> None:
    send_due(survey.wave)
    person = survey.mandate.user
    forward_link(survey.participation, person.email)
    Participation.objects.update(contact_email=person.email, interviewer=person)
    AnswerFactory(
        participation=survey.participation,
        question=survey.questionnaire.sections.first().questions.first(),
    )

    erase_personal_data(person)

    row = Participation.objects.get()
    assert (row.contact_email, row.interviewer) == ("", None)
    assert not SurveyMail.objects.exists()
    assert set(ParticipationLink.objects.values_list("for_email", flat=True)) == {
        "sacha@annecy.example"
    }
    assert Answer.objects.count() == 1


def test_addresses_are_forgotten_two_years_after_the_end(
    survey: Survey, capsys: pytest.CaptureFixture[str]
) -> None:
    send_due(survey.wave)
    call_command("purge_personal_data")
    assert SurveyMail.objects.exists()

    day = timezone.localdate() - datetime.timedelta(days=731)
    Wave.objects.update(opens_on=day, closes_on=day)
    call_command("purge_personal_data")

    assert not SurveyMail.objects.exists()
    assert not ParticipationLink.objects.exists()
    assert "Qui est invité à une enquête : 1\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", ["Not Found: /enquete/SECRET/relire/", "GET /espace/lien/SECRET/?x=1"]
)
def test_logs_never_hold_the_key_of_a_link(words: str) -> None:
    record = logging.LogRecord("x", 30, "", 0, "%s", (words,), None)

    assert RedactTokens().filter(record)
    assert "SECRET" not in record.getMessage()
    assert record.getMessage().startswith(words.split("SECRET")[0])


def test_answers_are_in_no_log(
    client: Client, survey: Survey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.post(survey.url("page/freins/"), {"recit": CANARY, "budget": CANARY})
    client.post(survey.url("relire/"))

    assert CANARY not in caplog.text


def test_only_what_was_sent_is_read_by_others(survey: Survey) -> None:
    AnswerFactory(
        participation=survey.participation,
        question=survey.questionnaire.sections.first().questions.first(),
    )
    assert not list_submitted_answers(survey.wave).exists()
    assert not list_submitted_participations(survey.wave).exists()

    Participation.objects.update(state="envoyee", submitted_at=timezone.now())
    assert (
        list_submitted_answers(survey.wave).count()
        == list_submitted_participations(survey.wave).count()
        == 1
    )


def test_merging_two_authorities_of_a_wave_loses_no_answer(survey: Survey) -> None:
    twin = factories.CollectivityFactory(name="Annecy bis")
    other = ParticipationFactory(wave=survey.wave, collectivity=twin)
    question = survey.questionnaire.sections.first().questions.first()
    AnswerFactory(participation=other, question=question)

    with pytest.raises(ValidationError):
        merge_records(survey.collectivity, twin, [], survey.mandate.user)

    assert other.answers.count() == 1
