"""Which counts must be hidden so that no count under five can be derived.

Pure: lists of numbers in, positions to hide out. Readers of the published tables know
their totals, and may subtract. A hidden small count is safe here when all that is
published leaves it a range of at least ``MIN_COUNT`` values more than one; see
``docs/decisions/0023`` for why these rules suffice together.
"""

from collections import deque
from collections.abc import Sequence

LEAST = 5

Counts = Sequence[int]
Grid = Sequence[Sequence[int]]
Place = tuple[int, int]


def is_small(count: int) -> bool:
    """Return whether a count could identify a person."""
    return 0 < count < LEAST


def under(counts: Counts) -> set[int]:
    """Return the positions of counts under five, zeros included.

    If zeros were shown, a hidden count would be known not to be zero.
    """
    return {place for place, count in enumerate(counts) if count < LEAST}


def smallest(counts: Counts, hidden: set[int]) -> int:
    left = [place for place in range(len(counts)) if place not in hidden]
    return min(left, key=lambda place: (counts[place], place))


def parts_to_hide(counts: Counts, small: Sequence[bool] | None = None) -> set[int]:
    """Return the positions to hide in parts of a known total.

    At least two are hidden, and they sum to five at least: their sum is all that can be
    derived. ``small`` marks the counts of few people, where counts are not of people.
    """
    flags = [is_small(count) for count in counts] if small is None else list(small)
    if not any(flags):
        return set()
    hidden = under(counts) | {place for place, flag in enumerate(flags) if flag}
    while len(hidden) < len(counts) and (
        len(hidden) < 2 or sum(counts[place] for place in hidden) < LEAST
    ):
        hidden.add(smallest(counts, hidden))
    return hidden


def ticks_to_hide(counts: Counts, small: Sequence[bool] | None = None) -> set[int]:
    """Return the positions to hide among choices that do not exclude each other.

    They have no common total, so that nothing can be subtracted.
    """
    flags = [is_small(count) for count in counts] if small is None else list(small)
    if not any(flags):
        return set()
    return under(counts) | {place for place, flag in enumerate(flags) if flag}


def line_to_hide(counts: Counts, most: Counts) -> set[int] | None:
    """Return the positions to hide in a line of known total.

    Each count is at most that of ``most``. Return None where even a hidden line reveals
    too much.
    """
    if not any(is_small(count) for count in counts):
        return set()
    hidden = under(counts)
    while any(
        range_in_line(counts, most, hidden, place) < LEAST
        for place in hidden
        if is_small(counts[place])
    ):
        if len(hidden) == len(counts):
            return None
        hidden.add(smallest(counts, hidden))
    return hidden


def range_in_line(counts: Counts, most: Counts, hidden: set[int], place: int) -> int:
    """Return the width of the range of a hidden count, given the total."""
    total = sum(counts[one] for one in hidden)
    others = sum(most[one] for one in hidden if one != place)
    return min(most[place], total) - max(0, total - others)


def groups(bases: dict[str, int]) -> list[tuple[str, ...]]:
    """Merge columns whose base is under five, until each group has five.

    Return one group, or none, where there is nothing to compare.
    """
    alone = [(code,) for code, base in bases.items() if base >= LEAST]
    few = tuple(code for code, base in bases.items() if is_small(base))
    if not few:
        return list(alone)
    few += tuple(code for code, base in bases.items() if base == 0)
    while sum(bases[code] for code in few) < LEAST and alone:
        next_one = min(alone, key=lambda group: (bases[group[0]], group))
        alone.remove(next_one)
        few += next_one
    is_enough = sum(bases[code] for code in few) >= LEAST
    return [*alone, few] if is_enough else []


def grid_to_hide(grid: Grid, strict_rows: frozenset[int]) -> set[Place] | None:
    """Return the cells to hide in a table whose row and column totals are known.

    In ``strict_rows`` a zero is hidden as well: these rows stand for answers hidden
    together. Return None where the table cannot be shown at all.
    """
    places = [(i, j) for i, row in enumerate(grid) for j in range(len(row))]
    frail = {
        (i, j)
        for i, j in places
        if is_small(grid[i][j]) or (i in strict_rows and grid[i][j] < LEAST)
    }
    if not frail:
        return set()
    hidden = frail | {(i, j) for i, j in places if grid[i][j] < LEAST}
    while exposed := [
        place for place in sorted(frail) if is_exposed(grid, hidden, place)
    ]:
        shown = [place for place in places if place not in hidden]
        if not shown:
            return None
        i, j = exposed[0]
        beside = [place for place in shown if place[0] == i or place[1] == j]
        hidden.add(min(beside or shown, key=lambda one: (grid[one[0]][one[1]], one)))
    return hidden


def is_exposed(grid: Grid, hidden: set[Place], place: Place) -> bool:
    """Return whether the range of a hidden cell is narrower than five."""
    more = flow(grid, hidden, place, adding=True)
    if more >= LEAST:
        return False
    less = min(grid[place[0]][place[1]], flow(grid, hidden, place, adding=False))
    return more + less < LEAST


def flow(grid: Grid, hidden: set[Place], place: Place, *, adding: bool) -> int:
    """Return how much a hidden cell may grow, or shrink, while all totals stand.

    What it gains, others of its row lose, and so on from row to column until others of
    its column lose: the maximum flow from the row to the column (Ford and Fulkerson)
    through the hidden cells; it stops at ``MIN_COUNT``.
    """
    room = rooms(grid, hidden - {place}, adding=adding)
    start, end, total = ("row", place[0]), ("column", place[1]), 0
    while total < LEAST and (path := way(room, start, end)):
        step = min(room[one] for one in path)
        for one in path:
            room[one] -= step
            back = (one[1], one[0])
            room[back] = room.get(back, 0) + step
        total += step
    return total


Node = tuple[str, int]
Edge = tuple[Node, Node]


def rooms(grid: Grid, hidden: set[Place], *, adding: bool) -> dict[Edge, int]:
    """Return the capacity of each hidden cell between its row and its column."""
    room: dict[Edge, int] = {}
    boundless = 1 + sum(map(sum, grid))
    for i, j in hidden:
        row, column = ("row", i), ("column", j)
        loses, gains = grid[i][j], boundless
        room[row, column] = loses if adding else gains
        room[column, row] = gains if adding else loses
    return room


def way(room: dict[Edge, int], start: Node, end: Node) -> list[Edge]:
    """Return a shortest path with capacity left, or an empty list."""
    ways: dict[Node, list[Edge]] = {start: []}
    beyond: dict[Node, list[Node]] = {}
    for (here, there), left in room.items():
        if left > 0:
            beyond.setdefault(here, []).append(there)
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in beyond.get(here, []):
            if there not in ways:
                ways[there] = [*ways[here], (here, there)]
                if there == end:
                    return ways[there]
                waiting.append(there)
    return []
