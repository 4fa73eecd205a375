"""Two questions crossed: how many gave each answer to one and to the other.

Who may read answers sees every count; what the public sees of it is in
``public_crossing``.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.models import Wave
from surveys.results.breakdowns import OTHERS_LABEL
from surveys.results.counting import (
    ALL_ANSWERS,
    IS_SENT,
    JOIN_ELEMENTS,
    AnswerSelection,
    QuestionCounts,
    fetch_count_rows,
)
from surveys.results.statistics import compute_percentage
from surveys.results.types import FRAIL_BASE, ResultTable
from surveys.results.variables import (
    Variable,
    count_named_answers,
    get_named_counts,
)

NO_ANSWER = ""
NO_ANSWER_LABEL = gettext_lazy("sans réponse")
# The codes of the answers to both questions, and how many gave them.
PairCount = tuple[frozenset[str], frozenset[str], int]

PAIRS_QUERY = f"""
WITH unit AS (
  SELECT participation.id AS participation, NULL::bigint AS block
  FROM surveys_participation participation
  JOIN cooperation_collectivity collectivity
    ON collectivity.id = participation.collectivity_id
  WHERE {IS_SENT} AND %(section)s::bigint IS NULL
  UNION ALL
  SELECT block.participation_id, block.id
  FROM surveys_block block
  JOIN surveys_participation participation
    ON participation.id = block.participation_id AND NOT block.is_draft
  JOIN cooperation_collectivity collectivity
    ON collectivity.id = participation.collectivity_id
  WHERE {IS_SENT} AND block.section_id = %(section)s
), given AS (
  SELECT answer.participation_id, answer.block_id, answer.question_id,
    array_agg(element.code ORDER BY element.code) AS codes
  FROM surveys_answer answer
  JOIN surveys_question question ON question.id = answer.question_id
  {JOIN_ELEMENTS}
  WHERE answer.question_id = any(%(pair)s) AND NOT answer.is_draft
  GROUP BY 1, 2, 3
)
SELECT line.codes, side.codes, count(*)
FROM unit
LEFT JOIN given line ON line.participation_id = unit.participation
  AND line.question_id = %(line)s
  AND (line.block_id IS NULL OR line.block_id = unit.block)
LEFT JOIN given side ON side.participation_id = unit.participation
  AND side.question_id = %(side)s
  AND (side.block_id IS NULL OR side.block_id = unit.block)
