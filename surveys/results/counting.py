"""Answers counted by PostgreSQL, in a fixed number of queries.

A stratum is what breakdowns need of an authority: its kind, its department, and
whether it belongs to a panel of authorities.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from surveys.enums import ParticipationState, QuestionKind
from surveys.models import Wave


class Stratum(NamedTuple):
    kind: str
    department: str
    is_in_panel: bool


@dataclass(frozen=True)
class Selection:
    """The authorities whose answers are counted; empty values mean all."""

    kind: str = ""
    department: str = ""
    panel: tuple[int, ...] = ()
    is_panel_only: bool = False


ALL = Selection()
ByStratum = dict[Stratum, int]


@dataclass
class Counted:
    """The counts of one question."""

    asked: int = 0
    answered: ByStratum = field(default_factory=lambda: defaultdict(int))
    authorities: int = 0
    values: dict[str, ByStratum] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    # Where answers are of cooperations: of how many authorities.
    people: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    places: dict[str, dict[int, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    @property
    def base(self) -> int:
        return sum(self.answered.values())

    def total(self, code: str) -> int:
        return sum(self.values[code].values()) if code in self.values else 0


class Tally(NamedTuple):
    """The counts of a wave."""

    questions: dict[int, Counted]
    # By stratum: those invited, and those whose answers came.
    invited: ByStratum
    submitted: ByStratum
    # Of each repeated page: cooperations by stratum.
    blocks: dict[int, ByStratum]


# Each answer with the stratum of who gave it.
SOURCE = """
FROM surveys_answer answer
JOIN surveys_participation participation
  ON participation.id = answer.participation_id
JOIN cooperation_collectivity collectivity
  ON collectivity.id = participation.collectivity_id
JOIN surveys_question question ON question.id = answer.question_id
"""
STRATUM = """collectivity.kind, coalesce(collectivity.department_id, ''),
  participation.collectivity_id = any(%(panel)s)"""
CHOSEN = """participation.wave_id = %(wave)s
  AND (%(kind)s = '' OR collectivity.kind = %(kind)s)
  AND (%(department)s = '' OR collectivity.department_id = %(department)s)
  AND (NOT %(only)s OR participation.collectivity_id = any(%(panel)s))"""
SENT = f"{CHOSEN} AND participation.state = %(sent)s"
ELEMENTS = """CROSS JOIN LATERAL jsonb_array_elements_text(
  CASE jsonb_typeof(answer.value) WHEN 'array' THEN answer.value
  ELSE jsonb_build_array(answer.value) END) WITH ORDINALITY element(code, place)"""

ANSWERED = f"""
SELECT answer.question_id, {STRATUM}, count(*)
{SOURCE} WHERE {SENT} GROUP BY 1, 2, 3, 4"""

AUTHORITIES = f"""
SELECT answer.question_id, count(DISTINCT answer.participation_id)
{SOURCE} WHERE {SENT} AND answer.block_id IS NOT NULL GROUP BY 1"""

VALUES = f"""
SELECT answer.question_id, element.code, {STRATUM},
  CASE question.kind WHEN %(ranking)s THEN element.place ELSE 0 END,
  count(*)
{SOURCE} {ELEMENTS}
WHERE {SENT} AND NOT question.kind = any(%(texts)s)
GROUP BY 1, 2, 3, 4, 5, 6"""

# Counting people once is dear: it is done where one may answer several times only.
PEOPLE = f"""
SELECT answer.question_id, element.code, count(DISTINCT answer.participation_id)
{SOURCE} {ELEMENTS}
WHERE {SENT} AND NOT question.kind = any(%(texts)s) AND answer.block_id IS NOT NULL
GROUP BY 1, 2"""

# Of questions with a condition: the answers that make them appear.
ASKED = f"""
SELECT following.id, count(*)
{SOURCE}
JOIN surveys_section section ON section.id = question.section_id
JOIN surveys_section other ON other.questionnaire_id = section.questionnaire_id
JOIN surveys_question following
  ON following.section_id = other.id AND following.shown_if = question.code
WHERE {SENT} AND EXISTS (
  SELECT FROM jsonb_array_elements_text(
    CASE jsonb_typeof(answer.value) WHEN 'array' THEN answer.value
    ELSE jsonb_build_array(answer.value) END) said(code)
  WHERE CASE said.code WHEN 'true' THEN 'oui' WHEN 'false' THEN 'non'
    ELSE said.code END = any(following.shown_values))
GROUP BY 1"""  # noqa: S608

PARTICIPATIONS = f"""
SELECT {STRATUM}, participation.state = %(sent)s, count(*)
FROM surveys_participation participation
JOIN cooperation_collectivity collectivity
  ON collectivity.id = participation.collectivity_id
WHERE {CHOSEN} GROUP BY 1, 2, 3, 4"""  # noqa: S608

BLOCKS = f"""
SELECT block.section_id, {STRATUM}, count(*)
FROM surveys_block block
JOIN surveys_participation participation ON participation.id = block.participation_id
JOIN cooperation_collectivity collectivity
  ON collectivity.id = participation.collectivity_id
WHERE {SENT} GROUP BY 1, 2, 3, 4"""  # noqa: S608


def tally(wave: Wave, selection: Selection = ALL) -> Tally:
    """Count the submitted answers of a wave: seven queries, whatever it asks."""
    counted: dict[int, Counted] = defaultdict(Counted)
    for key, *stratum, n in rows(ANSWERED, wave, selection):
        counted[key].answered[Stratum(*stratum)] += n
    for key, n in rows(AUTHORITIES, wave, selection):
        counted[key].authorities = n
    for key, code, *stratum, place, n in rows(VALUES, wave, selection):
        counted[key].values[code][Stratum(*stratum)] += n
        counted[key].places[code][place] += n
    for key, code, n in rows(PEOPLE, wave, selection):
        counted[key].people[code] = n
    for key, n in rows(ASKED, wave, selection):
        counted[key].asked = n
    invited, submitted = participations(wave, selection)
    return Tally(counted, invited, submitted, blocks(wave, selection))


def participations(wave: Wave, selection: Selection) -> tuple[ByStratum, ByStratum]:
    invited: ByStratum = defaultdict(int)
    submitted: ByStratum = defaultdict(int)
    for *stratum, is_sent, n in rows(PARTICIPATIONS, wave, selection):
        invited[Stratum(*stratum)] += n
        if is_sent:
            submitted[Stratum(*stratum)] += n
    return invited, submitted


def blocks(wave: Wave, selection: Selection) -> dict[int, ByStratum]:
    """Return the number of cooperations of each repeated page, by stratum."""
    found: dict[int, ByStratum] = defaultdict(lambda: defaultdict(int))
    for key, *stratum, n in rows(BLOCKS, wave, selection):
        found[key][Stratum(*stratum)] += n
    return found


def rows(query: str, wave: Wave, selection: Selection) -> Iterable[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "wave": wave.pk,
        "sent": ParticipationState.SUBMITTED,
        "kind": selection.kind,
        "department": selection.department,
        "panel": list(selection.panel),
        "only": selection.is_panel_only,
        "ranking": QuestionKind.RANKING,
        "texts": list(QuestionKind.TEXTS),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
