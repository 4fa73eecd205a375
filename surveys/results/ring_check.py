"""Whether a crossing may be shown beside all other public tables of a wave.

With a third question, of which the public may see both other crossings, or with what
authorities are, it must tell of no count under five (``rings``).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.models import Wave
from surveys.results.breakdowns import DEPARTMENT, KIND, Dimension
from surveys.results.counting import (
    ALL_ANSWERS,
    FROM_ANSWERS,
    IS_SENT,
    JOIN_ELEMENTS,
    fetch_count_rows,
)
from surveys.results.crossing import (
    NO_ANSWER,
    CountedPair,
    CrossTable,
    NotCrossableError,
    Side,
    pick_answer,
)
from surveys.results.public_crossing import (
    PublicGrid,
    build_public_grid,
    check_public_variable,
    hide_small_cells,
    order_variables,
)
from surveys.results.rings import NOT_TICKED, Codes, KnownTable, Triple, tells_of_few
from surveys.results.suppression import group_small_bases
from surveys.results.tables import WaveResults, count_results
from surveys.results.types import ResultTable
from surveys.results.variables import Variable, list_variables

# The answers of each authority, by code of variable; what it is, by code of dimension.
Person = dict[str, Codes]

PEOPLE_QUERY = f"""
SELECT participation.id, collectivity.kind, coalesce(collectivity.department_id, '')
FROM surveys_participation participation
JOIN cooperation_collectivity collectivity
  ON collectivity.id = participation.collectivity_id
