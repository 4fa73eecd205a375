"""Answers reach a report only as public counts; two snapshots cannot be subtracted."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from surveys.enums import ParticipationState
from surveys.models import Answer, Participation, Wave
from tests import factories
from tests.pdfs import text_of
from tests.surveys.conftest import ask, small_questionnaire
from tests.surveys.factories import ParticipationFactory, WaveFactory
from tests.surveys.reports.build import begun, published

pytestmark = pytest.mark.django_db
CANARY = "canari"
ENOUGH = 6


def closed_wave(slug: str, *, answering: str = "elu", **fields: object) -> Wave:
    """Return a public wave that is closed, with six answers full of the word."""
    wave = WaveFactory(slug=slug, name=slug, started=True, is_public=True, **fields)
    sections = wave.questionnaire.sections
    role = sections.get(code="qui").questions.get(code="role")
    story = sections.get(code="freins").questions.get(code="recit")
    for number in range(ENOUGH):
        participation = ParticipationFactory(
            wave=wave,
            submitted=True,
            collectivity=factories.CollectivityFactory(name=f"{CANARY}-{number}"),
            notes=f"{CANARY}-notes",
        )
        for question, value in ((role, answering), (story, f"{CANARY}-recit")):
            Answer.objects.create(
                participation=participation,
                question=question,
                value=value,
                other=f"{CANARY}-autre",
            )
    ParticipationFactory(
        wave=wave,
        state=ParticipationState.DECLINED,
        declined_at=timezone.now(),
        decline_reason=f"{CANARY}-motif",
    )
    Wave.objects.filter(pk=wave.pk).update(closed_at=timezone.now())
    wave.refresh_from_db()
    return wave


@pytest.mark.slow
def test_no_answer_is_told_one_by_one(client: Client) -> None:
    wave = closed_wave("enquete", questionnaire=small_questionnaire())
    report = published(waves=[wave])
    section = report.sections.get(kind="objectifs")
    section.prose_fr = "{{tableau:enquete_role}}"
    section.save()
    assert CANARY not in str(report.snapshots.get().data)
    for path in ("/", ".csv", "/chiffres/enquete_role/", "/chiffres/enquete_role.csv"):
        answer = client.get(f"/etats-des-lieux/essai{path}")
        body = answer.getvalue() if answer.streaming else answer.content
        assert answer.status_code == 200
        assert CANARY not in body.decode()
    page = client.get("/etats-des-lieux/essai/").text
    assert "Quoi : role ?" in page
    assert "86 %" in page
    pdf = text_of(client.get("/etats-des-lieux/essai.pdf").content)
    assert CANARY not in pdf
    assert "Quoi : role ?" in pdf


def test_a_count_under_five_is_hidden(client: Client) -> None:
    wave = closed_wave("enquete", questionnaire=small_questionnaire())
    last = Participation.objects.filter(wave=wave, state="envoyee").latest("pk")
    last.answers.filter(question__code="role").update(value="technicien")
    report = published(waves=[wave])
    (table,) = [
        one
        for one in report.snapshots.get().data["tables"]
        if one["code"] == "enquete_role"
    ]
    values = {row["code"]: row["value"] for row in table["rows"]}
    assert values["technicien"] is None
    section = report.sections.get(kind="objectifs")
    section.prose_fr = "{{tableau:enquete_role}}"
    section.save()
    page = client.get("/etats-des-lieux/essai/").text
    assert "Masqués, car trop peu nombreux" in page


def test_a_wave_that_still_takes_answers_gives_nothing_yet(client: Client) -> None:
    wave = closed_wave("enquete", questionnaire=small_questionnaire())
    Wave.objects.update(closed_at=None)
    report = begun(waves=[wave])
    codes = [one["code"] for one in report.snapshots.get().data["figures"]]
    assert "invitees" not in codes


@pytest.mark.slow
def test_two_waves_tell_what_changed(client: Client) -> None:
    asked = small_questionnaire()
    today = timezone.localdate()
    old = closed_wave(
        "ancienne",
        answering="technicien",
        questionnaire=asked,
        opens_on=today - datetime.timedelta(days=400),
    )
    new = closed_wave("nouvelle", questionnaire=asked)
    published(waves=[old, new])
    page = client.get("/etats-des-lieux/essai/").text
    assert "avant" in page
    figure = client.get("/etats-des-lieux/essai/chiffres/ancienne-reponses/")
    assert figure.status_code == 200
    assert "ne sont pas toutes les mêmes" in page


@pytest.mark.slow
def test_two_reports_on_one_subject_tell_what_changed(client: Client) -> None:
    factories.ActionFactory()
    published(slug="premier", edition=datetime.date(2025, 11, 1))
    factories.ActionFactory()
    published()
    page = client.get("/etats-des-lieux/essai/").text
    assert "Ce qui a changé" in page
    assert "avant : 1" in " ".join(page.split())


def test_a_question_that_is_asked_has_a_name_in_the_picker() -> None:
    questionnaire = small_questionnaire()
    section = questionnaire.sections.get(code="freins")
    ask(section, "nouvelle", "un_choix", options=("x", "y"))
    wave = closed_wave("enquete", questionnaire=questionnaire)
    tables = begun(waves=[wave]).snapshots.get().data["tables"]
    assert "enquete_nouvelle" in [one["code"] for one in tables]
