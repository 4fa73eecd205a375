"""Somebody who reads all that is published of a wave, and computes.

Every published count, base and hidden place is a variable or a number; tables give
equations. Two ways are tried: linear combinations of the equations (what must be one
value whatever the counts are), and bounds, tightened until nothing moves (counts are
whole and not negative).
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Name = Hashable
BOUNDLESS = 10**6


@dataclass
class System:
    """What is known: numbers, and sums of names that equal a number or another name."""

    known: dict[Name, int] = field(default_factory=dict)
    # Each sum says that the names add up to zero, with their factors.
    sums: list[dict[Name, int]] = field(default_factory=list)
    at_most: list[tuple[Name, Name]] = field(default_factory=list)

    def names(self) -> set[Name]:
        """Return all that is spoken of."""
        summed = {name for one in self.sums for name in one}
        compared = {name for pair in self.at_most for name in pair}
        return set(self.known) | summed | compared

    def unknown(self) -> set[Name]:
        """Return what is not published."""
        return self.names() - set(self.known)

    def bounds(self) -> dict[Name, tuple[int, int]]:
        """Return the least and the most of each name, tightened to a fixed point."""
        bounds = {
            name: (self.known[name],) * 2 if name in self.known else (0, BOUNDLESS)
            for name in self.names()
        }
        while self.tighten(bounds):
            pass
        return bounds

    def tighten(self, bounds: dict[Name, tuple[int, int]]) -> bool:
        """Tighten every bound once; say whether something moved."""
        before = dict(bounds)
        for one in self.sums:
            for name, factor in one.items():
                others = [(n, f) for n, f in one.items() if n != name]
                least = sum(min(f * b for b in bounds[n]) for n, f in others)
                most = sum(max(f * b for b in bounds[n]) for n, f in others)
                ends = sorted((-least / factor, -most / factor))
                low, high = bounds[name]
                bounds[name] = (max(low, int(ends[0])), min(high, int(ends[1])))
        for small, large in self.at_most:
            bounds[small] = (bounds[small][0], min(bounds[small][1], bounds[large][1]))
        return bounds != before

    def determined(self) -> set[Name]:
        """Return the unknown names that linear combinations give exactly."""
        names = sorted(self.unknown(), key=repr)
        place = {name: number for number, name in enumerate(names)}
        rows = []
        for one in self.sums:
            row = [Fraction(0)] * len(names)
            for name, factor in one.items():
                if name in place:
                    row[place[name]] += factor
            if any(row):
                rows.append(row)
        reduced = row_reduced(rows)
        alone = [row for row in reduced if sum(1 for value in row if value) == 1]
        return {names[next(i for i, value in enumerate(row) if value)] for row in alone}


def row_reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return the reduced echelon form."""
    rows, done = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        factor = rows[done][column]
        rows[done] = [value / factor for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                times = row[column]
                rows[i] = [a - times * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return rows[:done]


def knowledge_of(table: dict[str, Any], *, are_parts: bool) -> System:
    """Return what a published table says, breakdowns together."""
    system, code = System(), table["code"]
    base = (code, "base")
    learn(system, base, table["base"])
    for row in table["rows"]:
        learn(system, (code, row["code"]), row["count"])
        system.at_most.append(((code, row["code"]), base))
    if are_parts:
        parts = {(code, row["code"]): 1 for row in table["rows"]}
        system.sums.append(parts | {base: -1})
    for breakdown in table["breakdowns"]:
        learn_breakdown(system, table, breakdown, are_parts=are_parts)
    return system


def learn(system: System, name: Name, value: int | None) -> None:
    """Note a number, where it is published."""
    if value is not None:
        system.known[name] = value


def learn_breakdown(
    system: System, table: dict[str, Any], breakdown: dict[str, Any], *, are_parts: bool
) -> None:
    """Note the lines and the columns of a breakdown."""
    code, by = table["code"], breakdown["dimension"]
    columns = range(len(breakdown["columns"]))
    bases = [(code, by, "base", j) for j in columns]
    for j in columns:
        learn(system, bases[j], breakdown["columns"][j]["base"])
    system.sums.append(dict.fromkeys(bases, 1) | {(code, "base"): -1})
    for row in table["rows"]:
        line = [(code, by, row["code"], j) for j in columns]
        for j in columns:
            learn(system, line[j], breakdown["cells"][row["code"]][j])
            system.at_most.append((line[j], bases[j]))
        system.sums.append(dict.fromkeys(line, 1) | {(code, row["code"]): -1})
    if are_parts:
        for j in columns:
            parts = {(code, by, row["code"], j): 1 for row in table["rows"]}
            system.sums.append(parts | {bases[j]: -1})
