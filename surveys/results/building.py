"""From counts to complete tables, as those who may read answers see them."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.enums import QuestionKind
from surveys.models import Option, Question
from surveys.results import statistics
from surveys.results.counting import ByStratum, Counted
from surveys.results.shapes import Breakdown, Column, ResultRow, ResultTable
from surveys.results.strata import Dimension, Pair, pair

YES_NO = {"true": gettext_lazy("oui"), "false": gettext_lazy("non")}
WITHOUT_WORDS = gettext_lazy("réponse retirée du questionnaire")
# A choice "freins" and scales "poids_<code>" on its answers make a ranking by weight.
WEIGHTS = {"freins": "poids_"}


def table_of(
    question: Question, counted: Counted, *, asked: int, dimensions: Iterable[Dimension]
) -> ResultTable:
    section = question.section
    table = ResultTable(
        code=question.code,
        title_fr=question.label_fr,
        title_en=question.label_en or question.label_fr,
        kind=question.kind,
        base=counted.base,
        rows=rows_of(question, counted),
        asked=max(asked, counted.base),
        no_answer=max(asked, counted.base) - counted.base,
        section=section.code,
        section_title_fr=section.title_fr,
        section_title_en=section.title_en or section.title_fr,
        unit=question.unit,
        is_repeated=section.is_repeated,
        authorities=counted.authorities if section.is_repeated else None,
        note=note_of(question),
    )
    if question.kind in QuestionKind.FIGURES:
        table = with_spread(table, spread(counted))
    crossed = [crossing(table, counted, dimension) for dimension in dimensions]
    return replace(table, breakdowns=[one for one in crossed if len(one.columns) > 1])


def note_of(question: Question) -> str:
    """Return how a table is computed, where that is not obvious."""
    if question.kind == QuestionKind.SEVERAL:
        return _("Plusieurs réponses possibles : le total peut dépasser 100 %.")
    if question.kind == QuestionKind.RANKING:
        return _(
            "Classement par points (Borda) : n points à un premier rang, un de moins à "
            "chaque rang suivant, rien à ce qui n’est pas classé."
        )
    return ""


def labels_of(question: Question, counted: Counted) -> dict[str, Pair]:
    """Return the labels of the answers of a table, in the questionnaire's order."""
    if question.kind == QuestionKind.YES_NO:
        return {code: pair(words) for code, words in YES_NO.items()}
    labels = {one.code: words_of(one) for one in question.options.all()}
    if question.kind == QuestionKind.SCALE:
        labels = points(question) | labels
    if question.kind in QuestionKind.CHOOSING or question.kind == QuestionKind.SCALE:
        unknown = [code for code in counted.values if code not in labels]
        labels |= {code: pair(WITHOUT_WORDS) for code in sorted(unknown)}
        return labels
    return {}


def points(question: Question) -> dict[str, Pair]:
    if question.least is None or question.most is None:
        return {}
    codes = [str(one) for one in range(question.least, question.most + 1)]
    return {code: (code, code) for code in codes}


def words_of(option: Option) -> Pair:
    return option.label_fr, option.label_en or option.label_fr


def rows_of(question: Question, counted: Counted) -> list[ResultRow]:
    """Return a row for each possible answer; rankings sorted by points."""
    labels = labels_of(question, counted)
    rows = [row_of(code, words, counted) for code, words in labels.items()]
    if question.section.is_repeated:
        rows = [replace(row, authorities=counted.people[row.code]) for row in rows]
    if question.kind == QuestionKind.RANKING:
        return ranked(rows, counted, question.most or len(rows))
    return rows


def row_of(code: str, words: Pair, counted: Counted) -> ResultRow:
    n = counted.total(code)
    return ResultRow(code, *words, n, statistics.share(n, counted.base))


def ranked(rows: list[ResultRow], counted: Counted, longest: int) -> list[ResultRow]:
    """Sort answers by their Borda points; add the mean of their ranks."""
    scored = [
        replace(
            row,
            score=statistics.borda(counted.places[row.code], longest),
            mean=statistics.mean_rank(counted.places[row.code]),
        )
        for row in rows
    ]
    return sorted(scored, key=lambda row: (-(row.score or 0), -(row.count or 0)))


def spread(counted: Counted) -> dict[Decimal, int]:
    found: dict[Decimal, int] = {}
    for code, by_stratum in counted.values.items():
        try:
            value = Decimal(code)
        except InvalidOperation:
            continue
        found[value] = found.get(value, 0) + sum(by_stratum.values())
    return found


def with_spread(table: ResultTable, found: dict[Decimal, int]) -> ResultTable:
    if not found:
        return table
    return replace(
        table,
        median=as_float(statistics.median(found)),
        mean=statistics.mean(found),
        low=float(min(found)),
        high=float(max(found)),
        first_quartile=as_float(statistics.quantile(found, Decimal("0.25"))),
        third_quartile=as_float(statistics.quantile(found, Decimal("0.75"))),
    )


def as_float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def crossing(table: ResultTable, counted: Counted, by: Dimension) -> Breakdown:
    bases = by.spread(counted.answered)
    columns = [
        Column((value,), *by.label([value]), base) for value, base in bases.items()
    ]
    cells: dict[str, list[int | None]] = {
        row.code: list(line(counted.values.get(row.code, {}), columns, by))
        for row in table.rows
    }
    labels = {row.code: (row.label_fr, row.label_en) for row in table.rows}
    return Breakdown(by.code, *by.title, columns, cells, labels)


def line(counts: ByStratum, columns: list[Column], by: Dimension) -> list[int]:
    found = by.spread(counts)
    return [sum(found.get(code, 0) for code in column.codes) for column in columns]


def weighed(tables: list[ResultTable]) -> list[ResultTable]:
    """Sort the choices whose answers have weights by the sum of these weights."""
    by_code = {table.code: table for table in tables}
    return [
        by_weight(table, WEIGHTS[table.code], by_code)
        if table.code in WEIGHTS
        else table
        for table in tables
    ]


def by_weight(
    table: ResultTable, prefix: str, by_code: dict[str, ResultTable]
) -> ResultTable:
    """Sort the answers of a choice by weight; unchanged without weights."""
    rows = []
    for row in table.rows:
        scale = by_code.get(f"{prefix}{row.code}")
        rows.append(
            replace(row, score=weight(scale), mean=scale.mean if scale else None)
        )
    if not any(row.score for row in rows):
        return table
    rows.sort(key=lambda row: (-(row.score or 0), -(row.count or 0)))
    note = _("Classés par poids : somme des poids donnés, de 1 à 4.")
    return replace(table, rows=rows, note=" ".join(filter(None, [table.note, note])))


def weight(scale: ResultTable | None) -> float:
    rows = scale.rows if scale else []
    return float(sum(int(row.code) * (row.count or 0) for row in rows))
