"""A matrix in results: a table for each of its rows, like a question of one choice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from surveys.enums import QuestionKind
from surveys.models import Option, Question
from surveys.results.breakdowns import Dimension
from surveys.results.build import build_question_table, get_option_label
from surveys.results.counting import QuestionCounts
from surveys.results.types import ResultTable

# Between a row and its column in the codes that are counted.
CELL_SEPARATOR = "="


def list_matrix_rows(question: Question) -> list[Option]:
    if question.kind != QuestionKind.MATRIX:
        return []
    return [option for option in question.options.all() if option.is_row]


def get_row_code(question: Question, row: Option) -> str:
    """Return the code of the table of a row; no code of a question has two dashes."""
    return f"{question.code}--{row.code}"


def build_matrix_tables(
    question: Question,
    counted: QuestionCounts,
    *,
    asked: int,
    dimensions: Iterable[Dimension],
) -> Iterator[ResultTable]:
    dimensions = list(dimensions)
    for row in list_matrix_rows(question):
        table = build_question_table(
            question,
            select_row(counted, row.code),
            asked=asked,
            dimensions=dimensions,
        )
        fr, en = get_option_label(row)
        yield replace(
            table,
            code=get_row_code(question, row),
            kind=QuestionKind.ONE,
            title_fr=f"{table.title_fr} – {fr}",
            title_en=f"{table.title_en} – {en}",
        )


def select_row(counted: QuestionCounts, row: str) -> QuestionCounts:
    """Return the counts of one row, by column."""
    found = QuestionCounts(asked=counted.asked, authorities=counted.authorities)
    for code, by_stratum in counted.values.items():
        name, _separator, column = code.partition(CELL_SEPARATOR)
        if name != row:
            continue
        found.values[column] = defaultdict(int, by_stratum)
        found.people[column] = counted.people[code]
        for stratum, n in by_stratum.items():
            found.answered[stratum] += n
    return found
