"""Two questions crossed: how many gave each answer to one and to the other.

Who may read answers sees every count. In public (decision 0049) all who were asked are
in the table, those who gave no answer too, so that its totals are those that the public
knows; what is hidden in the table of a question alone is hidden here too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.text import get_translated_text
from surveys.enums import QuestionKind
from surveys.models import Question, Wave
from surveys.questionnaires.conditions import list_conditions
from surveys.results import suppression
from surveys.results.breakdowns import OTHERS_LABEL
from surveys.results.build import get_answer_labels
from surveys.results.counting import (
    ALL_ANSWERS,
    IS_SENT,
    JOIN_ELEMENTS,
    AnswerSelection,
    QuestionCounts,
    fetch_count_rows,
)
from surveys.results.disclosure import EXCLUSIVE_KINDS
from surveys.results.releases import list_other_releases
from surveys.results.statistics import compute_percentage
from surveys.results.tables import count_results
from surveys.results.types import FRAIL_BASE, ResultTable

CROSSED_KINDS = (*EXCLUSIVE_KINDS, QuestionKind.SEVERAL)
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


def list_crossable_questions(questions: Iterable[Question]) -> list[Question]:
    return [one for one in questions if one.kind in CROSSED_KINDS]


# Counting -------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """The lines or the columns: codes in order, with their labels; "" is no answer."""

    question: Question
    labels: dict[str, str]

    @classmethod
    def of(cls, question: Question, found: Iterable[frozenset[str]]) -> "Side":
        counted = QuestionCounts()
        for codes in found:
            for code in codes:
                counted.values[code]
        known = get_answer_labels(question, counted)
        labels = {code: get_translated_text(*words) for code, words in known.items()}
        return cls(question, labels | {NO_ANSWER: str(NO_ANSWER_LABEL)})

    @property
    def is_exclusive(self) -> bool:
        return self.question.kind in EXCLUSIVE_KINDS


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
    wave: Wave, lines: Question, columns: Question, selection: AnswerSelection
) -> CountedPair:
    """Count two questions in one query, by cooperation where one is asked so."""
    repeated = {one.section_id for one in (lines, columns) if one.section.is_repeated}
    if len(repeated) > 1:
        raise NotCrossableError(
            _("Ces questions portent sur des coopérations de deux pages.")
        )
    rows = fetch_count_rows(
        *(PAIRS_QUERY, wave, selection),
        section=next(iter(repeated), None),
        pair=[lines.pk, columns.pk],
        line=lines.pk,
        side=columns.pk,
    )
    pairs = [
        (frozenset(codes or [NO_ANSWER]), frozenset(others or [NO_ANSWER]), n)
        for codes, others, n in rows
    ]
    return CountedPair(
        Side.of(lines, (one for one, _other, _n in pairs)),
        Side.of(columns, (one for _other, one, _n in pairs)),
        pairs,
    )


# Whole ----------------------------------------------------------------------------


def cross_questions(
    wave: Wave,
    lines: Question,
    columns: Question,
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
        lines_title=counted.lines.question.label,
        columns_title=counted.columns.question.label,
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


# In public ------------------------------------------------------------------------


def cross_in_public(wave: Wave, one: Question, other: Question) -> CrossTable:
    """Return what may be shown to who may not read answers.

    The same two questions always give the same table, whichever is named first.
    Raise ``NotCrossableError`` with the reason.
    """
    tables = {
        table.code: table for table in count_results(wave).build_tables(public=True)
    }
    for question in (one, other):
        check_public_question(question, tables.get(question.code))
    if list_other_releases(wave):
        raise NotCrossableError(
            _("Ces résultats ont été rendus publics deux fois : rien ne se croise.")
        )
    if one.kind == other.kind == QuestionKind.SEVERAL:
        raise NotCrossableError(
            _("L’une des deux questions doit n’avoir qu’une réponse.")
        )
    lines, columns = order_questions(one, other)
    counted = count_pair(wave, lines, columns, ALL_ANSWERS)
    if sum(n for _codes, _others, n in counted.pairs) < FRAIL_BASE:
        raise NotCrossableError(
            _("Moins de %(n)s réponses : rien ne se croise.") % {"n": FRAIL_BASE}
        )
    return hide_small_cells(counted, tables[lines.code], tables[columns.code])


def check_public_question(question: Question, table: ResultTable | None) -> None:
    if table is None or table.suppressed or question.section.is_repeated:
        raise NotCrossableError(
            _("« %s » ne se croise pas : confidentielle, masquée ou par coopération.")
            % question.label
        )
    if list_conditions(question):
        raise NotCrossableError(
            _("« %s » n’est pas posée à toutes : elle ne se croise pas.")
            % question.label
        )


def order_questions(one: Question, other: Question) -> tuple[Question, Question]:
    """Return lines and columns: several choices in lines, else by their place."""
    first, second = sorted(
        (one, other),
        key=lambda question: (
            question.kind != QuestionKind.SEVERAL,
            *(question.section.position, question.section_id),
            *(question.position, question.pk),
        ),
    )
    return first, second


def hide_small_cells(
    counted: CountedPair, lines: ResultTable, columns: ResultTable
) -> CrossTable:
    """Return the cells that no total gives away; raise where none is left."""
    groups = group_hidden(counted.columns, columns, counted.count_column)
    if counted.lines.is_exclusive:
        shown = group_hidden(counted.lines, lines, counted.count_line)
        grid = [[counted.count(line, one) for one in groups] for line in shown]
        rest = frozenset(i for i, line in enumerate(shown) if len(line) > 1)
        hidden = suppression.find_grid_cells_to_hide(grid, rest)
    else:
        visible = [row.code for row in lines.rows if not row.suppressed]
        shown = [(code,) for code in visible]
        grid = [[counted.count(line, one) for one in groups] for line in shown]
        hidden = find_cells_of_choices(counted, groups, grid)
    if hidden is None or len(groups) < 2 or not shown:
        raise NotCrossableError(_("Des groupes trop petits : rien ne se montre."))
    return build_cross_table(counted, shown, groups, grid, hidden)


def find_cells_of_choices(
    counted: CountedPair, groups: list[tuple[str, ...]], grid: list[list[int]]
) -> set[tuple[int, int]] | None:
    """Return the cells to hide where answers do not exclude each other."""
    most = [counted.count_column(one) for one in groups]
    hidden: set[tuple[int, int]] = set()
    for i, line in enumerate(grid):
        places = suppression.find_line_cells_to_hide(line, most)
        if places is None:
            return None
        hidden |= {(i, j) for j in places}
    return hidden


def group_hidden(
    side: Side, table: ResultTable, count: Callable[[Iterable[str]], int]
) -> list[tuple[str, ...]]:
    """Return the answers that are shown each alone, and the others as one group.

    How many gave no answer is known: few of them need two others beside them.
    """
    counts = {code: count([code]) for code in side.labels}
    secret = {row.code for row in table.rows if row.suppressed}
    secret |= {code for code, n in counts.items() if suppression.is_small(n)}
    if secret:
        secret |= {code for code, n in counts.items() if n == 0}
    least = 3 if suppression.is_small(counts[NO_ANSWER]) else 2
    left = sorted(set(counts) - secret, key=lambda code: (counts[code], code))
    while (
        secret
        and left
        and (
            len(secret) < least
            or sum(counts[code] for code in secret) < suppression.MIN_COUNT
        )
    ):
        secret.add(left.pop(0))
    groups: list[tuple[str, ...]] = [
        (code,) for code in counts if code not in secret and counts[code]
    ]
    return [*groups, tuple(sorted(secret))] if secret else groups