WHERE {IS_SENT}"""  # noqa: S608
GIVEN_QUERY = f"""
SELECT answer.participation_id, answer.question_id, array_agg(element.code)
{FROM_ANSWERS} {JOIN_ELEMENTS}
WHERE {IS_SENT} AND answer.block_id IS NULL AND answer.question_id = any(%(asked)s)
GROUP BY 1, 2"""


def cross_in_public(wave: Wave, one: Variable, other: Variable) -> CrossTable:
    """Return what may be shown to who may not read answers.

    Raise ``NotCrossableError`` with the reason.
    """
    results = count_results(wave)
    tables = {table.code: table for table in results.build_tables(public=True)}
    grid = build_public_grid(wave, one, other, tables)
    if RingCheck.of(results, tables).tells_of_few(grid):
        raise NotCrossableError(
            _(
                "Comparé à d’autres tableaux publics, ce croisement ferait retrouver "
                "un effectif de moins de cinq : il ne se montre pas."
            )
        )
    return grid.build_table()


@dataclass(frozen=True)
class RingCheck:
    """All that the public may see of a wave, and the answers behind it."""

    results: WaveResults
    tables: dict[str, ResultTable]
    variables: list[Variable]
    people: list[Person]
    grids: dict[tuple[str, str], PublicGrid | None] = field(default_factory=dict)

    @classmethod
    def of(cls, results: WaveResults, tables: dict[str, ResultTable]) -> "RingCheck":
        variables = [
            one
            for one in list_variables(results.questions)
            if is_public_variable(one, tables.get(one.code))
        ]
        return cls(results, tables, variables, fetch_people(results.wave, variables))

    def tells_of_few(self, grid: PublicGrid) -> bool:
        """Return whether a crossing and two others in a ring tell of few."""
        lines, columns = grid.counted.lines, grid.counted.columns
        for line in list_choices(lines.variable, self.tables):
            rings = Ring(self, grid, lines.variable, columns.variable, line)
            others = [one for one in self.variables if one not in rings.both]
            if any(map(rings.tells_with_question, others)):
                return True
            # A panel is of two waves; it is on no page of one.
            if any(map(rings.tells_with_dimension, self.results.dimensions[:2])):
                return True
        return False

    def find_grid(self, one: Variable, other: Variable) -> PublicGrid | None:
        """Return what the public may see of two other questions."""
        lines, columns = order_variables(one, other)
        key = lines.code, columns.code
        if key not in self.grids:
            self.grids[key] = self.build_grid(lines, columns)
        return self.grids[key]

    def build_grid(self, lines: Variable, columns: Variable) -> PublicGrid | None:
        if not columns.is_exclusive:
            return None
        pairs = Counter(
            (person[lines.code], person[columns.code]) for person in self.people
        )
        counted = CountedPair(
            Side.of(lines, (line for line, _c in pairs)),
            Side.of(columns, (column for _l, column in pairs)),
            [(*pair, n) for pair, n in pairs.items()],
        )
        try:
            return hide_small_cells(
                counted, self.tables[lines.code], self.tables[columns.code]
            )
        except NotCrossableError:
            return None


def is_public_variable(variable: Variable, table: ResultTable | None) -> bool:
    try:
        check_public_variable(variable, table)
    except NotCrossableError:
        return False
    return True


def fetch_people(wave: Wave, variables: Iterable[Variable]) -> list[Person]:
    """Return who answered, with the answers to some questions: two queries."""
    variables = list(variables)
    given: dict[int, dict[int, list[str]]] = {}
    asked = [one.question.pk for one in variables]
    rows = fetch_count_rows(GIVEN_QUERY, wave, ALL_ANSWERS, asked=asked)
    for participation, question, codes in rows:
        given.setdefault(participation, {})[question] = codes
    people = []
    for key, kind, department in fetch_count_rows(PEOPLE_QUERY, wave, ALL_ANSWERS):
        answers = given.get(key, {})
        person = {
            one.code: pick_answer(one, answers.get(one.question.pk))
            for one in variables
        }
        person[get_dimension_key(KIND)] = frozenset([kind])
        person[get_dimension_key(DEPARTMENT)] = frozenset([department])
        people.append(person)
    return people


def get_dimension_key(code: str) -> str:
    """Return the key of a dimension; no code of a question has a colon."""
    return f":{code}"


def list_choices(variable: Variable, tables: dict[str, ResultTable]) -> list[str]:
    """Return the choices that are looked at one by one; "" for all answers together."""
    if variable.is_exclusive:
        return [""]
    return [row.code for row in tables[variable.code].rows if not row.suppressed]


def encode_answer(codes: Codes, choice: str) -> str:
    """Return an answer as one code; of several choices, whether one was ticked."""
    if not choice or codes == frozenset([NO_ANSWER]):
        return next(iter(codes))
    return choice if choice in codes else NOT_TICKED


@dataclass(frozen=True)
class Ring:
    """A crossing, of whose lines one choice is looked at where there are several."""

    check: RingCheck
    grid: PublicGrid
    lines: Variable
    columns: Variable
    choice: str

    @property
    def both(self) -> tuple[Variable, Variable]:
        return self.lines, self.columns

    def tells_with_question(self, third: Variable) -> bool:
        """Return whether the crossings of both with a third question tell of few."""
        beside = self.check.find_grid(self.lines, third)
        below = self.check.find_grid(self.columns, third)
        if beside is None or below is None:
            return False
        for choice in list_choices(third, self.check.tables):
            by_line = self.describe_with(beside, (0, 2), choice)
            by_column = self.describe_with(below, (1, 2), choice)
            totals = self.list_totals(third, choice)
            answers = self.count_answers(third.code, choice)
            if (
                by_line
                and by_column
                and self.tells(answers, by_line, by_column, totals)
            ):
                return True
        return False

    def tells_with_dimension(self, by: Dimension) -> bool:
        """Return whether both questions by what authorities are tell of few."""
        by_line = self.describe_breakdown(self.lines, by, 0)
        by_column = self.describe_breakdown(self.columns, by, 1)
        if not by_line or not by_column:
            return False
        invited = by.count_by_value(self.check.results.counts.invited)
        totals = [frozenset(group) for group in group_small_bases(invited)]
        answers = self.count_answers(get_dimension_key(by.code), "")
        return self.tells(answers, by_line, by_column, totals)

    def tells(
        self,
        answers: Counter[Triple],
        by_line: KnownTable,
        by_column: KnownTable,
        totals: list[Codes],
    ) -> bool:
        own = describe_grid(self.grid, (0, 1), self.choice)
        known = [
            self.list_totals(self.lines, self.choice),
            self.list_totals(self.columns, ""),
            totals,
        ]
        tables = [table for table in (own, by_line, by_column) if table]
        return tells_of_few(answers, tables, known)

    def count_answers(self, third: str, choice: str) -> Counter[Triple]:
        return Counter(
            (
                encode_answer(person[self.lines.code], self.choice),
                encode_answer(person[self.columns.code], ""),
                encode_answer(person[third], choice),
            )
            for person in self.check.people
        )

    def describe_with(
        self, grid: PublicGrid, axes: tuple[int, int], choice: str
    ) -> KnownTable | None:
        """Return the crossing with a third question, whichever stands in its lines."""
        own = self.lines if axes[0] == 0 else self.columns
        if grid.counted.lines.variable == own:
            return describe_grid(grid, axes, self.choice if axes[0] == 0 else "")
        return describe_grid(grid, axes[::-1], choice)

    def list_totals(self, variable: Variable, choice: str) -> list[Codes]:
        """Return the answers to a question whose totals its own table shows."""
        if choice:
            return [frozenset([choice]), frozenset([NO_ANSWER])]
        rows = self.check.tables[variable.code].rows
        shown = [frozenset([row.code]) for row in rows if not row.suppressed]
        return [*shown, frozenset([NO_ANSWER])]

    def describe_breakdown(
        self, variable: Variable, by: Dimension, place: int
    ) -> KnownTable | None:
        """Return the table of a question by what authorities are, if it is shown."""
        table = self.check.tables[variable.code]
        found = (one for one in table.breakdowns if one.dimension == by.code)
        breakdown = next(found, None)
        if breakdown is None:
            return None
        choice = self.choice if place == 0 else ""
        shown = [choice] if choice else [r.code for r in table.rows if not r.suppressed]
        rest = frozenset([NOT_TICKED])
        if not choice:
            rest = frozenset(row.code for row in table.rows if row.suppressed)
        lines = [frozenset([code]) for code in shown]
        hidden = {
            (i, j)
            for i, code in enumerate(shown)
            for j, n in enumerate(breakdown.cells[code])
            if n is None
        }
        if rest:
            # What they are follows from the totals.
            hidden |= {(len(lines), j) for j in range(len(breakdown.columns))}
            lines.append(rest)
        columns = [frozenset(column.codes) for column in breakdown.columns]
        return KnownTable((place, 2), lines, columns, frozenset(hidden))


def describe_grid(
    grid: PublicGrid, axes: tuple[int, int], choice: str
) -> KnownTable | None:
    """Return what a crossing shows; with a choice, of its line and of those without."""
    columns = [frozenset(group) for group in grid.columns]
    if not choice:
        lines = [frozenset(group) for group in grid.lines]
        return KnownTable(axes, lines, columns, frozenset(grid.hidden))
    if (choice,) not in grid.lines:
        return None
    at = grid.lines.index((choice,))
    lines = [frozenset([choice]), frozenset([NOT_TICKED, NO_ANSWER])]
    hidden = frozenset((i, j) for line, j in grid.hidden if line == at for i in (0, 1))
    return KnownTable(axes, lines, columns, hidden)
