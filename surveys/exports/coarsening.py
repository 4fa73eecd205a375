"""Coarser answers, so that no row of an anonymised file identifies anyone; pure."""

import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from surveys.enums import QuestionKind
from surveys.results.suppression import MIN_COUNT

# The code of merged values of fewer than five participations.
GROUPED = "regroupe"
KindAndDepartment = tuple[str, str]

NUMBER_CLASSES = (0, 1, 2, 5, 10, 20, 50, 100, 500)
AMOUNT_CLASSES = (
    0,
    1,
    1_000,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    1_000_000,
)
DECADE = 10


def coarsen_answer(kind: str, value: Any) -> list[str]:
    """Return an answer as the codes of an anonymised file; a figure as its class."""
    if kind == QuestionKind.AMOUNT:
        return [get_class_label(Decimal(str(value)), AMOUNT_CLASSES)]
    if kind in (QuestionKind.NUMBER, QuestionKind.DECIMAL):
        return [get_class_label(Decimal(str(value)), NUMBER_CLASSES)]
    if kind in (QuestionKind.YEAR, QuestionKind.DATE):
        first = int(str(value)[:4]) // DECADE * DECADE
        return [f"{first}-{first + DECADE - 1}"]
    if kind == QuestionKind.YES_NO:
        return ["oui" if value else "non"]
    if kind == QuestionKind.MATRIX:
        return [f"{row}={column}" for row, column in value.items()]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def get_class_label(value: Decimal, edges: Sequence[int]) -> str:
    """Return the class of a figure: its first value, and the last before the next."""
    place = bisect.bisect_right(edges, value) - 1
    if place < 0:
        return f"<{edges[0]}"
    if place == len(edges) - 1:
        return f">={edges[-1]}"
    first, last = edges[place], edges[place + 1] - 1
    return str(first) if first == last else f"{first}-{last}"


def find_rare_codes(
    answer_codes: Iterable[tuple[Any, int, str]],
) -> set[tuple[int, str]]:
    """Return the (question, code) pairs of fewer than five participations.

    ``answer_codes`` holds (participation, question, code).
    """
    people = Counter((question, code) for _who, question, code in set(answer_codes))
    return {key for key, n in people.items() if n < MIN_COUNT}


def group_rare_strata(strata: Sequence[KindAndDepartment]) -> list[KindAndDepartment]:
    """Merge kinds and departments until every pair has five rows at least.

    The department goes first, then the kind; what remains joins the smallest group.
    """
    pairs = generalize_rare_pairs(
        list(strata), lambda kind, _department: (kind, GROUPED)
    )
    pairs = generalize_rare_pairs(pairs, lambda _kind, _department: (GROUPED, GROUPED))
    while 0 < Counter(pairs)[GROUPED, GROUPED] < MIN_COUNT < len(pairs):
        sizes = Counter(pair for pair in pairs if pair != (GROUPED, GROUPED))
        if not sizes:
            break
        joined = min(sizes, key=lambda pair: (sizes[pair], pair))
        pairs = [(GROUPED, GROUPED) if pair == joined else pair for pair in pairs]
    return pairs


def generalize_rare_pairs(
    pairs: list[KindAndDepartment], vague: Any
) -> list[KindAndDepartment]:
    """Apply ``vague`` to the pairs of fewer than five rows."""
    sizes = Counter(pairs)
    return [vague(*pair) if sizes[pair] < MIN_COUNT else pair for pair in pairs]


def group_rare_profiles(
    profiles: Sequence[tuple[Any, ...]], people: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Merge values until each profile is that of five people at least, or of nobody.

    Column after column, rows that are alike so far are parted by their value; values of
    fewer than five people are merged, with the next rarest one if need be.
    """
    found: list[list[Any]] = [[] for _profile in profiles]
    groups = [list(range(len(profiles)))]
    for column in range(len(profiles[0]) if profiles else 0):
        parted = []
        for group in groups:
            cells = {row: profiles[row][column] for row in group}
            for value, rows in part_by_value(cells, people).items():
                parted.append(rows)
                for row in rows:
                    found[row].append(value)
        groups = parted
    return [tuple(one) for one in found]


def part_by_value(cells: dict[int, Any], people: Sequence[Any]) -> dict[Any, list[int]]:
    """Return the rows of each value that five people have; the others together."""

    def count_people(rows: list[int]) -> int:
        return len({people[row] for row in rows})

    by_value: dict[Any, list[int]] = {}
    for row, value in cells.items():
        by_value.setdefault(value, []).append(row)
    # What was merged in the column as a whole is merged here too.
    rare = [
        value
        for value, rows in by_value.items()
        if value == GROUPED or count_people(rows) < MIN_COUNT
    ]
    merged = [row for value in rare for row in by_value.pop(value)]
    while merged and by_value and count_people(merged) < MIN_COUNT:
        rarest = min(by_value, key=lambda value: count_people(by_value[value]))
        merged += by_value.pop(rarest)
    return by_value | ({GROUPED: merged} if merged else {})
