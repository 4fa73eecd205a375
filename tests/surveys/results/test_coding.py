"""Reading long answers: themes in place, quotes word for word, consent first."""

import pytest
from django.test import Client

from cooperation import models
from surveys.models import Answer, AnswerReading, AnswerTheme, Question, Quote, Wave
from surveys.results import coding
from tests.surveys.conftest import ask
from tests.surveys.factories import QuestionnaireFactory, SectionFactory
from tests.surveys.results.world import authorities, staff_with, wave_with

pytestmark = pytest.mark.django_db

TEXT = "Le plus dur fut\nle temps qui manque, et l’argent."


@pytest.fixture
def wave() -> Wave:
    """Three answers to one question; the first person agreed to a testimony."""
    questionnaire = QuestionnaireFactory(code="lire")
    section = SectionFactory(questionnaire=questionnaire, code="p")
    ask(section, "role", "un_choix", options=("elu", "technicien"))
    ask(section, "recit", "texte_long")
    ask(section, "temoignage", "oui_non")
    people = authorities(("commune", "74", 3))
    said = {"role": "elu", "recit": TEXT}
    return wave_with(
        questionnaire,
        [(one, said | {"temoignage": place == 0}) for place, one in enumerate(people)],
    )


@pytest.fixture
def coder() -> Client:
    """The browser of somebody who reads."""
    return staff_with("see_answers", "add_answerreading")


@pytest.fixture
def answers(wave: Wave) -> list[Answer]:
    """The three answers, in order."""
    return list(coding.list_question_answers(wave, Question.objects.get(code="recit")))


def address(wave: Wave, end: str = "lecture/recit/") -> str:
    """Return an address of the pages of reading."""
    return f"/gestion/enquetes/{wave.slug}/resultats/{end}"


@pytest.mark.slow
def test_answers_come_one_after_the_other_until_all_are_read(
    coder: Client, wave: Wave, answers: list[Answer]
) -> None:
    for place, answer in enumerate(answers):
        page = coder.get(address(wave)).content.decode()
        assert f"Réponse {place + 1} sur 3" in page
        themes = list(AnswerTheme.objects.values_list("pk", flat=True))
        sent = {"reponse": answer.pk, "theme": themes, "nouveaux": "Temps\n argent "}
        moved = coder.post(address(wave), sent)
    assert moved["Location"] == address(wave, "lecture/")
    assert sorted(AnswerTheme.objects.values_list("label", flat=True)) == [
        "Temps",
        "argent",
    ]
    assert [one.readings.count() for one in AnswerTheme.objects.all()] == [3, 3]


@pytest.mark.slow
def test_a_quote_is_part_of_the_answer_and_nothing_is_lost_otherwise(
    coder: Client, wave: Wave, answers: list[Answer]
) -> None:
    sent = {"reponse": answers[1].pk, "citation": "ce qu’il n’a pas dit"}
    refused = coder.post(address(wave), sent)
    assert refused.status_code == 400
    assert "ce qu’il n’a pas dit" in refused.content.decode()
    assert not Quote.objects.exists()
    coder.post(address(wave), sent | {"citation": "le temps qui manque"})
    coder.post(address(wave), sent | {"citation": "dur fut le temps"})
    assert Quote.objects.count() == 2


def test_a_quote_is_publishable_with_consent_only(
    wave: Wave, answers: list[Answer], django_user_model
) -> None:
    by = django_user_model.objects.create(email="x@exemple.fr")
    keep = {"text": "le temps qui manque", "by": by}
    agreed = coding.save_quote(answer=answers[0], staff_consent=False, **keep)
    silent = coding.save_quote(answer=answers[1], staff_consent=False, **keep)
    by_word = coding.save_quote(answer=answers[2], staff_consent=True, **keep)
    assert list(coding.list_publishable_quotes(wave)) == [agreed, by_word]
    assert coding.build_attributions([agreed]) == {agreed.pk: "Réponse elu, commune"}
    with pytest.raises(coding.NoConsentError):
        coding.make_testimony(quote=silent, by=by)
    Answer.objects.filter(
        participation=answers[0].participation, question__code="temoignage"
    ).update(value=False)
    assert list(coding.list_publishable_quotes(wave)) == [by_word]


def test_a_quote_becomes_a_draft_testimony_once(
    coder: Client, wave: Wave, answers: list[Answer]
) -> None:
    sent = {"reponse": answers[0].pk, "citation": "le temps qui manque"}
    coder.post(address(wave), sent)
    quote = Quote.objects.get()
    for _time in range(2):
        coder.post(address(wave, f"citations/{quote.pk}/"), {"geste": "temoignage"})
    testimony = models.Testimony.objects.get()
    assert (testimony.text, testimony.publication) == (
        "le temps qui manque",
        "brouillon",
    )
    assert (testimony.function, testimony.person_name) == ("Réponse elu", "")
    assert testimony.has_consent


@pytest.mark.slow
def test_themes_are_renamed_merged_and_deleted_in_place(
    coder: Client, wave: Wave, answers: list[Answer], django_user_model
) -> None:
    by = django_user_model.objects.create(email="x@exemple.fr")
    coding.record_reading(answer=answers[0], themes=[], new=["Temps"], by=by)
    coding.record_reading(answer=answers[1], themes=[], new=["Délais", "Argent"], by=by)
    time, delays, money = (
        AnswerTheme.objects.get(label=label) for label in ("Temps", "Délais", "Argent")
    )
    here = address(wave, "lecture/recit/themes/")
    coder.post(here, {"theme": money.pk, "nom": "Moyens", "geste": "renommer"})
    coder.post(here, {"theme": delays.pk, "dans": time.pk, "geste": "fusionner"})
    found = {
        one.label: one.n for one in coding.list_question_themes(answers[0].question)
    }
    assert found == {"Moyens": 1, "Temps": 2}
    coder.post(here, {"theme": time.pk, "geste": "supprimer"})
    assert AnswerReading.objects.count() == 2
    coder.post(here, {"theme": money.pk, "geste": "renommer", "nom": " "})
    assert AnswerTheme.objects.get().label == "Moyens"


def test_themes_of_one_question_are_not_given_to_another(
    wave: Wave, answers: list[Answer], django_user_model
) -> None:
    stranger = AnswerTheme.objects.create(
        questionnaire_code="autre", question_code="recit", label="Ailleurs"
    )
    by = django_user_model.objects.create(email="x@exemple.fr")
    reading = coding.record_reading(answer=answers[0], themes=[stranger.pk], by=by)
    assert not reading.themes.exists()
