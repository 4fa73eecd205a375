"""What results are crossed with and filtered by: questions, and rows of matrices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cooperation.text import get_translated_text
from surveys.enums import QuestionKind
from surveys.models import Answer, Option, Question, Wave
from surveys.questionnaires.piping import fill_text
from surveys.results.build import get_answer_labels
from surveys.results.counting import ALL_ANSWERS, AnswerSelection, QuestionCounts
from surveys.results.directory_counts import add_directory_counts
from surveys.results.disclosure import EXCLUSIVE_KINDS
from surveys.results.matrices import CELL_SEPARATOR, get_row_code, list_matrix_rows

# Of dates the years are counted; of rankings, whether an answer was ranked.
YEAR_KINDS = (QuestionKind.YEAR, QuestionKind.DATE)
SEVERAL_KINDS = (
    *(QuestionKind.SEVERAL, QuestionKind.RANKING),
    *QuestionKind.DIRECTORY,
)
CODED_KINDS = (*EXCLUSIVE_KINDS, *YEAR_KINDS, *SEVERAL_KINDS, QuestionKind.MATRIX)


@dataclass(frozen=True)
class Variable:
    """A question whose answers are codes; of a matrix, one of its rows."""

    question: Question
    row: Option | None = None

    @property
    def code(self) -> str:
        """The code of its table."""
        if self.row:
            return get_row_code(self.question, self.row)
        return self.question.code

    @property
    def label(self) -> str:
        label = fill_text(self.question.label, {})
        return f"{label} – {self.row.label}" if self.row else label

    @property
    def is_exclusive(self) -> bool:
        """Whether nobody gives two of its answers."""
        return self.question.kind not in SEVERAL_KINDS

    def pick_codes(self, codes: Iterable[str]) -> frozenset[str]:
        """Return the codes of an answer; of a matrix, the column of its row."""
        if not self.row:
            return frozenset(codes)
        start = f"{self.row.code}{CELL_SEPARATOR}"
        return frozenset(
            code.removeprefix(start) for code in codes if code.startswith(start)
        )

    def list_labels(self, counted: QuestionCounts) -> dict[str, str]:
        """Return its answers in order, those that were given and those that may be."""
        if self.question.kind in YEAR_KINDS:
            return {code: code for code in sorted(counted.values)}
        labels = get_answer_labels(self.question, counted)
        return {code: get_translated_text(*words) for code, words in labels.items()}


def list_variables(questions: Iterable[Question]) -> list[Variable]:
    """Return what may be crossed and filtered by, in the order of the questions."""
    found = []
    for question in questions:
        if question.kind in CODED_KINDS:
            rows: list[Option | None] = [*list_matrix_rows(question)]
            is_matrix = question.kind == QuestionKind.MATRIX
            found += [
                Variable(question, row) for row in (rows if is_matrix else [None])
            ]
    return found


def count_named_answers(
    wave: Wave,
    questions: Iterable[Question],
    selection: AnswerSelection = ALL_ANSWERS,
) -> dict[int, QuestionCounts]:
    """Return, by question, the answers that no option lists: directory rows, years."""
    questions = list(questions)
    counted = {question.pk: QuestionCounts() for question in questions}
    add_directory_counts(counted, wave, selection, questions)
    years = [one for one in questions if one.kind in YEAR_KINDS]
    if years:
        rows = Answer.objects.for_wave(wave).submitted().filter(question__in=years)
        for key, value in rows.order_by().values_list("question", "value").distinct():
            _created = counted[key].values[str(value)[:4]]
    return counted


def get_named_counts(
    counted: Mapping[int, QuestionCounts], variable: Variable
) -> QuestionCounts:
    return counted.get(variable.question.pk) or QuestionCounts()
