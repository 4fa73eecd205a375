"""The builder: one page, a button for each thing, drafts only, nothing lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.enums import QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Section, Wave
from surveys.questionnaires.builder import get_token
from surveys.questionnaires.codes import build_code
from surveys.waves.lifecycle import get_free_slug, list_start_problems
from tests.surveys.conftest import Survey, ask, small_questionnaire
from tests.surveys.factories import QuestionnaireFactory, SectionFactory, WaveFactory

pytestmark = pytest.mark.django_db
LIST = "/gestion/enquetes/questionnaires/"


@pytest.fixture
def draft(db: None) -> Questionnaire:
    """Return a draft of one page and two questions."""
    questionnaire = QuestionnaireFactory(code="essai", state=QuestionnaireState.DRAFT)
    section = SectionFactory(
        questionnaire=questionnaire, code="qui", position=0, title_fr="Qui répond"
    )
    ask(section, "role", "un_choix", options=("elu", "autre"), position=0)
    ask(section, "nombre", "nombre", position=1)
    return questionnaire


def address(questionnaire: Questionnaire) -> str:
    return f"{LIST}{questionnaire.pk}/"


def press(client: Client, draft: Questionnaire, verb: str, **data: Any) -> Any:
    """Press a button of the builder, as it stands now."""
    draft.refresh_from_db()
    sent = {"geste": verb, "etat": get_token(draft), **data}
    return client.post(address(draft), sent)


def list_codes(draft: Questionnaire) -> list[list[str]]:
    """Return the codes of the questions, page by page."""
    sections = Section.objects.filter(questionnaire=draft)
    return [[one.code for one in section.questions.all()] for section in sections]


def get_typed(client: Client, draft: Questionnaire, question: Question) -> Any:
    """Return what the form of a question would send, untouched."""
    page = client.get(f"{address(draft)}?question={question.pk}")
    editor = page.context["editor"]
    forms = [editor.form, editor.pasted, editor.condition, *editor.condition.tests]
    if editor.has_options:
        forms += [editor.options.management_form, *editor.options.forms]
    sent: dict[str, Any] = {"question": question.pk}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False and value != "":
                sent[field.html_name] = value
    return sent


def get_question(code: str) -> Question:
    return Question.objects.get(code=code)


# Codes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Combien d’agents y consacrent du temps ?", "combien_agents_consacrent_temps"),
        ("Où ?", "ou"),
        ("role", "role"),
        ("???", "question"),
    ],
)
def test_a_code_is_the_first_words_that_say_something(label: str, code: str) -> None:
    assert build_code(label, (), 60) == code


def test_a_code_that_is_taken_is_numbered_within_its_length() -> None:
    long = "x" * 60
    assert build_code(long, {long}, 60) == "x" * 56 + "_2"


# From nothing to a wave -------------------------------------------------------------


def test_a_questionnaire_is_built_from_nothing_and_declared_usable(
    staff_client: Client,
) -> None:
    made = staff_client.post(LIST, {"title": "Où intervenez-vous ?"})
    draft = Questionnaire.objects.get()
    assert made["Location"] == address(draft)
    assert (draft.code, draft.state) == ("intervenez", "brouillon")

    press(staff_client, draft, "ajouter-page", **{"nouvelle-page-title": "Vos projets"})
    section = draft.sections.get()
    new = f"nouvelle-{section.pk}"
    added = press(
        staff_client,
        draft,
        "ajouter-question",
        **{
            "page": section.pk,
            f"{new}-label": "Quels thèmes ?",
            f"{new}-kind": "plusieurs",
        },
    )
    question = get_question("themes")
    anchor = f"?question={question.pk}#question-{question.pk}"
    assert added["Location"] == address(draft) + anchor
    assert "il faut au moins deux réponses" in staff_client.get(address(draft)).text

    typed = get_typed(staff_client, draft, question)
    typed |= {"question-is_required": "on", "liste-lines": "L’eau\nLes déchets\n"}
    press(staff_client, draft, "enregistrer-question", **typed)
    assert list(question.options.values_list("code", "label_fr")) == [
        ("eau", "L’eau"),
        ("dechets", "Les déchets"),
    ]

    press(staff_client, draft, "utilisable")
    draft.refresh_from_db()
    assert draft.state == QuestionnaireState.USABLE


def test_what_cannot_be_answered_is_not_usable(
    staff_client: Client, draft: Questionnaire
) -> None:
    Option.objects.all().delete()

    press(staff_client, draft, "utilisable")

    draft.refresh_from_db()
    assert draft.state == QuestionnaireState.DRAFT
    page = staff_client.get(address(draft)).text
    assert "À corriger avant de lancer une enquête" in page
    assert 'value="utilisable"' not in page


def test_a_wave_is_not_started_with_a_draft(draft: Questionnaire) -> None:
    wave = WaveFactory(questionnaire=draft)
    assert "Le questionnaire est encore un brouillon." in list_start_problems(wave)


def test_no_wave_takes_the_address_of_questionnaires(db: None) -> None:
    assert get_free_slug("Questionnaires") == "questionnaires-2"


# Verbs ------------------------------------------------------------------------------


def test_a_question_moves_within_its_page_and_onto_the_next(
    staff_client: Client, draft: Questionnaire
) -> None:
    SectionFactory(questionnaire=draft, code="suite", position=1)
    role = get_question("role")

    for expected in (
        [["nombre", "role"], []],
        [["nombre"], ["role"]],
        [["nombre"], ["role"]],
    ):
        press(staff_client, draft, "descendre", question=role.pk)
        assert list_codes(draft) == expected
    press(staff_client, draft, "monter", question=role.pk)
    assert list_codes(draft) == [["nombre", "role"], []]


def test_a_page_moves_with_its_questions(
    staff_client: Client, draft: Questionnaire
) -> None:
    last = SectionFactory(questionnaire=draft, code="suite", position=1)

    press(staff_client, draft, "monter", page=last.pk)

    assert list_codes(draft) == [[], ["role", "nombre"]]


def test_a_duplicate_stands_after_its_model_with_its_options(
    staff_client: Client, draft: Questionnaire
) -> None:
    press(staff_client, draft, "dupliquer", question=get_question("role").pk)

    assert list_codes(draft) == [["role", "role_2", "nombre"]]
    options = get_question("role_2").options
    assert list(options.values_list("code", "is_other")) == [
        ("elu", False),
        ("autre", True),
    ]


def test_deleting_says_which_conditions_name_the_question(
    staff_client: Client, draft: Questionnaire
) -> None:
    test = {"question": "role", "operator": "parmi", "values": ["elu"]}
    condition = {"join": "et", "tests": [test]}
    Question.objects.filter(code="nombre").update(condition=condition)
    assert "Des conditions la nomment" in staff_client.get(address(draft)).text

    press(staff_client, draft, "supprimer", question=get_question("role").pk)

    assert list_codes(draft) == [["nombre"]]
    page = staff_client.get(address(draft)).text
    assert "sa condition nomme « role », qui n’est pas posée avant." in page


def test_a_page_is_deleted_with_its_questions(
    staff_client: Client, draft: Questionnaire
) -> None:
    press(staff_client, draft, "supprimer", page=draft.sections.get().pk)
    assert list_codes(draft) == []


def test_a_second_click_does_nothing_and_says_so(
    staff_client: Client, draft: Questionnaire
) -> None:
    sent = {
        "geste": "dupliquer",
        "etat": get_token(draft),
        "question": get_question("role").pk,
    }

    staff_client.post(address(draft), sent)
    again = staff_client.post(address(draft), sent, follow=True)

    assert list_codes(draft) == [["role", "role_2", "nombre"]]
    assert "La page avait changé entre-temps" in again.text


@pytest.mark.parametrize("verb", ["", "inconnu", "_save"])
def test_an_unknown_button_is_not_found(
    verb: str, staff_client: Client, draft: Questionnaire
) -> None:
    assert press(staff_client, draft, verb).status_code == 404


def test_a_question_of_another_questionnaire_is_not_found(
    staff_client: Client, draft: Questionnaire
) -> None:
    other = small_questionnaire().sections.earliest("pk").questions.earliest("pk")
    assert press(staff_client, draft, "supprimer", question=other.pk).status_code == 404
    assert Question.objects.filter(pk=other.pk).exists()


# The form of a question -------------------------------------------------------------


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


# Versions ---------------------------------------------------------------------------


def test_a_launched_version_never_changes_and_is_followed_by_another(
    staff_client: Client, survey: Survey
) -> None:
    used = survey.questionnaire
    Questionnaire.objects.filter(pk=used.pk)
    question = get_question("role")
    page = staff_client.get(f"{address(used)}?question={question.pk}")
    assert "il ne change plus" in page.text
    assert page.context["editor"] is None

    for verb in (
        "dupliquer",
        "supprimer",
        "enregistrer-question",
        "brouillon",
        "effacer",
    ):
        press(staff_client, used, verb, question=question.pk)
    assert Question.objects.filter(code="role").count() == 1

    made = press(staff_client, used, "version")
    copy = Questionnaire.objects.get(code=used.code, version=2)
    assert made["Location"] == address(copy)
    assert (copy.state, copy.is_editable) == ("brouillon", True)


def test_a_usable_version_is_taken_back_before_it_changes(
    staff_client: Client, draft: Questionnaire
) -> None:
    press(staff_client, draft, "utilisable")
    role = get_question("role")

    refused = press(staff_client, draft, "supprimer", question=role.pk)
    assert "reprenez-le d’abord" in staff_client.get(refused["Location"]).text

    press(staff_client, draft, "brouillon")
    press(staff_client, draft, "supprimer", question=role.pk)
    assert list_codes(draft) == [["nombre"]]


def test_a_draft_is_deleted_unless_a_wave_is_prepared_with_it(
    staff_client: Client, draft: Questionnaire
) -> None:
    wave = WaveFactory(questionnaire=draft)
    press(staff_client, draft, "effacer")
    assert Questionnaire.objects.exists()

    wave.delete()
    press(staff_client, draft, "effacer")
    assert not Questionnaire.objects.exists()


def test_a_wave_that_starts_meanwhile_freezes_what_is_open(
    staff_client: Client, draft: Questionnaire
) -> None:
    typed = get_typed(staff_client, draft, get_question("nombre"))
    WaveFactory(questionnaire=draft)
    Wave.objects.update(started_at=timezone.now())

    answer = press(staff_client, draft, "enregistrer-question", **typed)

    assert "il ne change plus" in staff_client.get(answer["Location"]).text


# Size -------------------------------------------------------------------------------


def test_the_page_asks_as_often_for_many_questions(
    staff_client: Client, draft: Questionnaire, django_assert_max_num_queries: Any
) -> None:
    staff_client.get(address(draft))
    section = draft.sections.get()
    for number in range(30):
        ask(section, f"q{number}", "un_choix", options=("a", "b"), position=number + 5)

    with django_assert_max_num_queries(25):
        page = staff_client.get(address(draft))

    assert len(re.findall('class="builder__question"', page.text)) == 32
