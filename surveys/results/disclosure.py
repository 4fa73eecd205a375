"""Disclosure control: tables in, tables that reveal no small count out.

Pure. The rules, and why they hold together, are in ``docs/decisions/0023``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from surveys.enums import ConditionOperator, QuestionKind
from surveys.questionnaires.conditions import ConditionTest
from surveys.results import suppression
from surveys.results.breakdowns import OTHERS_LABEL, get_bilingual_text
from surveys.results.build import WEIGHT_PREFIXES
from surveys.results.statistics import round_significant
from surveys.results.types import (
    THEMES_KIND,
    Breakdown,
    BreakdownColumn,
    ResultRow,
    ResultTable,
)

EXCLUSIVE_KINDS = (QuestionKind.ONE, QuestionKind.YES_NO, QuestionKind.SCALE)
# Quartiles of fewer answers could identify somebody.
ENOUGH_FOR_QUARTILES = 10
CellsByRow = dict[str, list[int | None]]
HIDDEN_TABLE_NOTE = _(
    "Moins de cinq réponses, ou trop proche d’un autre chiffre : masqué."
)
HIDDEN_ROWS_NOTE = _(
    "Les effectifs de moins de cinq, et ce qui les trahirait, sont masqués."
)
ROUNDED_NOTE = _("Valeurs arrondies ; entre le premier et le troisième quartile.")
CONDITION_CODES = {"oui": "true", "non": "false"}


@dataclass(frozen=True)
class DisclosureRule:
    """What disclosure control needs to know of a question beside its table."""

    tests: tuple[ConditionTest, ...] = ()
    """What makes the question appear, of its page too."""
    is_confidential: bool = False
    is_limited: bool = False
    """Whether at most so many may be chosen: counts then nearly sum to a total."""
    is_withheld: bool = False
    """Whether it is too near to what the public saw before."""


def apply_disclosure_control(
    tables: Iterable[ResultTable], rules: dict[str, DisclosureRule]
) -> list[ResultTable]:
    """Return what the public may see of the tables of one wave."""
    published: dict[str, ResultTable] = {}
    for table in tables:
        rule = rules.get(table.code, DisclosureRule())
        if not rule.is_confidential:
            published[table.code] = get_publishable_table(table, rule, published)
    return [sort_for_public(table, published) for table in published.values()]


def get_publishable_table(
    table: ResultTable, rule: DisclosureRule, published: dict[str, ResultTable]
) -> ResultTable:
    """Return what the public may see of a table, given the tables before it."""
    if rule.is_withheld:
        return hide_table(table)
    if rule.tests:
        table = replace(table, asked=None, no_answer=None, breakdowns=[])
        if not is_condition_shown(table, rule, published):
            return hide_table(table)
    if table.is_repeated:
        table = replace(table, breakdowns=[])
    people = table.authorities if table.is_repeated else table.base
    if suppression.is_small(people or 0):
        return hide_table(table)
    return coarsen_statistics(hide_small_rows(table, rule))


def is_condition_shown(
    table: ResultTable, rule: DisclosureRule, published: dict[str, ResultTable]
) -> bool:
    """Return whether the answers that make a question appear are themselves shown.

    A test of codes asks those whose counts are shown. Several tests, or a bound, ask a
    group that no table shows: it may not be a few fewer than one that is shown.
    """
    is_known_group = len(rule.tests) == 1 and (
        rule.tests[0].operator in ConditionOperator.WITH_CODES
    )
    for test in rule.tests:
        deciding = published.get(test.question)
        if deciding is None or deciding.suppressed:
            return False
        codes = {CONDITION_CODES.get(value, value) for value in test.values}
        rows = [row for row in deciding.rows if row.code in codes | set(test.values)]
        if any(row.suppressed for row in rows):
            return False
        counts = [deciding.base or 0, *(row.count or 0 for row in rows)]
        if not is_known_group and any(
            suppression.is_small(abs(count - (table.base or 0))) for count in counts
        ):
            return False
    return True


def hide_table(table: ResultTable) -> ResultTable:
    return replace(
        clear_statistics(table),
        base=None,
        asked=None,
        no_answer=None,
        authorities=None,
        rows=[row.hidden for row in sorted(table.rows, key=lambda row: row.code)],
        breakdowns=[],
        suppressed=True,
        notes=(HIDDEN_TABLE_NOTE,),
    )


def clear_statistics(table: ResultTable) -> ResultTable:
    return replace(
        table,
        median=None,
        mean=None,
        low=None,
        high=None,
        first_quartile=None,
        third_quartile=None,
        by_year={},
    )


def hide_small_rows(table: ResultTable, rule: DisclosureRule) -> ResultTable:
    """Hide rows, then cells of breakdowns; scores are for staff only."""
    places = find_rows_to_hide(table, rule)
    # First places are parts of the base.
    shows_first = not places and not any(
        suppression.is_small(row.first or 0) for row in table.rows
    )
    rows = [
        row.hidden
        if place in places
        else replace(
            row, score=None, mean=None, first=row.first if shows_first else None
        )
        for place, row in enumerate(table.rows)
    ]
    if rule.is_limited:
        table = replace(table, breakdowns=[])
    crossed = [
        get_publishable_breakdown(table, places, one) for one in table.breakdowns
    ]
    return replace(
        table,
        rows=rows,
        breakdowns=[one for one in crossed if one],
        notes=(*table.notes, HIDDEN_ROWS_NOTE) if places else table.notes,
    )


def find_rows_to_hide(table: ResultTable, rule: DisclosureRule) -> set[int]:
    counts = [row.count or 0 for row in table.rows]
    few = [suppression.is_small(count_respondents(row)) for row in table.rows]
    if table.kind in EXCLUSIVE_KINDS or rule.is_limited:
        return suppression.find_parts_to_hide(counts, few)
    places = suppression.find_choices_to_hide(counts, few)
    visible_count = sum(n for place, n in enumerate(counts) if place not in places)
    # Each respondent ticks something: few ticks would reveal the hidden ones.
    if (
        places
        and table.kind == QuestionKind.SEVERAL
        and visible_count < (table.base or 0)
    ):
        return suppression.find_parts_to_hide(counts, few)
    return places


def count_respondents(row: ResultRow) -> int:
    """Return how many authorities a count stands for."""
    return (row.count or 0) if row.authorities is None else row.authorities


def coarsen_statistics(table: ResultTable) -> ResultTable:
    """Round statistics; replace extremes by quartiles, or hide them."""
    if table.kind == QuestionKind.SCALE:
        whole = not any(row.suppressed for row in table.rows)
        return table if whole else clear_statistics(table)
    if table.median is None:
        return table
    few = (table.base or 0) < ENOUGH_FOR_QUARTILES
    is_year = table.kind == QuestionKind.YEAR
    low, high = table.first_quartile, table.third_quartile
    return replace(
        clear_statistics(table),
        median=coarsen_number(table.median, is_year),
        low=None if few else coarsen_number(low, is_year),
        high=None if few else coarsen_number(high, is_year),
        notes=(ROUNDED_NOTE,),
    )


def coarsen_number(value: float | None, is_year: bool) -> float | None:
    """Return a number rounded to two significant digits; a year as it is."""
    if value is None:
        return None
    if is_year:
        return float(round(value))
    return float(round_significant(Decimal(str(value))) or 0)


def get_publishable_breakdown(
    table: ResultTable, hidden_rows: set[int], breakdown: Breakdown
) -> Breakdown | None:
    merged = merge_small_columns(breakdown)
    if merged is None:
        return None
    visible_codes = [
        row.code for place, row in enumerate(table.rows) if place not in hidden_rows
    ]
    if not visible_codes:
        return None
    cells = (
        hide_exclusive_cells(merged, visible_codes, bool(hidden_rows))
        if table.kind in EXCLUSIVE_KINDS
        else hide_multiple_cells(merged, visible_codes)
    )
    if cells is None:
        return None
    nothing: list[int | None] = [None] * len(merged.columns)
    return replace(
        merged, cells={row.code: cells.get(row.code, nothing) for row in table.rows}
    )


def merge_small_columns(breakdown: Breakdown) -> Breakdown | None:
    """Merge columns of fewer than five; None where a single group is left."""
    first = {column.codes[0]: place for place, column in enumerate(breakdown.columns)}
    bases = {column.codes[0]: column.base for column in breakdown.columns}
    groups = suppression.group_small_bases(bases)
    if len(groups) < 2:
        return None
    columns = []
    for group in groups:
        column = breakdown.columns[first[group[0]]]
        if len(group) > 1:
            words = get_bilingual_text(OTHERS_LABEL)
            column = BreakdownColumn(group, *words, sum(bases[code] for code in group))
        columns.append(column)
    cells: CellsByRow = {
        code: [sum(line[first[one]] or 0 for one in group) for group in groups]
        for code, line in breakdown.cells.items()
    }
    return replace(breakdown, columns=columns, cells=cells)


def hide_exclusive_cells(
    merged: Breakdown, visible_codes: list[str], has_rest: bool
) -> CellsByRow | None:
    """Return the cells of exclusive answers; hidden rows count as one remainder."""
    grid = [[n or 0 for n in merged.cells[code]] for code in visible_codes]
    if has_rest:
        sums = [sum(line[j] for line in grid) for j in range(len(merged.columns))]
        grid.append(
            [
                column.base - seen
                for column, seen in zip(merged.columns, sums, strict=True)
            ]
        )
    strict = frozenset({len(visible_codes)} if has_rest else ())
    places = suppression.find_grid_cells_to_hide(grid, strict)
    if places is None:
        return None
    return {
        code: [None if (i, j) in places else n for j, n in enumerate(grid[i])]
        for i, code in enumerate(visible_codes)
    }


def hide_multiple_cells(
    merged: Breakdown, visible_codes: list[str]
) -> CellsByRow | None:
    """Return the cells of answers that do not exclude each other."""
    most = [column.base for column in merged.columns]
    cells: CellsByRow = {}
    for code in visible_codes:
        line = [n or 0 for n in merged.cells[code]]
        places = suppression.find_line_cells_to_hide(line, most)
        if places is None:
            return None
        cells[code] = [None if j in places else n for j, n in enumerate(line)]
    return cells


def sort_for_public(
    table: ResultTable, published: dict[str, ResultTable]
) -> ResultTable:
    """Sort weighted and ranked rows so that their order reveals nothing hidden.

    The label of a theme comes from answers, and a row of the directory is there because
    somebody named it: they are hidden with their counts.
    """
    if table.kind in (THEMES_KIND, *QuestionKind.DIRECTORY):
        return drop_hidden_rows(table)
    if table.code in WEIGHT_PREFIXES and not table.suppressed:
        prefix = WEIGHT_PREFIXES[table.code]
        means = {row.code: published.get(f"{prefix}{row.code}") for row in table.rows}
        rows = [add_mean_weight(row, means[row.code]) for row in table.rows]
        rows.sort(key=get_weight_sort_key)
        return replace(table, rows=rows)
    if table.kind == QuestionKind.RANKING:
        rows = [row for row in table.rows if not row.suppressed]
        rest = [row for row in table.rows if row.suppressed]
        return replace(table, rows=rows + sorted(rest, key=lambda row: row.code))
    return table


def drop_hidden_rows(table: ResultTable) -> ResultTable:
    rows = [row for row in table.rows if not row.suppressed]
    codes = {row.code for row in rows}
    crossed = [
        replace(
            one,
            cells={code: line for code, line in one.cells.items() if code in codes},
            labels={code: words for code, words in one.labels.items() if code in codes},
        )
        for one in table.breakdowns
    ]
    return replace(table, rows=rows, breakdowns=crossed)


def add_mean_weight(row: ResultRow, scale: ResultTable | None) -> ResultRow:
    """Add the mean weight, if the weights themselves are all shown."""
    if row.suppressed or scale is None or scale.mean is None:
        return row
    return replace(row, mean=scale.mean, score=round(scale.mean * (scale.base or 0), 0))


def get_weight_sort_key(row: ResultRow) -> tuple[bool, float, int, str]:
    """Sort by weight, then rows without weight, then hidden rows."""
    return (row.suppressed, -(row.score or 0), -(row.count or 0), row.code)
