"""Two questions crossed, filters by answers: whole, and as the public may see them."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from surveys.enums import QuestionKind
from surveys.models import Option, Question, Section, Wave
from surveys.results.crossing import (
    CountedPair,
    NotCrossableError,
    Side,
    cross_questions,
)
from surveys.results.disclosure import DisclosureRule, apply_disclosure_control
from surveys.results.public_crossing import group_hidden, hide_small_cells
from surveys.results.publication import publish_results
from surveys.results.ring_check import cross_in_public
from surveys.results.suppression import is_small
from surveys.results.types import ResultRow, ResultTable
from surveys.results.variables import Variable
from surveys.waves.lifecycle import close_wave
from tests.surveys.conftest import small_questionnaire
from tests.surveys.results.attacker import System
from tests.surveys.results.world import authorities, staff_with, wave_with


@pytest.fixture
def wave(db: None) -> Wave:
    """Forty authorities: who is elected wants to meet, half of the others do."""
    people = authorities(("commune", "74", 40))
    said = [
        (
            one,
            {
                "role": "elu" if place < 20 else "technicien",
                "rencontrer": place < 30,
                "freins": ["argent", "temps"] if place % 2 else ["argent"],
            },
        )
        for place, one in enumerate(people)
    ]
    return wave_with(small_questionnaire(), said)


def variable(code: str) -> Variable:
    return Variable(Question.objects.select_related("section").get(code=code))


def read(table: Any) -> dict[str, list[int | None]]:
    return {line.label: [cell.number for cell in line.cells] for line in table.lines}


def test_whole_every_count_is_shown_with_its_share(wave: Wave) -> None:
    table = cross_questions(wave, variable("role"), variable("rencontrer"))
    assert table.columns == [("oui", 30), ("non", 10)]
    assert read(table) == {"Réponse elu": [20, 0], "Réponse technicien": [10, 10]}
    assert table.lines[0].cells[0].share == 66.7


def test_in_public_the_same_pair_is_the_same_table_whichever_comes_first(
    wave: Wave,
) -> None:
    close_wave(wave)
    publish_results(wave)
    pair = variable("role"), variable("rencontrer")
    assert cross_in_public(wave, *pair) == cross_in_public(wave, *reversed(pair))
    table = cross_in_public(wave, variable("rencontrer"), variable("freins"))
    assert table.lines_title == variable("freins").label


def test_in_public_what_cannot_be_crossed_is_told(wave: Wave) -> None:
    close_wave(wave)
    publish_results(wave)
    client = staff_with("view_wave")
    page = f"/gestion/enquetes/{wave.slug}/resultats/croisement/"
    for lines, columns, words in (
        ("role", "role", "Choisissez deux questions différentes"),
        ("role", "poids_argent", "ne se croise pas"),
        ("role", "coop_etat", "ne se croise pas"),
        ("role", "rencontrer", "Base : 40 réponses"),
    ):
        text = client.get(f"{page}?lignes={lines}&colonnes={columns}").content.decode()
        assert words in text, (lines, columns)
    assert client.get(f"{page}?lignes=x&colonnes=y").status_code == 200


def test_fewer_than_thirty_are_not_crossed_in_public(db: None) -> None:
    people = authorities(("commune", "74", 29))
    said = [(one, {"role": "elu", "rencontrer": True}) for one in people]
    wave = wave_with(small_questionnaire(), said)
    with pytest.raises(NotCrossableError, match="Moins de 30 réponses"):
        cross_in_public(wave, variable("role"), variable("rencontrer"))


def test_the_page_is_filtered_by_answers_for_who_may_read_them(wave: Wave) -> None:
    client = staff_with("see_answers")
    page = f"/gestion/enquetes/{wave.slug}/resultats/"
    text = client.get(f"{page}?filtre=role:technicien&filtre=freins:temps").content
    assert "<b>10</b> sur 10 ont répondu" in text.decode()
    assert "filtre=freins%3Atemps" in text.decode()
    unknown = client.get(f"{page}?filtre=nulle:part&filtre=role").content.decode()
    assert "<b>40</b> sur 40 ont répondu" in unknown
    close_wave(wave)
    publish_results(wave)
    reader = staff_with("view_wave").get(f"{page}?filtre=role:technicien")
    assert "<b>40</b> sur 40 ont répondu" in reader.content.decode()


# An attacker who knows all totals ---------------------------------------------------

ONE = some.sampled_from(["a", "b", "c", ""])
ANSWERS = some.lists(some.tuples(ONE, ONE), min_size=30, max_size=60)


def build_side(pk: int) -> Side:
    asked = Question(pk=pk, code=f"q{pk}", kind=QuestionKind.ONE, label_fr=f"Q{pk}")
    asked.section = Section(code="p", pk=1)
    options = [Option(code=code, label_fr=code) for code in "abc"]
    asked._prefetched_objects_cache = {"options": options}
    return Side.of(Variable(asked), [])


def publish_alone(side: Side, given: list[str]) -> ResultTable:
    """Return the public table of one question, of those who answered it."""
    counts = Counter(code for code in given if code)
    rows = [ResultRow(code, code, code, counts[code], 0.0) for code in "abc"]
    table = ResultTable(
        side.variable.code, "", "", QuestionKind.ONE, sum(counts.values()), rows
    )
    (shown,) = apply_disclosure_control([table], {table.code: DisclosureRule()})
    return shown


@given(ANSWERS)
@settings(max_examples=200, deadline=None)
def test_an_attacker_with_both_tables_and_their_crossing_finds_no_small_cell(
    answers: list[tuple[str, str]],
) -> None:
    lines, columns = build_side(1), build_side(2)
    alone = [
        publish_alone(side, [pair[place] for pair in answers])
        for place, side in enumerate((lines, columns))
    ]
    if any(table.suppressed for table in alone):
        return
    pairs = [
        (frozenset([one]), frozenset([other]), n)
        for (one, other), n in Counter(answers).items()
    ]
    counted = CountedPair(lines, columns, pairs)
    try:
        table = hide_small_cells(counted, *alone).build_table()
    except NotCrossableError:
        return
    system, real = learn_crossing(counted, table, alone)
    found, bounds = system.determined(), system.bounds()
    for name in system.unknown():
        low, high = bounds[name]
        assert low <= real[name] <= high
        if is_small(real[name]) and isinstance(name, tuple) and "" not in name:
            assert name not in found
            assert low < high


def learn_crossing(
    counted: CountedPair, table: Any, alone: list[ResultTable]
) -> tuple[System, dict[Any, int]]:
    """Return all that is known, and what is true, of single cells and totals."""
    system, real = System(), {}
    codes = ["a", "b", "c", ""]
    for one in codes:
        for other in codes:
            real[one, other] = counted.count([one], [other])
    for place, side in enumerate(alone):
        known = {row.code: row.count for row in side.rows if row.count is not None}
        known[""] = sum(n for *_c, n in counted.pairs) - (side.base or 0)
        for code, total in known.items():
            cells = [(code, x) if place == 0 else (x, code) for x in codes]
            system.known[place, "total", code] = total
            system.sums.append(dict.fromkeys(cells, 1) | {(place, "total", code): -1})
            real[place, "total", code] = total
    groups = group_hidden(counted.columns, alone[1], counted.count_column)
    shown = group_hidden(counted.lines, alone[0], counted.count_line)
    for i, line in enumerate(shown):
        for j, group in enumerate(groups):
            number = table.lines[i].cells[j].number
            if number is not None:
                cells = [(one, other) for one in line for other in group]
                system.known["cell", i, j] = real["cell", i, j] = number
                system.sums.append(dict.fromkeys(cells, 1) | {("cell", i, j): -1})
    for j, group in enumerate(groups):
        cells = [(one, other) for one in codes for other in group]
        system.known["column", j] = real["column", j] = table.columns[j][1]
        system.sums.append(dict.fromkeys(cells, 1) | {("column", j): -1})
    return system, real
