"""The texts of a questionnaire in both languages, side by side."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models

from surveys.models import Option, Question, Questionnaire, Section

TEXTS: dict[type[models.Model], tuple[str, ...]] = {
    Questionnaire: ("title", "introduction"),
    Section: ("title", "help"),
    Question: ("label", "help", "rule_message"),
    Option: ("label",),
}


class TextPair(NamedTuple):
    """A text: the row and field that hold it, and both languages."""

    row: Any
    name: str

    @property
    def key(self) -> str:
        """The name of its field in a form: "question-12-label"."""
        return f"{self.row._meta.model_name}-{self.row.pk}-{self.name}"

    @property
    def french(self) -> str:
        return str(getattr(self.row, f"{self.name}_fr"))

    @property
    def english(self) -> str:
        return str(getattr(self.row, f"{self.name}_en"))

    @property
    def field(self) -> Any:
        return self.row._meta.get_field(f"{self.name}_en")

    @property
    def is_missing(self) -> bool:
        return bool(self.french and not self.english)


def iter_texts(rows: Iterable[Any]) -> Iterator[TextPair]:
    """Yield the texts of rows that say something in French or in English."""
    for row in rows:
        for name in TEXTS[type(row)]:
            pair = TextPair(row, name)
            if pair.french or pair.english:
                yield pair


def list_section_rows(section: Section) -> list[Any]:
    """Return a page, its questions and their options, in order."""
    rows: list[Any] = [section]
    for question in section.questions.all():
        rows += [question, *question.options.all()]
    return rows


def count_missing_texts(questionnaire: Questionnaire) -> int:
    """Return how many texts of a whole questionnaire have no English."""
    rows: list[Any] = [questionnaire]
    for section in questionnaire.sections.all():
        rows += list_section_rows(section)
    return sum(pair.is_missing for pair in iter_texts(rows))
