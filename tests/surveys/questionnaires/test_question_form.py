"""The form of a question in the builder: options, condition, code, preview."""

import pytest
from django.test import Client

from surveys.models import Option, Question, Questionnaire
from tests.surveys.conftest import ask
from tests.surveys.questionnaires.pressing import (
    address,
    get_question,
    get_typed,
    list_codes,
    press,
)

pytestmark = pytest.mark.django_db


def test_saving_untouched_changes_nothing(
    staff_client: Client, draft: Questionnaire
) -> None:
    test = {"question": "role", "operator": "aucun_de", "values": ["elu"]}
    condition = {"join": "ou", "tests": [test]}
    Question.objects.filter(code="nombre").update(condition=condition, least=0)
    Option.objects.filter(code="elu").update(position=0)
    Option.objects.filter(code="autre").update(position=1)
    before = list(Question.objects.values()), list(Option.objects.values())

    for question in Question.objects.all():
        typed = get_typed(staff_client, draft, question)
        press(staff_client, draft, "enregistrer-question", **typed)

    assert (list(Question.objects.values()), list(Option.objects.values())) == before


def test_a_condition_is_chosen_from_what_is_asked_before(
    staff_client: Client, draft: Questionnaire
) -> None:
    question = get_question("nombre")
    typed = get_typed(staff_client, draft, question)
    chosen = {
        "condition-join": "ou",
        "condition-0-question": "role",
        "condition-0-operator": "parmi",
        "condition-0-values": ["role:elu", "role:autre"],
    }

    press(staff_client, draft, "enregistrer-question", **typed | chosen)

    question.refresh_from_db()
    test = {"question": "role", "operator": "parmi", "values": ["elu", "autre"]}
    assert question.condition == {"join": "ou", "tests": [test]}
    page = staff_client.get(address(draft)).text
    assert "est parmi Réponse elu, Réponse autre" in page


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"condition-0-question": "absente"}, "Sélectionnez un choix valide"),
        (
            {"condition-0-question": "role", "condition-0-operator": "au_moins"},
            "ne se compare pas ainsi",
        ),
        (
            {"condition-0-question": "role", "condition-0-operator": "parmi"},
            "Choisissez au moins une réponse",
        ),
        ({"question-least": "9", "question-most": "2"}, "ne peut pas dépasser"),
        ({"question-code": "role"}, "Ce code sert déjà"),
        ({"question-label_fr": ""}, "Ce champ est obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    wrong: dict[str, str], reason: str, staff_client: Client, draft: Questionnaire
) -> None:
    typed = get_typed(staff_client, draft, get_question("nombre"))
    typed |= {"question-help_fr": "Une aide déjà longue."} | wrong

    answer = press(staff_client, draft, "enregistrer-question", **typed)

    assert answer.status_code == 400
    assert reason in answer.text
    assert "Une aide déjà longue." in answer.text
    assert get_question("nombre").help_fr == ""


def test_a_question_that_is_renamed_keeps_what_names_it(
    staff_client: Client, draft: Questionnaire
) -> None:
    test = {"question": "role", "operator": "repondu", "values": []}
    Question.objects.filter(code="nombre").update(
        condition={"join": "et", "tests": [test]}, label_fr="Combien de ${role} ?"
    )
    typed = get_typed(staff_client, draft, get_question("role"))

    press(
        staff_client,
        draft,
        "enregistrer-question",
        **typed | {"question-code": "titre"},
    )

    named = get_question("nombre")
    assert named.condition["tests"] == [test | {"question": "titre"}]
    assert named.label_fr == "Combien de ${titre} ?"
    assert list_codes(draft) == [["titre", "nombre"]]


def test_options_are_put_in_the_order_of_their_places_and_deleted(
    staff_client: Client, draft: Questionnaire
) -> None:
    typed = get_typed(staff_client, draft, get_question("role"))
    typed |= {
        "reponses-0-position": "5",
        "reponses-1-DELETE": "on",
        "reponses-2-label_fr": "Agente ou agent",
        "reponses-2-position": "1",
    }

    press(staff_client, draft, "enregistrer-question", **typed)

    options = get_question("role").options
    assert list(options.values_list("code", "position")) == [
        ("agente_agent", 0),
        ("elu", 1),
    ]


