"""No small count can be told from what is published, nor bounded to one value."""

from dataclasses import asdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from surveys.enums import QuestionKind
from surveys.questionnaires.conditions import ConditionTest
from surveys.results.disclosure import DisclosureRule, apply_disclosure_control
from surveys.results.statistics import compute_percentage
from surveys.results.suppression import (
    MIN_COUNT,
    compute_max_flow,
    find_choices_to_hide,
    find_grid_cells_to_hide,
    find_line_cells_to_hide,
    find_parts_to_hide,
    group_small_bases,
    is_small,
)
from surveys.results.types import Breakdown, BreakdownColumn, ResultRow, ResultTable
from tests.surveys.results.attacker import knowledge_of

COUNTS = some.lists(some.integers(0, 12), min_size=2, max_size=6)
# How many said it in each column, and how many more could have.
LINES = some.lists(
    some.tuples(some.integers(0, 9), some.integers(0, 4)), min_size=2, max_size=5
)
FEW = settings(max_examples=150, deadline=None)

# A person: which answer or answers, of which kind, in which department.
PERSON = some.tuples(
    some.sets(some.sampled_from("abcd"), min_size=1, max_size=3),
    some.sampled_from(["commune", "epci", "syndicat"]),
    some.sampled_from(["01", "73", "74"]),
)
PEOPLE = some.lists(PERSON, max_size=20) | some.lists(PERSON, min_size=25, max_size=50)


def grids(highest: int, *, lines: int) -> some.SearchStrategy[list[list[int]]]:
    """Return small tables of two columns."""
    line = some.lists(some.integers(0, highest), min_size=2, max_size=2)
    return some.lists(line, min_size=lines, max_size=lines)


@given(COUNTS)
@FEW
def test_hidden_parts_sum_to_five_at_least_and_are_two_at_least(
    counts: list[int],
) -> None:
    if sum(counts) < MIN_COUNT:
        return
    hidden = find_parts_to_hide(counts)
    assert {i for i, n in enumerate(counts) if is_small(n)} <= hidden
    assert not hidden or (
        len(hidden) > 1 and sum(counts[i] for i in hidden) >= MIN_COUNT
    )


def test_a_complement_is_hidden_with_a_small_count() -> None:
    assert find_parts_to_hide([1, 10]) == {0, 1}
    assert find_parts_to_hide([1, 10, 7, 0]) == {0, 2, 3}
    assert find_parts_to_hide([6, 0, 7]) == set()
    assert find_choices_to_hide([1, 10, 7]) == {0}


def test_columns_of_fewer_than_five_are_put_together() -> None:
    assert group_small_bases({"a": 12, "b": 3, "c": 4}) == [("a",), ("b", "c")]
    assert group_small_bases({"a": 12, "b": 8, "c": 1}) == [("a",), ("c", "b")]
    assert group_small_bases({"a": 12, "b": 8, "c": 0}) == [("a",), ("b",)]
    assert group_small_bases({"a": 2}) == []


def solutions(grid: list[list[int]], hidden: set[tuple[int, int]]) -> list[list[int]]:
    """Return every way to fill the hidden cells that keeps the totals, by trying
    all.
    """
    places = sorted(hidden)
    rows = [sum(grid[i][j] for i, j in places if i == r) for r in range(len(grid))]
    columns = [
        sum(grid[i][j] for i, j in places if j == c) for c in range(len(grid[0]))
    ]
    limits = [range(min(rows[i], columns[j]) + 1) for i, j in places]
    return [
        list(values)
        for values in product(*limits)
        if all(
            sum(v for v, (i, _) in zip(values, places, strict=True) if i == r) == total
            for r, total in enumerate(rows)
        )
        and all(
            sum(v for v, (_, j) in zip(values, places, strict=True) if j == c) == total
            for c, total in enumerate(columns)
        )
    ]


