"""Texts and options that take up an earlier answer."""

import pytest

from surveys.enums import QuestionKind
from surveys.models import Question, Section
from surveys.questionnaires.builder import list_dependents, rename_question
from surveys.questionnaires.checkup import list_questionnaire_problems
from surveys.questionnaires.piping import mark_text
from surveys.responses.answer_labels import format_answer_lines
from surveys.responses.forms import PageForm
from surveys.responses.response import AnswerValue
from tests.surveys.conftest import ask
from tests.surveys.factories import QuestionnaireFactory, SectionFactory

WORDS = {"pays": "Niger & Tchad"}


def test_an_answer_of_the_same_page_is_marked_for_its_script() -> None:
    text = "Avec ${pays}, <b> ?"
    marked = 'Avec <span data-answer="pays">Niger &amp; Tchad</span>, &lt;b&gt; ?'
    assert mark_text(text, WORDS, {"pays"}) == marked
    assert mark_text(text, WORDS, set()) == "Avec Niger & Tchad, <b> ?"
    assert mark_text("${autre} ?", WORDS, {"pays"}) == "… ?"


@pytest.fixture
def section(db: None) -> Section:
    section: Section = SectionFactory(questionnaire=QuestionnaireFactory())
    ask(section, "pays", QuestionKind.SHORT_TEXT)
    suite = ask(section, "suite", QuestionKind.ONE, options=("ici", "ailleurs"))
    suite.options.filter(code="ici").update(label_fr="Seulement ${pays}", label_en="")
    return section


def test_an_option_says_the_answer_that_it_takes_up(section: Section) -> None:
    form = PageForm(section=section, given={}, values={}, words={"pays": "Niger"})
    html = str(form["suite"])
    assert 'Seulement <span data-answer="pays">Niger</span>' in html
    question = Question.objects.get(code="suite")
    assert format_answer_lines(question, AnswerValue("ici"), {"pays": "Niger"}) == [
        "Seulement Niger"
    ]


def test_a_list_to_open_says_it_without_a_mark(section: Section) -> None:
    long = ask(section, "long", QuestionKind.ONE, options=map(str, range(13)))
    long.options.update(label_fr="${pays}", label_en="")
    form = PageForm(section=section, given={}, values={}, words={"pays": "Niger"})
    assert '<option value="0">Niger</option>' in str(form["long"])


def test_what_an_option_takes_up_is_checked_and_renamed(section: Section) -> None:
    pays = Question.objects.get(code="pays")
    assert list_dependents(pays) == [Question.objects.get(code="suite")]
    rename_question(pays, "pays_partenaire")
    option = Question.objects.get(code="suite").options.get(code="ici")
    assert option.label_fr == "Seulement ${pays_partenaire}"
    pays.delete()
    assert list_questionnaire_problems(section.questionnaire) == [
        "« Quoi : suite ? » : un texte reprend « pays_partenaire », qui n’existe pas."
    ]
