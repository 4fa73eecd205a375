"""Answers counted by PostgreSQL, in a fixed number of queries.

A stratum is what breakdowns need of an authority: its kind, its department, and
whether it belongs to a panel of authorities.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from surveys.enums import QuestionKind
from surveys.models import Question, Wave
from surveys.models.sent import SENT_SQL
from surveys.questionnaires.conditions import is_met, list_conditions


class Stratum(NamedTuple):
    kind: str
    department: str
    is_in_panel: bool


@dataclass(frozen=True)
class AnswerSelection:
    """The authorities whose answers are counted; empty values mean all."""

    kind: str = ""
    department: str = ""
    panel: tuple[int, ...] = ()
    is_panel_only: bool = False
    participations: tuple[int, ...] | None = None
    """Those who gave the answers of a filter; None without a filter."""


ALL_ANSWERS = AnswerSelection()
CountsByStratum = dict[Stratum, int]


@dataclass
class QuestionCounts:
    """The counts of one question."""

    asked: int = 0
    answered: CountsByStratum = field(default_factory=lambda: defaultdict(int))
    authorities: int = 0
    values: dict[str, CountsByStratum] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    # Where answers are of cooperations: of how many authorities.
    people: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    places: dict[str, dict[int, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    # Of rows of the directory, which no option names.
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def base(self) -> int:
        return sum(self.answered.values())

    def total(self, code: str) -> int:
        return sum(self.values[code].values()) if code in self.values else 0


class WaveCounts(NamedTuple):
    """The counts of a wave."""

    questions: dict[int, QuestionCounts]
    # By stratum: those invited, and those whose answers came.
    invited: CountsByStratum
    submitted: CountsByStratum
    # Of each repeated page: cooperations by stratum.
    blocks: dict[int, CountsByStratum]


# Each answer with the stratum of who gave it.
FROM_ANSWERS = """
FROM surveys_answer answer
JOIN surveys_participation participation
  ON participation.id = answer.participation_id AND NOT answer.is_draft
JOIN cooperation_collectivity collectivity
  ON collectivity.id = participation.collectivity_id