@given(
    some.lists(
        some.lists(some.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2
    )
)
@FEW
def test_the_hidden_cells_of_a_grid_have_a_range_of_five(grid: list[list[int]]) -> None:
    hidden = find_grid_cells_to_hide(grid, frozenset())
    if not hidden:
        return
    ways = solutions(grid, hidden)
    for place, cell in enumerate(sorted(hidden)):
        if is_small(grid[cell[0]][cell[1]]):
            values = {way[place] for way in ways}
            assert max(values) - min(values) >= MIN_COUNT


@given(
    some.lists(
        some.lists(some.integers(0, 3), min_size=2, max_size=2), min_size=3, max_size=3
    )
)
@FEW
def test_the_range_of_a_cell_is_what_trying_all_gives(grid: list[list[int]]) -> None:
    hidden = set(product(range(3), range(2)))
    ways = solutions(grid, hidden)
    for place, (i, j) in enumerate(sorted(hidden)):
        values = [way[place] for way in ways]
        more = compute_max_flow(grid, hidden, (i, j), adding=True)
        less = min(grid[i][j], compute_max_flow(grid, hidden, (i, j), adding=False))
        assert min(MIN_COUNT, more) == min(MIN_COUNT, max(values) - grid[i][j])
        assert less == grid[i][j] - min(values)


@given(
    some.lists(
        some.tuples(some.integers(0, 9), some.integers(0, 4)), min_size=2, max_size=5
    )
)
@FEW
def test_a_line_below_its_columns_is_safe_or_not_shown(
    line: list[tuple[int, int]],
) -> None:
    counts = [n for n, _more in line]
    most = [max(MIN_COUNT, n + more) for n, more in line]
    hidden = find_line_cells_to_hide(counts, most)
    for place in hidden or ():
        if is_small(counts[place]):
            total = sum(counts[one] for one in hidden or ())
            others = sum(most[one] for one in hidden or () if one != place)
            low, high = max(0, total - others), min(most[place], total)
            assert high - low >= MIN_COUNT


# Whole tables, as they are published -------------------------------------------------


def table_from(people: list[tuple[set[str], str, str]], kind: str) -> ResultTable:
    """Return the whole table of what people said, by kind and by department."""
    said = [
        (sorted(codes)[:1] if kind == QuestionKind.ONE else codes, *who)
        for codes, *who in people
    ]
    rows = [
        ResultRow(code, code, code, n, compute_percentage(n, len(said)))
        for code in "abcd"
        for n in [sum(code in codes for codes, *_who in said)]
    ]
    breakdowns = [crossed(said, dimension) for dimension in (1, 2)]
    return ResultTable("q", "Q", "Q", kind, len(said), rows, breakdowns=breakdowns)


def crossed(said: list, dimension: int) -> Breakdown:
    """Return the breakdown by what stands at a place of each person."""
    values = sorted({one[dimension] for one in said})
    columns = [
        BreakdownColumn(
            (value,), value, value, sum(one[dimension] == value for one in said)
        )
        for value in values
    ]
    cells = {
        code: [
            sum(code in one[0] and one[dimension] == value for one in said)
            for value in values
        ]
        for code in "abcd"
    }
    return Breakdown(str(dimension), "", "", columns, cells)


def truth_of(whole: ResultTable, shown: dict, name: tuple) -> int | None:
    """Return the real number behind a name of the attacker."""
    rows = {row.code: row.count for row in whole.rows}
    if len(name) == 2:
        return whole.base if name[1] == "base" else rows[name[1]]
    _code, by, row, place = name
    if row == "base":
        return None
    columns = next(one for one in shown["breakdowns"] if one["dimension"] == by)
    wanted = columns["columns"][place]["codes"]
    full = next(one for one in whole.breakdowns if one.dimension == by)
    return sum(
        full.cells[row][place] or 0
        for place, column in enumerate(full.columns)
        if column.codes[0] in wanted
    )


@pytest.mark.parametrize("kind", [QuestionKind.ONE, QuestionKind.SEVERAL])
@given(people=PEOPLE)
@settings(max_examples=200, deadline=None)
def test_an_attacker_with_all_tables_finds_no_hidden_count(
    kind: str, people: list
) -> None:
    whole = table_from(people, kind)
    (table,) = apply_disclosure_control([whole], {"q": DisclosureRule()})
    shown = asdict(table)
    system = knowledge_of(shown, are_parts=kind == QuestionKind.ONE)
    bounds, found = system.bounds(), system.determined()
    for name, value in system.known.items():
        if "base" not in name:
            assert not is_small(value)
    for name in system.unknown():
        real = truth_of(whole, shown, name)
        if real is not None and is_small(real) and table.base:
            assert name not in found
            low, high = bounds[name]
            assert low <= real <= high
            assert low < high


def test_the_attacker_finds_what_is_hidden_without_its_complement() -> None:
    """Without this, the test above would prove nothing."""
    people = [({"a"}, "commune", "74")] * 9 + [({"b"}, "epci", "74")] * 3
    whole = asdict(table_from(people, QuestionKind.ONE))
    whole["breakdowns"] = []
    whole["rows"][1]["count"] = None
    system = knowledge_of(whole, are_parts=True)
    assert ("q", "b") in system.determined()
    assert system.bounds()["q", "b"] == (3, 3)


@given(people=PEOPLE)
@FEW
def test_tables_sum_to_their_base_where_nothing_is_hidden(people: list) -> None:
    whole = table_from(people, QuestionKind.ONE)
    (table,) = apply_disclosure_control([whole], {"q": DisclosureRule()})
    if not any(row.suppressed for row in table.rows):
        assert sum(row.count or 0 for row in table.rows) == table.base
    for breakdown in table.breakdowns:
        assert sum(column.base for column in breakdown.columns) == table.base
        assert all(column.base >= MIN_COUNT for column in breakdown.columns)


def test_a_question_that_depends_on_a_hidden_answer_is_hidden_whole() -> None:
    deciding = ResultTable(
        "temoignage",
        "",
        "",
        QuestionKind.YES_NO,
        11,
        [ResultRow("true", "", "", 8, 73.0), ResultRow("false", "", "", 3, 27.0)],
    )
    following = ResultTable("suite", "", "", QuestionKind.NUMBER, 8, [], median=3.0)
    rules = {"suite": DisclosureRule((ConditionTest("temoignage", "parmi", ("oui",)),))}
    first, second = apply_disclosure_control([deciding, following], rules)
    assert [row.count for row in first.rows] == [None, None]
    assert (second.base, second.median, second.suppressed) == (None, None, True)


@pytest.mark.slow
def test_a_confidential_question_is_in_no_public_table() -> None:
    table = ResultTable("secret", "", "", QuestionKind.ONE, 50, [])
    assert (
        apply_disclosure_control(
            [table], {"secret": DisclosureRule(is_confidential=True)}
        )
        == []
    )