GROUP BY 1, 2"""  # noqa: S608


class CrossedCell(NamedTuple):
    """How many, and in percent of the column; hidden counts are ``None``."""

    number: int | None
    share: float | None


class CrossedLine(NamedTuple):
    label: str
    cells: list[CrossedCell]


@dataclass(frozen=True)
class CrossTable:
    """One question by another: columns with their base, and lines of cells."""

    lines_title: str
    columns_title: str
    columns: list[tuple[str, int]]
    lines: list[CrossedLine]
    base: int

    @property
    def is_frail(self) -> bool:
        return self.base < FRAIL_BASE


class NotCrossableError(Exception):
    """Two questions that cannot be crossed; ``str()`` says why."""


# Counting -------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """The lines or the columns: codes in order, with their labels; "" is no answer."""

    variable: Variable
    labels: dict[str, str]

    @classmethod
    def of(
        cls,
        variable: Variable,
        found: Iterable[frozenset[str]],
        named: QuestionCounts | None = None,
    ) -> "Side":
        """Return a side; ``named`` says what directory rows are called."""
        counted = named or QuestionCounts()
        for codes in found:
            for code in codes - {NO_ANSWER}:
                counted.values[code]
        labels = variable.list_labels(counted)
        return cls(variable, labels | {NO_ANSWER: str(NO_ANSWER_LABEL)})

    @property
    def is_exclusive(self) -> bool:
        return self.variable.is_exclusive


@dataclass(frozen=True)
class CountedPair:
    lines: Side
    columns: Side
    pairs: list[PairCount]

    def count(self, line: Iterable[str], column: Iterable[str]) -> int:
        """Count those who gave one of some answers, and one of others."""
        first, second = set(line), set(column)
        return sum(
            n
            for codes, others, n in self.pairs
            if not first.isdisjoint(codes) and not second.isdisjoint(others)
        )

    def count_column(self, column: Iterable[str]) -> int:
        wanted = set(column)
        return sum(n for _c, others, n in self.pairs if not wanted.isdisjoint(others))

    def count_line(self, line: Iterable[str]) -> int:
        wanted = set(line)
        return sum(n for codes, _o, n in self.pairs if not wanted.isdisjoint(codes))


def count_pair(
    wave: Wave, lines: Variable, columns: Variable, selection: AnswerSelection
) -> CountedPair:
    """Count two questions, by cooperation where one is asked so."""
    questions = [lines.question, columns.question]
    repeated = {one.section_id for one in questions if one.section.is_repeated}
    if len(repeated) > 1:
        raise NotCrossableError(
            _("Ces questions portent sur des coopérations de deux pages.")
        )
    rows = fetch_count_rows(
        *(PAIRS_QUERY, wave, selection),
        section=next(iter(repeated), None),
        pair=[one.pk for one in questions],
        line=lines.question.pk,
        side=columns.question.pk,
    )
    found: Counter[tuple[frozenset[str], frozenset[str]]] = Counter()
    for codes, others, n in rows:
        found[pick_answer(lines, codes), pick_answer(columns, others)] += n
    named = count_named_answers(wave, questions, selection)
    return CountedPair(
        Side.of(lines, (one for one, _o in found), get_named_counts(named, lines)),
        Side.of(columns, (one for _o, one in found), get_named_counts(named, columns)),
        [(*pair, n) for pair, n in found.items()],
    )


def pick_answer(variable: Variable, codes: Iterable[str] | None) -> frozenset[str]:
    return variable.pick_codes(codes or ()) or frozenset([NO_ANSWER])


# Whole ----------------------------------------------------------------------------


def cross_questions(
    wave: Wave,
    lines: Variable,
    columns: Variable,
    selection: AnswerSelection = ALL_ANSWERS,
) -> CrossTable:
    """Return every count, for who may read answers."""
    counted = count_pair(wave, lines, columns, selection)
    sides = [
        [code for code in counted.columns.labels if counted.count_column([code])],
        [code for code in counted.lines.labels if counted.count_line([code])],
    ]
    groups = [(code,) for code in sides[0]]
    grid = [[counted.count([line], group) for group in groups] for line in sides[1]]
    return build_cross_table(counted, [(one,) for one in sides[1]], groups, grid, set())


def build_cross_table(
    counted: CountedPair,
    lines: Sequence[tuple[str, ...]],
    columns: Sequence[tuple[str, ...]],
    grid: list[list[int]],
    hidden: set[tuple[int, int]],
) -> CrossTable:
    bases = [counted.count_column(one) for one in columns]
    return CrossTable(
        lines_title=counted.lines.variable.label,
        columns_title=counted.columns.variable.label,
        columns=[
            (get_group_label(counted.columns, group), base)
            for group, base in zip(columns, bases, strict=True)
        ],
        lines=[
            CrossedLine(
                get_group_label(counted.lines, group),
                [
                    CrossedCell(None, None)
                    if (i, j) in hidden
                    else CrossedCell(n, compute_percentage(n, bases[j]))
                    for j, n in enumerate(grid[i])
                ],
            )
            for i, group in enumerate(lines)
        ],
        base=sum(n for _codes, _others, n in counted.pairs),
    )


def get_group_label(side: Side, codes: tuple[str, ...]) -> str:
    return side.labels[codes[0]] if len(codes) == 1 else str(OTHERS_LABEL)


def cross_with_dimension(table: ResultTable, dimension: str) -> CrossTable:
    """Return the breakdown of a table by what authorities are, as a crossing.

    It shows what the table shows: all counts, or what the public may see.
    """
    found = (one for one in table.breakdowns if one.dimension == dimension)
    breakdown = next(found, None)
    if breakdown is None or not breakdown.cells:
        raise NotCrossableError(
            _("Pas de croisement : un seul groupe, ou des groupes trop petits.")
        )
    bases = [column.base for column in breakdown.columns]
    return CrossTable(
        lines_title=table.title,
        columns_title=breakdown.title,
        columns=[(column.label, column.base) for column in breakdown.columns],
        lines=[
            CrossedLine(
                label,
                [
                    CrossedCell(n, None if n is None else compute_percentage(n, base))
                    for n, base in zip(cells, bases, strict=True)
                ],
            )
            for label, cells in breakdown.lines
        ],
        base=sum(bases),
    )