def test_points_of_a_scale_get_their_texts(
    staff_client: Client, draft: Questionnaire
) -> None:
    question = ask(draft.sections.get(), "note", "echelle", least=1, most=3)
    typed = get_typed(staff_client, draft, question)

    press(
        staff_client,
        draft,
        "enregistrer-question",
        **typed | {"reponses-2-label_fr": "Beaucoup"},
    )

    assert list(question.options.values_list("code", "label_fr")) == [("3", "Beaucoup")]


def test_a_kind_without_options_keeps_none(
    staff_client: Client, draft: Questionnaire
) -> None:
    typed = get_typed(staff_client, draft, get_question("role"))

    answer = press(
        staff_client,
        draft,
        "enregistrer-question",
        **typed | {"question-kind": "texte_court"},
    )

    assert not Option.objects.exists()
    assert "?question=" in answer["Location"]


def test_the_frame_shows_what_is_typed_and_saves_nothing(
    staff_client: Client, draft: Questionnaire
) -> None:
    typed = get_typed(staff_client, draft, get_question("role"))
    typed |= {"question-label_fr": "À quel titre exactement ?", "liste-lines": "Neuve"}

    page = staff_client.post(f"{address(draft)}cadre/", typed)

    assert "À quel titre exactement ?" in page.text
    assert "Neuve" in page.text
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert get_question("role").label_fr == "Quoi : role ?"
    assert Option.objects.count() == 2

    wrong = staff_client.post(f"{address(draft)}cadre/", typed | {"question-kind": "x"})
    assert "À corriger pour le voir" in wrong.text


# Two tabs ---------------------------------------------------------------------------


def test_the_second_of_two_tabs_is_told_what_the_first_changed_and_loses_nothing(
    staff_client: Client, draft: Questionnaire
) -> None:
    question = get_question("role")
    one, other = (get_typed(staff_client, draft, question) for _tab in "12")
    one |= {"question-label_fr": "Quels obstacles ?", "reponses-0-DELETE": "on"}
    other |= {"question-help_fr": "Deux au plus.", "reponses-0-label_fr": "Le budget"}
    assert press(staff_client, draft, "enregistrer-question", **one).status_code == 302

    late = press(staff_client, draft, "enregistrer-question", **other)
    question.refresh_from_db()
    assert (late.status_code, question.label_fr, question.help_fr) == (
        *(409, "Quels obstacles ?"),
        "",
    )
    shown = late.content.decode()
    assert "Question, maintenant : Quels obstacles ?" in shown
    assert "Réponses possibles, maintenant : " in shown
    assert "Deux au plus." in shown
    assert 'value="Le budget"' in shown

    again = other | {"avant": late.context["editor"].stamp}
    assert (
        press(staff_client, draft, "enregistrer-question", **again).status_code == 302
    )
    question.refresh_from_db()
    assert question.help_fr == "Deux au plus."
    assert "Le budget" in question.options.values_list("label_fr", flat=True)


def test_the_same_thing_saved_twice_is_no_conflict(
    staff_client: Client, draft: Questionnaire
) -> None:
    typed = get_typed(staff_client, draft, get_question("role"))
    typed["question-label_fr"] = "Votre fonction ?"
    for _click in "12":
        answer = press(staff_client, draft, "enregistrer-question", **typed)
        assert answer.status_code == 302


def test_pages_and_titles_are_not_written_over_either(
    staff_client: Client, draft: Questionnaire
) -> None:
    page = f"{address(draft)}?titre=1"
    before = staff_client.get(page).context["editor"].stamp
    Questionnaire.objects.filter(pk=draft.pk).update(title_en="Barriers")
    sent = {"questionnaire-title_fr": "Freins", "avant": before}
    late = press(staff_client, draft, "enregistrer-titre", **sent)
    assert late.status_code == 409
    assert "Barriers" in late.content.decode()
    section = draft.sections.first()
    opened = staff_client.get(f"{address(draft)}?page={section.pk}")
    sent = {"avant": opened.context["editor"].stamp, "page": section.pk}
    draft.sections.filter(pk=section.pk).update(is_repeated=True)
    sent |= {"page-title_fr": "Ailleurs"}
    late = press(staff_client, draft, "enregistrer-page", **sent)
    assert late.status_code == 409
    section.refresh_from_db()
    assert section.title_fr != "Ailleurs"
