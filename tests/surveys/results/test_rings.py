"""Three crossings in a ring tell of no count under five."""

from collections import Counter
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from surveys.models import Question, Wave
from surveys.results.crossing import CountedPair, NotCrossableError
from surveys.results.public_crossing import PublicGrid, hide_small_cells
from surveys.results.publication import publish_results
from surveys.results.ring_check import cross_in_public, describe_grid
from surveys.results.rings import Codes, KnownTable, Triple, tells_of_few
from surveys.results.suppression import MIN_COUNT, is_small
from surveys.results.types import ResultTable
from surveys.results.variables import Variable
from surveys.waves.lifecycle import close_wave
from tests.surveys.conftest import small_questionnaire
from tests.surveys.results.attacker import System
from tests.surveys.results.test_crossing import build_side, publish_alone
from tests.surveys.results.world import authorities, wave_with

PAIRS = tuple(combinations(range(3), 2))
# Nobody is in both first answers: the tables by the third question give two persons.
TELLING = Counter(
    {
        ("a", "b", "a"): 5,
        ("a", "b", "b"): 5,
        ("b", "a", "a"): 5,
        ("b", "a", "b"): 5,
        ("b", "b", "a"): 2,
        ("b", "b", "b"): 10,
    }
)
SIDE = [frozenset("a"), frozenset("b")]


def test_three_tables_without_a_small_cell_give_one_by_subtraction() -> None:
    tables = [KnownTable(pair, SIDE, SIDE, frozenset()) for pair in PAIRS]
    for one, other in PAIRS:
        cells = Counter[tuple[str, str]]()
        for triple, n in TELLING.items():
            cells[triple[one], triple[other]] += n
        assert not any(map(is_small, cells.values()))
    assert tells_of_few(TELLING, tables, [SIDE] * 3)
    assert not tells_of_few(TELLING, tables[:2], [SIDE] * 3)
    many = Counter({triple: n * 5 for triple, n in TELLING.items()})
    assert not tells_of_few(many, tables, [SIDE] * 3)


# Who has three tables, and computes ---------------------------------------------------

LIKELY = some.sampled_from([*"abc", ""])
# Answers that follow from one another leave many cells empty.
PERSON = some.tuples(LIKELY, LIKELY, LIKELY) | LIKELY.map(lambda one: (one,) * 3)
PEOPLE = some.lists(PERSON, min_size=30, max_size=60)


def build_grids(answers: list[Triple]) -> tuple[list[ResultTable], list[PublicGrid]]:
    sides = [build_side(pk) for pk in (1, 2, 3)]
    alone = [
        publish_alone(side, [triple[place] for triple in answers])
        for place, side in enumerate(sides)
    ]
    grids = []
    for one, other in PAIRS:
        counts = Counter((triple[one], triple[other]) for triple in answers)
        pairs = [
            (frozenset([line]), frozenset([column]), n)
            for (line, column), n in counts.items()
        ]
        counted = CountedPair(sides[one], sides[other], pairs)
        grids.append(hide_small_cells(counted, alone[one], alone[other]))
    return alone, grids


@given(PEOPLE)
@settings(max_examples=80, deadline=None)
def test_an_attacker_with_three_crossings_finds_no_small_count(
    answers: list[Triple],
) -> None:
    try:
        alone, grids = build_grids(answers)
    except NotCrossableError:
        return
    tables = [
        describe_grid(grid, axes, "") for grid, axes in zip(grids, PAIRS, strict=True)
    ]
    known = [list_known(table) for table in alone]
    if tells_of_few(Counter(answers), [one for one in tables if one], known):
        return
    system, real = learn(Counter(answers), alone, grids)
    found, bounds = system.determined(), system.bounds()
    for name in system.unknown():
        low, high = bounds[name]
        assert low <= real[name] <= high
        if is_small(real[name]) and "" not in name:
            assert name not in found
            assert low == 0 or high >= MIN_COUNT


def list_known(table: ResultTable) -> list[Codes]:
    shown = [frozenset([row.code]) for row in table.rows if not row.suppressed]
    return [*shown, frozenset([""])]


def learn(
    answers: Counter[Triple], alone: list[ResultTable], grids: list[PublicGrid]
) -> tuple[System, dict[Any, int]]:
    """Return what the tables say of single cells, and what is true of them."""
    cells: list[Triple] = [
        (one, two, three) for one, two, three in product([*"abc", ""], repeat=3)
    ]
    system, real = System(), {cell: answers[cell] for cell in cells}

    def tell(name: Any, inside: list[Triple]) -> None:
        system.known[name] = real[name] = sum(answers[cell] for cell in inside)
        system.sums.append(dict.fromkeys(inside, 1) | {name: -1})

    for place, table in enumerate(alone):
        for (code,) in list_known(table):
            tell(("", place, code), [cell for cell in cells if cell[place] == code])
    for (one, other), grid in zip(PAIRS, grids, strict=True):
        for (i, line), (j, column) in product(
            enumerate(grid.lines), enumerate(grid.columns)
        ):
            if (i, j) not in grid.hidden:
                inside = [c for c in cells if c[one] in line and c[other] in column]
                tell(("", one, other, i, j), inside)
    return system, real


# On the pages of a wave ---------------------------------------------------------------


def build_wave(times: int) -> Wave:
    """Return a wave of which kind, role and wish to meet are in the ring above."""
    people = iter(
        authorities(("commune", "74", 12 * times), ("epci", "74", 20 * times))
    )
    roles, wishes = {"a": "elu", "b": "technicien"}, {"a": True, "b": False}
    said = [
        (next(people), {"role": roles[role], "rencontrer": wishes[wish]})
        for (role, wish, _kind), n in sorted(TELLING.items(), key=lambda one: one[0][2])
        for _person in range(n * times)
    ]
    wave = wave_with(small_questionnaire(), said)
    close_wave(wave)
    publish_results(wave)
    return wave


def get_pair() -> list[Variable]:
    rows = Question.objects.select_related("section").order_by("-code")
    return [Variable(one) for one in rows.filter(code__in=("role", "rencontrer"))]


@pytest.mark.django_db
def test_a_crossing_is_refused_where_two_breakdowns_would_complete_a_ring() -> None:
    wave = build_wave(1)
    with pytest.raises(NotCrossableError, match="Comparé à d’autres tableaux publics"):
        cross_in_public(wave, *get_pair())


@pytest.mark.django_db
def test_a_ring_of_larger_counts_is_shown() -> None:
    table = cross_in_public(build_wave(3), *get_pair())
    assert [[cell.number for cell in line.cells] for line in table.lines] == [
        [0, 30],
        [30, 36],
    ]
