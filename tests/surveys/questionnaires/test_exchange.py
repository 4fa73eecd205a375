"""Questionnaires out and in, copied, translated, tried to the end."""

import contextlib
import json
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from surveys.enums import QuestionnaireState
from surveys.models import Answer, Option, Question, Questionnaire
from surveys.questionnaires.documents import (
    InvalidDocument,
    create_draft,
    describe_questionnaire,
    parse_document,
)
from surveys.questionnaires.fixtures import read_fixtures
from surveys.questionnaires.xlsform import write_xlsform
from tests.surveys.conftest import Survey, ask, small_questionnaire
from tests.surveys.factories import QuestionnaireFactory, SectionFactory

LIST = "/gestion/enquetes/questionnaires/"
SMALL: dict[str, Any] = {
    "code": "petit",
    "version": 1,
    "title_fr": "Petit",
    "sections": [
        {
            "code": "qui",
            "title_fr": "Qui",
            "questions": [
                {
                    "code": "role",
                    "kind": "un_choix",
                    "fr": "Quoi ?",
                    "options": [{"code": "a", "fr": "A"}, {"code": "b", "fr": "B"}],
                }
            ],
        }
    ],
}


def change(path: str, value: Any) -> str:
    """Return the small questionnaire as JSON, one of its values being another."""
    data = inside = json.loads(json.dumps(SMALL))
    *way, last = [int(key) if key.isdecimal() else key for key in path.split(".")]
    for key in way:
        inside = inside[key]
    inside[last] = value
    return json.dumps(data)


def upload(client: Client, content: bytes, name: str) -> Any:
    file = BytesIO(content)
    file.name = name
    return client.post(f"{LIST}importer/", {"file": file})


# JSON -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_shipped_questionnaires_come_out_as_they_are_shipped() -> None:
    call_command("load_questionnaires", verbosity=0)

    for data in read_fixtures():
        rows = Questionnaire.objects.filter(code=data["code"])
        assert describe_questionnaire(rows.get(version=data["version"])) == data


@pytest.mark.django_db
def test_what_comes_in_is_a_draft_and_the_next_version_of_its_code() -> None:
    first, second = create_draft(SMALL), create_draft(SMALL)

    assert (first.version, second.version) == (1, 2)
    assert second.state == QuestionnaireState.DRAFT
    assert describe_questionnaire(second) == SMALL | {"version": 2}


QUESTION = "sections.0.questions.0."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "pas du JSON"),
        ("[" * 100_000, "pas du JSON"),
        ("[]", "pas un questionnaire"),
        ('{"sections": {}}', "pas un questionnaire"),
        (change("sections.0", 3), "pas un objet JSON"),
        (change("title_fr", ""), "title_fr"),
        (change("title_fr", "x" * 201), "title_fr"),
        (change("title_fr", "a\0"), "title_fr : valeur impossible"),
        (change("title_fr", "\ud800"), "title_fr : valeur impossible"),
        (change("version", 99_999), "version"),
        (change("code", "a b"), "code"),
        (change("autre", 1), "« autre » n’est pas connu"),
        (change(QUESTION + "kind", "magie"), "kind"),
        (change(QUESTION + "required", "oui"), "is_required : valeur impossible"),
        (change(QUESTION + "least", 10**12), "least"),
        (
            change(QUESTION + "condition", {"join": "et"}),
            "condition : valeur impossible",
        ),
        (
            change(QUESTION + "condition", {"join": [], "tests": []}),
            "condition : valeur impossible",
        ),
        (change(QUESTION + "options", [{}] * 301), "n’est pas une liste"),
        (change(QUESTION + "options.1.code", "a"), "Le code « a » sert deux fois."),
    ],
)
def test_what_is_no_questionnaire_is_refused_with_its_place(
    text: str, reason: str
) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        parse_document(text)

    assert reason in " ".join(refusal.value.reasons)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=20,
)
KEYS = ["code", "title_fr", "sections", "sections.0.code", QUESTION + "options"]
KEYS += [QUESTION + key for key in ("kind", "fr", "most", "condition", "options.0.fr")]


@given(st.sampled_from(KEYS), JSON)
def test_any_value_in_any_place_is_taken_or_refused(path: str, value: Any) -> None:
    text = change(path, value)
    with contextlib.suppress(InvalidDocument):
        assert parse_document(text) == json.loads(text)


