"""The buttons and forms of the builder, as a test presses and fills them."""

from typing import Any

from django.test import Client

from surveys.models import Question, Questionnaire, Section
from surveys.questionnaires.builder import get_token

LIST = "/gestion/enquetes/questionnaires/"


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
    sent: dict[str, Any] = {"question": question.pk, "avant": editor.stamp}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False and value != "":
                sent[field.html_name] = value
    return sent


def get_question(code: str) -> Question:
    return Question.objects.get(code=code)