JOIN surveys_question question ON question.id = answer.question_id
"""
STRATUM_COLUMNS = """collectivity.kind, coalesce(collectivity.department_id, ''),
  participation.collectivity_id = any(%(panel)s)"""
IS_SELECTED = """participation.wave_id = %(wave)s
  AND (%(kind)s = '' OR collectivity.kind = %(kind)s)
  AND (%(department)s = '' OR collectivity.department_id = %(department)s)
  AND (NOT %(only)s OR participation.collectivity_id = any(%(panel)s))
  AND (%(everyone)s OR participation.id = any(%(chosen)s))"""
IS_SENT = f"{IS_SELECTED} AND {SENT_SQL}"
# The codes of an answer: of a matrix its cells, of a date its year, of rows of the
# directory their keys, or that they are in no list.
OUT_OF_LIST = "hors-liste"
JOIN_ELEMENTS = """CROSS JOIN LATERAL jsonb_array_elements_text(
  CASE WHEN question.kind = any(%(directory)s)
    AND jsonb_typeof(answer.value) = 'array' THEN
    (SELECT jsonb_agg(DISTINCT coalesce(nullif(one ->> 'key', ''), %(unlisted)s))
     FROM jsonb_array_elements(answer.value) one)
  WHEN jsonb_typeof(answer.value) = 'array' THEN answer.value
  WHEN jsonb_typeof(answer.value) = 'object' THEN
    (SELECT jsonb_agg(cell.key || '=' || cell.value)
     FROM jsonb_each_text(answer.value) cell)
  WHEN question.kind = 'date' THEN jsonb_build_array(left(answer.value #>> '{}', 4))
  ELSE jsonb_build_array(answer.value) END) WITH ORDINALITY element(code, place)"""

ANSWERED_QUERY = f"""
SELECT answer.question_id, {STRATUM_COLUMNS}, count(*)
{FROM_ANSWERS} WHERE {IS_SENT} GROUP BY 1, 2, 3, 4"""

AUTHORITIES_QUERY = f"""
SELECT answer.question_id, count(DISTINCT answer.participation_id)
{FROM_ANSWERS} WHERE {IS_SENT} AND answer.block_id IS NOT NULL GROUP BY 1"""

VALUES_QUERY = f"""
SELECT answer.question_id, element.code, {STRATUM_COLUMNS},
  CASE question.kind WHEN %(ranking)s THEN element.place ELSE 0 END,
  count(*)
{FROM_ANSWERS} {JOIN_ELEMENTS}
WHERE {IS_SENT} AND NOT question.kind = any(%(texts)s)
GROUP BY 1, 2, 3, 4, 5, 6"""

# count(DISTINCT) is slow: only where one participation answers several times.
PEOPLE_QUERY = f"""
SELECT answer.question_id, element.code, count(DISTINCT answer.participation_id)
{FROM_ANSWERS} {JOIN_ELEMENTS}
WHERE {IS_SENT} AND NOT question.kind = any(%(texts)s) AND answer.block_id IS NOT NULL
GROUP BY 1, 2"""

# What is asked: whole responses, and each cooperation of a repeated page, with the
# answers on which conditions depend. Many give the same ones: they are counted.
ASKED_QUERY = f"""
WITH sent AS (
  SELECT participation.id
  FROM surveys_participation participation
  JOIN cooperation_collectivity collectivity
    ON collectivity.id = participation.collectivity_id
  WHERE {IS_SENT}
), deciding AS (
  SELECT answer.participation_id, answer.block_id, question.code, answer.value
  FROM surveys_answer answer
  JOIN sent ON sent.id = answer.participation_id AND NOT answer.is_draft
  JOIN surveys_question question ON question.id = answer.question_id
  WHERE question.code = any(%(deciding)s)
), asked AS (
  SELECT sent.id AS participation, NULL::bigint AS block, NULL::bigint AS section
  FROM sent
  UNION ALL
  SELECT block.participation_id, block.id, block.section_id
  FROM surveys_block block
  JOIN sent ON sent.id = block.participation_id AND NOT block.is_draft
)
SELECT section, answers, count(*) FROM (
  SELECT asked.section, coalesce(
    jsonb_object_agg(deciding.code, deciding.value)
      FILTER (WHERE deciding.code IS NOT NULL), '{{}}') AS answers
  FROM asked
  LEFT JOIN deciding ON deciding.participation_id = asked.participation
    AND (deciding.block_id IS NULL OR deciding.block_id = asked.block)
  GROUP BY asked.participation, asked.block, asked.section) each
GROUP BY 1, 2"""  # noqa: S608

PARTICIPATIONS_QUERY = f"""
SELECT {STRATUM_COLUMNS}, {SENT_SQL}, count(*)
FROM surveys_participation participation
JOIN cooperation_collectivity collectivity
  ON collectivity.id = participation.collectivity_id
WHERE {IS_SELECTED} GROUP BY 1, 2, 3, 4"""  # noqa: S608

BLOCKS_QUERY = f"""
SELECT block.section_id, {STRATUM_COLUMNS}, count(*)
FROM surveys_block block
JOIN surveys_participation participation
  ON participation.id = block.participation_id AND NOT block.is_draft
JOIN cooperation_collectivity collectivity
  ON collectivity.id = participation.collectivity_id
WHERE {IS_SENT} GROUP BY 1, 2, 3, 4"""  # noqa: S608


def count_answers(
    wave: Wave,
    selection: AnswerSelection = ALL_ANSWERS,
    questions: Iterable[Question] = (),
) -> WaveCounts:
    """Count the submitted answers of a wave: seven queries, whatever it asks."""
    counted: dict[int, QuestionCounts] = defaultdict(QuestionCounts)
    for key, *stratum, n in fetch_count_rows(ANSWERED_QUERY, wave, selection):
        counted[key].answered[Stratum(*stratum)] += n
    for key, n in fetch_count_rows(AUTHORITIES_QUERY, wave, selection):
        counted[key].authorities = n
    for key, code, *stratum, place, n in fetch_count_rows(
        VALUES_QUERY, wave, selection
    ):
        counted[key].values[code][Stratum(*stratum)] += n
        counted[key].places[code][place] += n
    for key, code, n in fetch_count_rows(PEOPLE_QUERY, wave, selection):
        counted[key].people[code] = n
    for key, n in count_asked(wave, selection, questions).items():
        counted[key].asked = n
    invited, submitted = count_participations(wave, selection)
    return WaveCounts(counted, invited, submitted, count_blocks(wave, selection))


def count_asked(
    wave: Wave, selection: AnswerSelection, questions: Iterable[Question]
) -> dict[int, int]:
    """Return how often each question with a condition was asked, by its key."""
    conditions = {one: list_conditions(one) for one in questions}
    codes = {code for all_ in conditions.values() for one in all_ for code in one.codes}
    rows = [
        (section, json.loads(answers), n)
        for section, answers, n in fetch_count_rows(
            ASKED_QUERY, wave, selection, deciding=list(codes)
        )
    ]
    asked: dict[int, int] = {}
    for question, found in conditions.items():
        page = question.section_id if question.section.is_repeated else None
        if found:
            asked[question.pk] = sum(
                n
                for section, answers, n in rows
                if section == page and all(is_met(one, answers) for one in found)
            )
    return asked


def count_participations(
    wave: Wave, selection: AnswerSelection
) -> tuple[CountsByStratum, CountsByStratum]:
    invited: CountsByStratum = defaultdict(int)
    submitted: CountsByStratum = defaultdict(int)
    for *stratum, is_sent, n in fetch_count_rows(PARTICIPATIONS_QUERY, wave, selection):
        invited[Stratum(*stratum)] += n
        if is_sent:
            submitted[Stratum(*stratum)] += n
    return invited, submitted


def count_blocks(wave: Wave, selection: AnswerSelection) -> dict[int, CountsByStratum]:
    """Return the number of cooperations of each repeated page, by stratum."""
    found: dict[int, CountsByStratum] = defaultdict(lambda: defaultdict(int))
    for key, *stratum, n in fetch_count_rows(BLOCKS_QUERY, wave, selection):
        found[key][Stratum(*stratum)] += n
    return found


def fetch_count_rows(
    query: str, wave: Wave, selection: AnswerSelection, **more: Any
) -> Iterable[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "wave": wave.pk,
        "kind": selection.kind,
        "department": selection.department,
        "panel": list(selection.panel),
        "only": selection.is_panel_only,
        "everyone": selection.participations is None,
        "chosen": list(selection.participations or ()),
        "ranking": QuestionKind.RANKING,
        "texts": [
            *QuestionKind.TEXTS,
            *QuestionKind.PERSONAL,
            *QuestionKind.DIRECTORY,
        ],
    }
    values |= {"directory": list(QuestionKind.DIRECTORY), "unlisted": OUT_OF_LIST}
    values |= more
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
