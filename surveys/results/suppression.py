"""Which counts must be hidden so that no count under five can be derived.

Pure: lists of numbers in, positions to hide out. Readers of the published tables know
their totals, and may subtract. A hidden small count is safe here when all that is
published leaves it a range of at least ``MIN_COUNT`` values more than one; see
``docs/decisions/0023`` for why these rules suffice together.
"""

from collections import deque
from collections.abc import Sequence

MIN_COUNT = 5

Counts = Sequence[int]
Grid = Sequence[Sequence[int]]
GridPlace = tuple[int, int]


def is_small(count: int) -> bool:
    """Return whether a count could identify a person."""
    return 0 < count < MIN_COUNT


def find_small_places(counts: Counts) -> set[int]:
    """Return the positions of counts under five, zeros included.

    If zeros were shown, a hidden count would be known not to be zero.
    """
    return {place for place, count in enumerate(counts) if count < MIN_COUNT}


def find_smallest_place(counts: Counts, hidden: set[int]) -> int:
    left = [place for place in range(len(counts)) if place not in hidden]
    return min(left, key=lambda place: (counts[place], place))


def find_parts_to_hide(counts: Counts, small: Sequence[bool] | None = None) -> set[int]:
    """Return the positions to hide in parts of a known total.

    At least two are hidden, and they sum to five at least: their sum is all that can be
    derived. ``small`` marks the counts of few people, where counts are not of people.
    """
    flags = [is_small(count) for count in counts] if small is None else list(small)
    if not any(flags):
        return set()
    hidden = find_small_places(counts) | {
        place for place, flag in enumerate(flags) if flag
    }
    while len(hidden) < len(counts) and (
        len(hidden) < 2 or sum(counts[place] for place in hidden) < MIN_COUNT
    ):
        hidden.add(find_smallest_place(counts, hidden))
    return hidden


def find_choices_to_hide(
    counts: Counts, small: Sequence[bool] | None = None
) -> set[int]:
    """Return the positions to hide among choices that do not exclude each other.

    They have no common total, so that nothing can be subtracted.
    """
    flags = [is_small(count) for count in counts] if small is None else list(small)
    if not any(flags):
        return set()
    return find_small_places(counts) | {
        place for place, flag in enumerate(flags) if flag
    }


def find_line_cells_to_hide(counts: Counts, most: Counts) -> set[int] | None:
    """Return the positions to hide in a line of known total.

    Each count is at most that of ``most``. Return None where even a hidden line reveals
    too much.
    """
    if not any(is_small(count) for count in counts):
        return set()
    hidden = find_small_places(counts)
    while any(
        get_range_width(counts, most, hidden, place) < MIN_COUNT
        for place in hidden
        if is_small(counts[place])
    ):
        if len(hidden) == len(counts):
            return None
        hidden.add(find_smallest_place(counts, hidden))
    return hidden


def get_range_width(counts: Counts, most: Counts, hidden: set[int], place: int) -> int:
    """Return the width of the range of a hidden count, given the total."""
    total = sum(counts[one] for one in hidden)
    others = sum(most[one] for one in hidden if one != place)
    return min(most[place], total) - max(0, total - others)


def group_small_bases(bases: dict[str, int]) -> list[tuple[str, ...]]:
    """Merge columns whose base is under five, until each group has five.

    Return one group, or none, where there is nothing to compare.
    """
    alone = [(code,) for code, base in bases.items() if base >= MIN_COUNT]
    few = tuple(code for code, base in bases.items() if is_small(base))
    if not few:
        return list(alone)
    few += tuple(code for code, base in bases.items() if base == 0)
    while sum(bases[code] for code in few) < MIN_COUNT and alone:
        next_one = min(alone, key=lambda group: (bases[group[0]], group))
        alone.remove(next_one)
        few += next_one
    is_enough = sum(bases[code] for code in few) >= MIN_COUNT
    return [*alone, few] if is_enough else []


def find_grid_cells_to_hide(
    grid: Grid, strict_rows: frozenset[int]
) -> set[GridPlace] | None:
    """Return the cells to hide in a table whose row and column totals are known.

    In ``strict_rows`` a zero is hidden as well: these rows stand for answers hidden
    together. Return None where the table cannot be shown at all.
    """
    places = [(i, j) for i, row in enumerate(grid) for j in range(len(row))]
    frail = {
        (i, j)
        for i, j in places
        if is_small(grid[i][j]) or (i in strict_rows and grid[i][j] < MIN_COUNT)
    }
    if not frail:
        return set()
    hidden = frail | {(i, j) for i, j in places if grid[i][j] < MIN_COUNT}
    while exposed := [
        place for place in sorted(frail) if is_exposed(grid, hidden, place)
    ]:
        visible = [place for place in places if place not in hidden]
        if not visible:
            return None
        i, j = exposed[0]
        beside = [place for place in visible if place[0] == i or place[1] == j]
        hidden.add(min(beside or visible, key=lambda one: (grid[one[0]][one[1]], one)))
    return hidden


def is_exposed(grid: Grid, hidden: set[GridPlace], place: GridPlace) -> bool:
    """Return whether the range of a hidden cell is narrower than five."""
    more = compute_max_flow(grid, hidden, place, adding=True)
    if more >= MIN_COUNT:
        return False
    less = min(
        grid[place[0]][place[1]], compute_max_flow(grid, hidden, place, adding=False)
    )
    return more + less < MIN_COUNT


def compute_max_flow(
    grid: Grid, hidden: set[GridPlace], place: GridPlace, *, adding: bool
) -> int:
    """Return how much a hidden cell may grow, or shrink, while all totals stand.

    What it gains, others of its row lose, and so on from row to column until others of
    its column lose: the maximum flow from the row to the column (Ford and Fulkerson)
    through the hidden cells; it stops at ``MIN_COUNT``.
    """
    capacities = build_capacities(grid, hidden - {place}, adding=adding)
    start, end, total = ("row", place[0]), ("column", place[1]), 0
    while total < MIN_COUNT and (path := find_augmenting_path(capacities, start, end)):
        step = min(capacities[one] for one in path)
        for one in path:
            capacities[one] -= step
            back = (one[1], one[0])
            capacities[back] = capacities.get(back, 0) + step
        total += step
    return total


FlowNode = tuple[str, int]
FlowEdge = tuple[FlowNode, FlowNode]


def build_capacities(
    grid: Grid, hidden: set[GridPlace], *, adding: bool
) -> dict[FlowEdge, int]:
    """Return the capacity of each hidden cell between its row and its column."""
    capacities: dict[FlowEdge, int] = {}
    boundless = 1 + sum(map(sum, grid))
    for i, j in hidden:
        row, column = ("row", i), ("column", j)
        loses, gains = grid[i][j], boundless
        capacities[row, column] = loses if adding else gains
        capacities[column, row] = gains if adding else loses
    return capacities


def find_augmenting_path(
    capacities: dict[FlowEdge, int], start: FlowNode, end: FlowNode
) -> list[FlowEdge]:
    """Return a shortest path with capacity left, or an empty list."""
    paths: dict[FlowNode, list[FlowEdge]] = {start: []}
    neighbours: dict[FlowNode, list[FlowNode]] = {}
    for (here, there), left in capacities.items():
        if left > 0:
            neighbours.setdefault(here, []).append(there)
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in neighbours.get(here, []):
            if there not in paths:
                paths[there] = [*paths[here], (here, there)]
                if there == end:
                    return paths[there]
                waiting.append(there)
    return []
