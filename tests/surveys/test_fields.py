"""Whatever is kept is shown so that it is read again as the same."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.enums import QuestionKind
from surveys.models import Section
from surveys.questionnaires.conditions import is_shown
from surveys.responses.form_fields import DecimalField
from surveys.responses.forms import PageForm
from surveys.responses.response import AnswerValue, Response
from tests.surveys.conftest import Survey, small_questionnaire

pytestmark = pytest.mark.django_db
words = st.text("abc éà’-", min_size=1).map(str.strip).filter(bool)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "role": st.sampled_from(["elu", "technicien", "autre"]),
    "agents": st.integers(0, 500),
    "depuis": st.integers(1900, 2100),
    "freins": st.lists(
        st.sampled_from(["argent", "autre", "temps"]), min_size=1, unique=True
    ),
    "poids_argent": st.integers(1, 4),
    "besoins": st.lists(
        st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True
    ),
    "budget": st.decimals(0, 10**9, places=2).map(lambda one: f"{one:.2f}"),
    "recit": words,
    "rencontrer": st.booleans(),
}


def sent_back(form: PageForm) -> QueryDict:
    """Return what a browser sends of a form that nobody touched."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(value, dict):
            data.update(
                {f"{bound.name}.{code}": str(one) for code, one in value.items()}
            )
        elif isinstance(value, list):
            data.setlist(bound.name, value)
        elif value is not None:
            data[bound.name] = str(value)
    return data


@given(values=st.fixed_dictionaries({}, optional=VALUES))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_page_that_is_sent_back_says_the_same(
    sections: list[Section], values: dict[str, Any]
) -> None:
    given = {code: AnswerValue(value) for code, value in values.items()}
    for section in sections:
        how: Any = {"section": section, "given": given, "values": values}
        again = PageForm(sent_back(PageForm(None, **how)), **how)

        said = {
            question.code: answer.value
            for question, answer in again.answers().items()
            if answer
        }
        codes = [one.code for one in again.questions if is_shown(one, values)]
        assert not again.has_errors()
        assert said == {code: values[code] for code in codes if code in values}


@pytest.fixture
def sections(db: None) -> list[Section]:
    """The two plain pages of the small questionnaire, read once."""
    rows = small_questionnaire().sections.filter(is_repeated=False)
    return list(rows.prefetch_related("questions__options"))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (QuestionKind.AMOUNT, ["12 500", "12\u202f500,00 €", "12500", "12.500,00"]),
        (QuestionKind.NUMBER, ["3", " 3 ", "3\u00a0"]),
    ],
)
def test_numbers_are_read_as_people_write_them(
    survey: Survey, kind: str, typed: list[str]
) -> None:
    section = next(
        one
        for one in Response(survey.participation).sections
        if any(question.kind == kind for question in one.questions.all())
    )
    question = next(one for one in section.questions.all() if one.kind == kind)
    said = set()
    for text in typed:
        form = PageForm({question.code: text}, section=section, given={}, values={})
        answer = form.answers()[question]
        said.add(answer and answer.value)
    assert len(said) == 1
    assert None not in said


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12,5", "12.5"), ("12.50", "12.5"), ("1\u202f200", "1200"), ("-0,25", "-0.25")],
)
def test_a_number_with_a_comma_keeps_its_decimals(typed: str, stored: str) -> None:
    assert DecimalField(None, None).clean(typed) == stored


@pytest.mark.parametrize("typed", ["beaucoup", "1,2,3", "1e9", "0,12345678"])
def test_what_is_no_number_with_a_comma_is_asked_again(typed: str) -> None:
    with pytest.raises(ValidationError, match="par exemple 12,5"):
        DecimalField(None, None).clean(typed)