# Files ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_a_file_is_shown_before_it_becomes_a_draft(
    kind: str, staff_client: Client
) -> None:
    content = json.dumps(SMALL).encode() if kind == "json" else write_xlsform(SMALL)

    shown = upload(staff_client, content, f"petit.{kind}")

    assert "1 question lue" in shown.text
    assert "Tout est repris." in shown.text
    assert not Questionnaire.objects.exists()
    document = {"document": shown.context["document"]}
    made = staff_client.post(f"{LIST}importer/", document)
    draft = Questionnaire.objects.get()
    assert made["Location"] == f"{LIST}{draft.pk}/"
    assert describe_questionnaire(draft) == SMALL


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "vide.json", "Le fichier est vide."),
        (b"{", "faux.json", "pas du JSON"),
        (b'{"sections": "\xff"}', "latin.json", "pas en UTF-8"),
        (b"PK\x03\x04 rien", "abime.xlsx", "abîmé"),
        (b"%PDF-1.7", "carte.pdf", "fichier PDF"),
        (b"a;b\n1;2\n", "liste.csv", "ce n’est pas un XLSForm"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    content: bytes, name: str, reason: str, staff_client: Client
) -> None:
    answer = upload(staff_client, content, name)

    assert answer.status_code == 400
    assert reason in answer.text


@pytest.mark.django_db
def test_a_forged_document_is_refused(staff_client: Client) -> None:
    forged = {"document": change("title_fr", 3)}
    assert staff_client.post(f"{LIST}importer/", forged).status_code == 400
    assert not Questionnaire.objects.exists()


@pytest.mark.django_db
def test_a_questionnaire_is_downloaded_in_both_formats(
    staff_client: Client, survey: Survey
) -> None:
    start = f"{LIST}{survey.questionnaire.pk}/"

    text = staff_client.get(f"{start}questionnaire.json")
    form = staff_client.get(f"{start}xlsform.xlsx")

    assert json.loads(text.content)["code"] == "petit"
    assert form.content.startswith(b"PK")
    assert form["Content-Disposition"] == (
        'attachment; filename="questionnaire-petit-v1.xlsx"'
    )


# Library ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_questions_are_copied_with_their_codes_once_and_conditions_that_hold(
    staff_client: Client,
) -> None:
    draft = QuestionnaireFactory(state=QuestionnaireState.DRAFT)
    section = SectionFactory(questionnaire=draft)
    ask(section, "role", "un_choix")
    page = staff_client.get(f"{LIST}{draft.pk}/bibliotheque/?page={section.pk}")
    assert "À quel titre répondez-vous ?" in page.text

    sent = {"page": section.pk, "question": ["role", "agents", "coop_fin"]}
    done = staff_client.post(f"{LIST}{draft.pk}/bibliotheque/", sent, follow=True)

    codes = draft.sections.get().questions.values_list("code", flat=True)
    assert list(codes) == ["role", "agents", "coop_fin"]
    assert Question.objects.get(code="coop_fin").condition == {}
    assert "2 questions copiées." in done.text
    assert "y est déjà" in done.text
    assert "sans sa condition" in done.text


# Translation ------------------------------------------------------------------------


@pytest.mark.django_db
def test_texts_stand_side_by_side_and_what_is_missing_is_counted(
    staff_client: Client,
) -> None:
    draft = create_draft(SMALL)
    start = f"{LIST}{draft.pk}/traduction/"
    assert "5 textes ne sont pas encore traduits" in staff_client.get(start).text
    section, option = draft.sections.get(), Option.objects.get(code="a")

    sent = {"page": section.pk, f"option-{option.pk}-label": "The A"}
    staff_client.post(start, sent | {f"section-{section.pk}-title": "Who"})

    option.refresh_from_db()
    section.refresh_from_db()
    assert (option.label_en, section.title_en) == ("The A", "Who")
    assert "3 textes ne sont pas encore traduits" in staff_client.get(start).text

    wrong = staff_client.post(
        start, {"page": 0, f"questionnaire-{draft.pk}-title": "x" * 300}
    )
    assert wrong.status_code == 400
    assert "x" * 300 in wrong.text


# The test to the end ----------------------------------------------------------------


@pytest.mark.django_db
def test_a_test_goes_to_the_end_as_a_respondent_would_and_counts_nothing(
    staff_client: Client,
) -> None:
    questionnaire = small_questionnaire()
    start = f"{LIST}{questionnaire.pk}/apercu/"
    sections = list(questionnaire.sections.all())
    missing = staff_client.post(f"{start}?page={sections[0].code}", {"geste": "suite"})
    assert "Répondez à cette question" in missing.text

    answers: dict[str, Any] = {"geste": "suite"}
    typed = {"qui": {"role": "autre", "role--precision": "Bénévole", "agents": "3"}}
    for section in sections:
        for question in section.questions.all():
            if question.is_required and section.code not in typed:
                option = question.options.first()
                values = {"oui_non": "oui", "texte_court": "Eau"}
                answers[question.code] = (
                    option.code if option else values.get(question.kind, "2")
                )
        answers |= typed.get(section.code, {})
        page = staff_client.post(f"{start}?page={section.code}", answers)
        carried = page.context["carried"]
        assert ("role--precision", "Bénévole") in carried or "recap" in page.context

    assert "L’essai est allé au bout." in page.text
    assert "Réponse autre · Bénévole" in page.text
    assert not Answer.objects.exists()
