"""Three tables in a ring: what A by B, B by C and A by C tell together.

Pure. Each table is safe alone, but who has all three may bound the counts of the table
of three questions, which nobody shows. It may not be known that one of them is a count
of one to four (decision 0056).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from surveys.results.suppression import MIN_COUNT, is_small

# Of several choices one is looked at: the others are not ticking it.
NO_ANSWER, NOT_TICKED = "", "~"
# What is not protected: how many gave no answer, how many did not tick a choice.
OPEN_CODES = frozenset([NO_ANSWER, NOT_TICKED])
MAX_ROUNDS = 200
Codes = frozenset[str]
Name = Hashable
# The answers of somebody to three questions.
Triple = tuple[str, str, str]


@dataclass(frozen=True)
class KnownTable:
    """Two of three questions as they are shown together: their places, their groups.

    All totals of groups are known; ``hidden`` are the places of hidden cells.
    """

    axes: tuple[int, int]
    first: Sequence[Codes]
    second: Sequence[Codes]
    hidden: frozenset[tuple[int, int]]


@dataclass
class KnownSums:
    """Counts, some of them known, of which some are sums of others.

    Bounds of all that is not known are tightened until nothing moves.
    """

    bounds: dict[Name, tuple[int, int]] = field(default_factory=dict)
    real: dict[Name, int] = field(default_factory=dict)
    sums: list[tuple[Name, list[Name]]] = field(default_factory=list)

    def add(self, name: Name, real: int, *, is_known: bool, most: int) -> None:
        self.real[name] = real
        self.bounds[name] = (real, real) if is_known else (0, most)

    def tighten(self) -> None:
        for _round in range(MAX_ROUNDS):
            before = dict(self.bounds)
            for name, parts in self.sums:
                self.tighten_sum(name, parts)
            if self.bounds == before:
                return

    def tighten_sum(self, name: Name, parts: list[Name]) -> None:
        bounds = self.bounds
        least = sum(bounds[part][0] for part in parts)
        most = sum(bounds[part][1] for part in parts)
        low, high = max(bounds[name][0], least), min(bounds[name][1], most)
        bounds[name] = low, high
        for part in parts:
            # What the others leave to this one.
            down, up = bounds[part]
            bounds[part] = max(down, low - (most - up)), min(up, high - (least - down))

    def list_told(self) -> Iterator[Name]:
        """Yield the small counts that are known to be of one to four."""
        for name, (low, high) in self.bounds.items():
            if is_small(self.real[name]) and low > 0 and high < MIN_COUNT:
                yield name


def tells_of_few(
    answers: Counter[Triple],
    tables: Iterable[KnownTable],
    totals: Sequence[Iterable[Codes]],
) -> bool:
    """Return whether tables in a ring tell that a count is one to four.

    ``totals`` are, for each of the three questions, the answers whose totals are known.
    """
    tables = list(tables)
    atoms = [list_atoms(place, answers, tables, totals) for place in range(3)]
    system = build_system(answers, atoms, tables, totals)
    system.tighten()
    return any(map(is_protected, system.list_told()))


def is_protected(name: Name) -> bool:
    groups = name if isinstance(name, tuple) else ()
    return not any(
        isinstance(group, frozenset) and group <= OPEN_CODES for group in groups
    )


def list_atoms(
    place: int,
    answers: Counter[Triple],
    tables: list[KnownTable],
    totals: Sequence[Iterable[Codes]],
) -> list[Codes]:
    """Return the answers to one question that all tables put together, together."""
    groups = [*totals[place], *iter_groups(place, tables)]
    codes = {triple[place] for triple in answers}.union(*groups)
    found: dict[tuple[bool, ...], set[str]] = {}
    for code in codes:
        # What is not protected stays apart.
        mark = (code in OPEN_CODES, *(code in group for group in groups))
        found.setdefault(mark, set()).add(code)
    return [frozenset(one) for one in found.values()]


def iter_groups(place: int, tables: list[KnownTable]) -> Iterator[Codes]:
    for table in tables:
        for axis, groups in zip(table.axes, (table.first, table.second), strict=True):
            if axis == place:
                yield from groups


def build_system(
    answers: Counter[Triple],
    atoms: list[list[Codes]],
    tables: list[KnownTable],
    totals: Sequence[Iterable[Codes]],
) -> KnownSums:
    """Return the counts of all three together, and what is known of their sums."""
    system, number = KnownSums(), answers.total()
    where = [{code: atom for atom in side for code in atom} for side in atoms]
    counted: Counter[tuple[Codes, ...]] = Counter()
    for triple, n in answers.items():
        counted[tuple(side[one] for side, one in zip(where, triple, strict=True))] += n
    cells = list(product(*atoms))
    for cell in cells:
        system.add(cell, counted[cell], is_known=False, most=number)
    for number_of, table in enumerate(tables):
        add_table(system, cells, number_of, table)
    for place, groups in enumerate(totals):
        for group in groups:
            inside: list[Name] = [cell for cell in cells if cell[place] <= group]
            add_sum(system, ("total", place, group), inside, is_known=True)
    return system


def add_table(
    system: KnownSums, cells: list[tuple[Codes, ...]], number: int, table: KnownTable
) -> None:
    """Add the cells of a table, and their totals by line and by column."""
    one, other = table.axes
    lines: dict[Codes, list[Name]] = {}
    columns: dict[Codes, list[Name]] = {}
    for (i, group), (j, beside) in product(
        enumerate(table.first), enumerate(table.second)
    ):
        inside: list[Name] = [
            cell for cell in cells if cell[one] <= group and cell[other] <= beside
        ]
        name = ("cell", number, group, beside)
        add_sum(system, name, inside, is_known=(i, j) not in table.hidden)
        lines.setdefault(group, []).append(name)
        columns.setdefault(beside, []).append(name)
    for kind, totals in (("line", lines), ("column", columns)):
        for group, parts in totals.items():
            add_sum(system, (kind, number, group), parts, is_known=True)


def add_sum(
    system: KnownSums, name: Name, parts: list[Name], *, is_known: bool
) -> None:
    real = sum(system.real[part] for part in parts)
    most = sum(system.bounds[part][1] for part in parts)
    system.add(name, real, is_known=is_known, most=most)
    system.sums.append((name, parts))
