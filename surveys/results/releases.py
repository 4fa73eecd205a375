"""What was made public of a wave before, and what that keeps from the public now.

Whoever subtracts one from the other may not read a count under five: a table of which
that is so is hidden whole. Where the answers differ, breakdowns are left out too.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from surveys.models import ResultsRelease, Wave
from surveys.results.disclosure import DisclosureRule, apply_disclosure_control
from surveys.results.suppression import is_small
from surveys.results.types import ResultTable

# Participations whose answers are counted, each with when they were sent.
SentResponses = dict[str, str]
# The visible counts of tables, by code; of each the base, the authorities, the rows.
ShownCounts = dict[str, dict[str, int]]


def list_sent_responses(wave: Wave) -> SentResponses:
    rows = wave.participations.submitted().values_list("pk", "submitted_at")
    return {str(pk): str(moment) for pk, moment in rows}


def count_different_responses(one: Any, other: Any) -> int:
    """Return how many participations are in one of two, or were sent anew."""
    return len({key for key, _moment in set(one.items()) ^ set(other.items())})


def get_shown_counts(tables: Iterable[ResultTable]) -> ShownCounts:
    return {table.code: list_visible_counts(table) for table in tables}


def list_visible_counts(table: ResultTable) -> dict[str, int]:
    counts = {
        "base": table.base,
        "authorities": table.authorities,
        "asked": table.asked,
        **{f"row {row.code}": row.count for row in table.rows},
        **{f"authorities {row.code}": row.authorities for row in table.rows},
    }
    return {name: n for name, n in counts.items() if n is not None}


def list_other_releases(wave: Wave) -> list[ResultsRelease]:
    """Return the releases of a wave that counted other answers than there are now."""
    releases = list(wave.releases.all())
    if not releases:
        return []
    # Answers of a public wave do not change: it is closed.
    now = releases[0].responses if wave.is_public else list_sent_responses(wave)
    return [one for one in releases if one.responses != now]


def build_public_tables(
    wave: Wave, tables: list[ResultTable], rules: dict[str, DisclosureRule]
) -> list[ResultTable]:
    """Return what the public may see, given all that it saw before."""
    others = list_other_releases(wave)
    if others:
        tables = [replace(table, breakdowns=[]) for table in tables]
    return hide_near_tables(tables, rules, [one.tables for one in others])


def hide_near_tables(
    tables: list[ResultTable],
    rules: dict[str, DisclosureRule],
    earlier: list[ShownCounts],
) -> list[ResultTable]:
    """Return the public tables; those too near to earlier ones are hidden whole."""
    shown = apply_disclosure_control(tables, rules)
    near = find_near_tables(shown, earlier)
    if not near:
        return shown
    withheld = {
        code: replace(rules.get(code, DisclosureRule()), is_withheld=True)
        for code in near
    }
    return apply_disclosure_control(tables, rules | withheld)


def find_near_tables(
    tables: Iterable[ResultTable], earlier: list[ShownCounts]
) -> set[str]:
    """Return the codes of tables of which a subtraction shows a count under five."""
    near = set()
    for table in tables:
        now = list_visible_counts(table)
        for then in earlier:
            before = then.get(table.code, {})
            changes = {abs(now[name] - before[name]) for name in now.keys() & before}
            if any(map(is_small, changes)):
                near.add(table.code)
    return near
