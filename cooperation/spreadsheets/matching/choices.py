"""The result of a lookup, the candidates for a cell, and the order of authorities."""

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cooperation.spreadsheets.matching.names import AuthorityQuery

AUTHORITY_KINDS = ["commune", "epci", "departement", "region", "syndicat"]
SAME_NAME = 1.0


@dataclass
class CellChoice:
    """A candidate for a cell: the text to put in it, and its label."""

    value: str
    label: str


@dataclass
class LookupResult:
    """The result of a lookup: a key, or the reason why none, with candidates.

    ``is_new`` means that nothing has the name and nothing is similar; ``country`` is
    that of a place.
    """

    key: Any = None
    reason: str = ""
    candidates: list[CellChoice] = field(default_factory=list)
    is_new: bool = False
    country: str = ""


# Authorities that may be meant ------------------------------------------------------


class IndexedAuthority(NamedTuple):
    """An authority under one of its names, as the index keeps it."""

    pk: int
    name: str
    kind: str
    department: str | None


class AuthorityFacts(NamedTuple):
    """What ranks candidates, and the code that names one in a cell."""

    lat: float | None = None
    lng: float | None = None
    population: int | None = None
    code: str = ""


class OfferedAuthority(NamedTuple):
    """An authority that may be meant, how similar its name is, and why."""

    row: IndexedAuthority
    score: float
    reason: str


def rank_offered(
    offered: list[OfferedAuthority],
    query: AuthorityQuery,
    facts: dict[int, AuthorityFacts],
) -> list[OfferedAuthority]:
    """Sort by same name, department, distance to ``query.near``, size."""
    start: Any = query.near or (None, None)
    if isinstance(query.near, int):
        start = facts.get(query.near, AuthorityFacts())[:2]

    def get_rank(one: OfferedAuthority) -> tuple[Any, ...]:
        lat, lng, population, _code = facts.get(one.row.pk, AuthorityFacts())
        away = get_distance(start, (lat, lng))
        is_here = is_in_department({one.row}, query.department)
        similarity = round(one.score, 1) if away else one.score
        kind = AUTHORITY_KINDS.index(one.row.kind)
        size = population or 0
        return (
            *(one.score < SAME_NAME, not is_here, -similarity, away),
            *(-one.score, kind, -size, one.row.name),
        )

    return sorted(offered, key=get_rank)


def get_distance(start: Any, end: Any) -> float:
    """Return a distance in degrees of latitude, 0 without both points."""
    if None in (*start, *end):
        return 0.0 if None in start else 180.0
    narrowing = math.cos(math.radians(start[0]))
    return math.hypot(end[0] - start[0], (end[1] - start[1]) * narrowing)


def is_in_department(rows: set[IndexedAuthority], department: str) -> bool:
    """Return whether an authority is in the department; true if none is given."""
    return not department or any(c.department in (department, None) for c in rows)
