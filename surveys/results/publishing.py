"""Disclosure control: tables in, tables that reveal no small count out.

Pure. The rules, and why they hold together, are in ``docs/decisions/0023``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.results import suppression
from surveys.results.building import WEIGHTS
from surveys.results.shapes import THEMES, Breakdown, Column, ResultRow, ResultTable
from surveys.results.statistics import rounded
from surveys.results.strata import OTHERS, pair

PARTS = (QuestionKind.ONE, QuestionKind.YES_NO, QuestionKind.SCALE)
# Quartiles of fewer answers would be somebody's own.
ENOUGH_FOR_QUARTILES = 10
Cells = dict[str, list[int | None]]
CONDITION_CODES = {"oui": "true", "non": "false"}


@dataclass(frozen=True)
class Rule:
    """What disclosure control needs to know of a question beside its table."""

    shown_if: str = ""
    shown_values: tuple[str, ...] = ()
    is_confidential: bool = False
    is_limited: bool = False
    """Whether at most so many may be chosen: counts then nearly sum to a total."""


def published(
    tables: Iterable[ResultTable], rules: dict[str, Rule]
) -> list[ResultTable]:
    """Return what the public may see of the tables of one wave."""
    shown: dict[str, ResultTable] = {}
    for table in tables:
        rule = rules.get(table.code, Rule())
        if not rule.is_confidential:
            shown[table.code] = one_published(table, rule, shown)
    return [in_public_order(table, shown) for table in shown.values()]


def one_published(
    table: ResultTable, rule: Rule, shown: dict[str, ResultTable]
) -> ResultTable:
    """Return what the public may see of a table, given the tables before it."""
    if rule.shown_if:
        table = replace(table, asked=None, no_answer=None, breakdowns=[])
        if not is_told(rule, shown):
            return hidden(table)
    if table.is_repeated:
        table = replace(table, breakdowns=[])
    people = table.authorities if table.is_repeated else table.base
    if suppression.is_small(people or 0):
        return hidden(table)
    return with_figures(with_rows(table, rule))


def is_told(rule: Rule, shown: dict[str, ResultTable]) -> bool:
    """Return whether the answers that make a question appear are themselves shown."""
    deciding = shown.get(rule.shown_if)
    if deciding is None or deciding.suppressed:
        return False
    codes = {CONDITION_CODES.get(value, value) for value in rule.shown_values}
    rows = [row for row in deciding.rows if row.code in codes | set(rule.shown_values)]
    return not any(row.suppressed for row in rows)


def hidden(table: ResultTable) -> ResultTable:
    return replace(
        without_figures(table),
        base=None,
        asked=None,
        no_answer=None,
        authorities=None,
        rows=[row.hidden for row in sorted(table.rows, key=lambda row: row.code)],
        breakdowns=[],
        suppressed=True,
        note=_("Moins de cinq réponses, ou trop proche d’un autre chiffre : masqué."),
    )


def without_figures(table: ResultTable) -> ResultTable:
    return replace(
        table,
        median=None,
        mean=None,
        low=None,
        high=None,
        first_quartile=None,
        third_quartile=None,
    )


def with_rows(table: ResultTable, rule: Rule) -> ResultTable:
    """Hide rows, then cells of breakdowns; scores are for staff only."""
    places = rows_to_hide(table, rule)
    rows = [
        row.hidden if place in places else replace(row, score=None, mean=None)
        for place, row in enumerate(table.rows)
    ]
    if rule.is_limited:
        table = replace(table, breakdowns=[])
    crossed = [crossing_of(table, places, one) for one in table.breakdowns]
    note = _("Les effectifs de moins de cinq, et ce qui les trahirait, sont masqués.")
    return replace(
        table,
        rows=rows,
        breakdowns=[one for one in crossed if one],
        note=" ".join(filter(None, [table.note, note if places else ""])),
    )


def rows_to_hide(table: ResultTable, rule: Rule) -> set[int]:
    counts = [row.count or 0 for row in table.rows]
    few = [suppression.is_small(people_of(row)) for row in table.rows]
    if table.kind in PARTS or rule.is_limited:
        return suppression.parts_to_hide(counts, few)
    places = suppression.ticks_to_hide(counts, few)
    shown = sum(n for place, n in enumerate(counts) if place not in places)
    # Whoever answers ticks something: few ticks would give the hidden ones away.
    if places and table.kind == QuestionKind.SEVERAL and shown < (table.base or 0):
        return suppression.parts_to_hide(counts, few)
    return places


def people_of(row: ResultRow) -> int:
    """Return how many authorities a count stands for."""
    return (row.count or 0) if row.authorities is None else row.authorities


def with_figures(table: ResultTable) -> ResultTable:
    """Round statistics; replace extremes by quartiles, or hide them."""
    if table.kind == QuestionKind.SCALE:
        whole = not any(row.suppressed for row in table.rows)
        return table if whole else without_figures(table)
    if table.median is None:
        return table
    few = (table.base or 0) < ENOUGH_FOR_QUARTILES
    is_year = table.kind == QuestionKind.YEAR
    low, high = table.first_quartile, table.third_quartile
    return replace(
        without_figures(table),
        median=vague(table.median, is_year),
        low=None if few else vague(low, is_year),
        high=None if few else vague(high, is_year),
        note=_("Valeurs arrondies ; entre le premier et le troisième quartile."),
    )


def vague(value: float | None, is_year: bool) -> float | None:
    """Return a number rounded to two significant digits; a year as it is."""
    if value is None:
        return None
    if is_year:
        return float(round(value))
    return float(rounded(Decimal(str(value))) or 0)


def crossing_of(
    table: ResultTable, hidden_rows: set[int], breakdown: Breakdown
) -> Breakdown | None:
    merged = with_groups(breakdown)
    if merged is None:
        return None
    shown = [
        row.code for place, row in enumerate(table.rows) if place not in hidden_rows
    ]
    if not shown:
        return None
    cells = (
        cells_of_parts(merged, shown, bool(hidden_rows))
        if table.kind in PARTS
        else cells_of_ticks(merged, shown)
    )
    if cells is None:
        return None
    nothing: list[int | None] = [None] * len(merged.columns)
    return replace(
        merged, cells={row.code: cells.get(row.code, nothing) for row in table.rows}
    )


def with_groups(breakdown: Breakdown) -> Breakdown | None:
    """Merge columns of fewer than five; None where a single group is left."""
    first = {column.codes[0]: place for place, column in enumerate(breakdown.columns)}
    bases = {column.codes[0]: column.base for column in breakdown.columns}
    groups = suppression.groups(bases)
    if len(groups) < 2:
        return None
    columns = []
    for group in groups:
        column = breakdown.columns[first[group[0]]]
        if len(group) > 1:
            words = pair(OTHERS)
            column = Column(group, *words, sum(bases[code] for code in group))
        columns.append(column)
    cells: Cells = {
        code: [sum(line[first[one]] or 0 for one in group) for group in groups]
        for code, line in breakdown.cells.items()
    }
    return replace(breakdown, columns=columns, cells=cells)


def cells_of_parts(merged: Breakdown, shown: list[str], has_rest: bool) -> Cells | None:
    """Return the cells of exclusive answers; hidden rows count as one remainder."""
    grid = [[n or 0 for n in merged.cells[code]] for code in shown]
    if has_rest:
        sums = [sum(line[j] for line in grid) for j in range(len(merged.columns))]
        grid.append(
            [
                column.base - seen
                for column, seen in zip(merged.columns, sums, strict=True)
            ]
        )
    strict = frozenset({len(shown)} if has_rest else ())
    places = suppression.grid_to_hide(grid, strict)
    if places is None:
        return None
    return {
        code: [None if (i, j) in places else n for j, n in enumerate(grid[i])]
        for i, code in enumerate(shown)
    }


def cells_of_ticks(merged: Breakdown, shown: list[str]) -> Cells | None:
    """Return the cells of answers that do not exclude each other."""
    most = [column.base for column in merged.columns]
    cells: Cells = {}
    for code in shown:
        line = [n or 0 for n in merged.cells[code]]
        places = suppression.line_to_hide(line, most)
        if places is None:
            return None
        cells[code] = [None if j in places else n for j, n in enumerate(line)]
    return cells


def in_public_order(table: ResultTable, shown: dict[str, ResultTable]) -> ResultTable:
    """Sort weighted and ranked rows so that their order reveals nothing hidden.

    The label of a theme comes from answers: it is hidden with its count.
    """
    if table.kind == THEMES:
        told = [row for row in table.rows if not row.suppressed]
        return replace(table, rows=told)
    if table.code in WEIGHTS and not table.suppressed:
        prefix = WEIGHTS[table.code]
        means = {row.code: shown.get(f"{prefix}{row.code}") for row in table.rows}
        rows = [with_mean(row, means[row.code]) for row in table.rows]
        rows.sort(key=public_weight)
        return replace(table, rows=rows)
    if table.kind == QuestionKind.RANKING:
        rows = [row for row in table.rows if not row.suppressed]
        rest = [row for row in table.rows if row.suppressed]
        return replace(table, rows=rows + sorted(rest, key=lambda row: row.code))
    return table


def with_mean(row: ResultRow, scale: ResultTable | None) -> ResultRow:
    """Add the mean weight, if the weights themselves are all shown."""
    if row.suppressed or scale is None or scale.mean is None:
        return row
    return replace(row, mean=scale.mean, score=round(scale.mean * (scale.base or 0), 0))


def public_weight(row: ResultRow) -> tuple[bool, float, int, str]:
    """Sort by weight, then rows without weight, then hidden rows."""
    return (row.suppressed, -(row.score or 0), -(row.count or 0), row.code)
