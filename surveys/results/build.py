"""From counts to complete tables, as those who may read answers see them."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.enums import QuestionKind
from surveys.models import Option, Question
from surveys.questionnaires.piping import fill_text
from surveys.results import statistics
from surveys.results.breakdowns import BilingualText, Dimension, get_bilingual_text
from surveys.results.counting import CountsByStratum, QuestionCounts
from surveys.results.types import Breakdown, BreakdownColumn, ResultRow, ResultTable

YES_NO_LABELS = {"true": _("oui"), "false": _("non")}
REMOVED_OPTION_LABEL = _("réponse retirée du questionnaire")
# A choice "freins" and scales "poids_<code>" on its answers make a ranking by weight.
WEIGHT_PREFIXES = {"freins": "poids_"}
WEIGHT_NOTE = _("Classés par poids : somme des poids donnés, de 1 à 4.")
# How a table is computed, where that is not obvious.
SEVERAL_NOTE = _("Plusieurs réponses possibles : le total peut dépasser 100 %.")
METHOD_NOTES: dict[str, tuple[Promise, ...]] = {
    **dict.fromkeys((QuestionKind.SEVERAL, *QuestionKind.DIRECTORY), (SEVERAL_NOTE,)),
    QuestionKind.RANKING: (
        _(
            "Classement par points (Borda) : n points à un premier rang, un de moins à "
            "chaque rang suivant, rien à ce qui n’est pas classé."
        ),
    ),
}


def build_question_table(
    question: Question,
    counted: QuestionCounts,
    *,
    asked: int,
    dimensions: Iterable[Dimension],
) -> ResultTable:
    section = question.section
    table = ResultTable(
        code=question.code,
        title_fr=fill_text(question.label_fr, {}),
        title_en=fill_text(question.label_en or question.label_fr, {}),
        # Of dates the years are counted.
        kind=QuestionKind.YEAR if question.kind == QuestionKind.DATE else question.kind,
        base=counted.base,
        rows=build_answer_rows(question, counted),
        asked=max(asked, counted.base),
        no_answer=max(asked, counted.base) - counted.base,
        section=section.code,
        section_title_fr=section.title_fr,
        section_title_en=section.title_en or section.title_fr,
        unit=question.unit,
        is_repeated=section.is_repeated,
        authorities=counted.authorities if section.is_repeated else None,
        notes=METHOD_NOTES.get(question.kind, ()),
    )
    if table.kind in QuestionKind.FIGURES:
        table = add_statistics(table, count_numbers(counted))
    if question.kind == QuestionKind.YEAR:
        table = replace(table, by_year=count_by_year(count_numbers(counted)))
    crossed = [build_breakdown(table, counted, dimension) for dimension in dimensions]
    return replace(table, breakdowns=[one for one in crossed if len(one.columns) > 1])


def get_answer_labels(
    question: Question, counted: QuestionCounts
) -> dict[str, BilingualText]:
    """Return the labels of the answers of a table, in the questionnaire's order."""
    if question.kind == QuestionKind.YES_NO:
        return {
            code: get_bilingual_text(words) for code, words in YES_NO_LABELS.items()
        }
    if question.kind in QuestionKind.DIRECTORY:
        codes = sorted(counted.labels, key=lambda code: counted.labels[code])
        codes.sort(key=counted.total, reverse=True)
        return {code: counted.labels[code] for code in codes}
    labels = {
        one.code: get_option_label(one)
        for one in question.options.all()
        if not one.is_row
    }
    if question.kind == QuestionKind.SCALE:
        labels = get_scale_labels(question) | labels
    listed = (*QuestionKind.CHOOSING, QuestionKind.SCALE, QuestionKind.MATRIX)
    if question.kind in listed:
        unknown = [code for code in counted.values if code not in labels]
        labels |= {
            code: get_bilingual_text(REMOVED_OPTION_LABEL) for code in sorted(unknown)
        }
        return labels
    return {}


def get_scale_labels(question: Question) -> dict[str, BilingualText]:
    if question.least is None or question.most is None:
        return {}
    codes = [str(one) for one in range(question.least, question.most + 1)]
    return {code: (code, code) for code in codes}


def get_option_label(option: Option) -> BilingualText:
    return (
        fill_text(option.label_fr, {}),
        fill_text(option.label_en or option.label_fr, {}),
    )


def build_answer_rows(question: Question, counted: QuestionCounts) -> list[ResultRow]:
    """Return a row for each possible answer; rankings sorted by points."""
    labels = get_answer_labels(question, counted)
    rows = [build_answer_row(code, words, counted) for code, words in labels.items()]
    if question.section.is_repeated:
        rows = [replace(row, authorities=counted.people[row.code]) for row in rows]
    if question.kind == QuestionKind.RANKING:
        return sort_ranked_rows(rows, counted, question.most or len(rows))
    return rows


def build_answer_row(
    code: str, words: BilingualText, counted: QuestionCounts
) -> ResultRow:
    n = counted.total(code)
    return ResultRow(code, *words, n, statistics.compute_percentage(n, counted.base))


def sort_ranked_rows(
    rows: list[ResultRow], counted: QuestionCounts, longest: int
) -> list[ResultRow]:
    """Sort answers by their Borda points; add the mean of their ranks."""
    scored = [
        replace(
            row,
            score=statistics.compute_borda_points(counted.places[row.code], longest),
            mean=statistics.compute_mean_rank(counted.places[row.code]),
            first=counted.places[row.code].get(1, 0),
        )
        for row in rows
    ]
    return sorted(scored, key=lambda row: (-(row.score or 0), -(row.count or 0)))


def count_numbers(counted: QuestionCounts) -> dict[Decimal, int]:
    found: dict[Decimal, int] = {}
    for code, by_stratum in counted.values.items():
        try:
            value = Decimal(code)
        except InvalidOperation:
            continue
        found[value] = found.get(value, 0) + sum(by_stratum.values())
    return found


def count_by_year(found: dict[Decimal, int]) -> dict[int, int]:
    """Return how many named each year from the first to the last."""
    years = {int(value): n for value, n in found.items()}
    if not years:
        return {}
    return {year: years.get(year, 0) for year in range(min(years), max(years) + 1)}


def add_statistics(table: ResultTable, found: dict[Decimal, int]) -> ResultTable:
    if not found:
        return table
    return replace(
        table,
        median=convert_to_float(statistics.compute_median(found)),
        mean=statistics.compute_mean(found),
        low=float(min(found)),
        high=float(max(found)),
        first_quartile=convert_to_float(
            statistics.compute_quantile(found, Decimal("0.25"))
        ),
        third_quartile=convert_to_float(
            statistics.compute_quantile(found, Decimal("0.75"))
        ),
    )


def convert_to_float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def build_breakdown(
    table: ResultTable, counted: QuestionCounts, by: Dimension
) -> Breakdown:
    bases = by.count_by_value(counted.answered)
    columns = [
        BreakdownColumn((value,), *by.get_label([value]), base)
        for value, base in bases.items()
    ]
    cells: dict[str, list[int | None]] = {
        row.code: list(count_by_column(counted.values.get(row.code, {}), columns, by))
        for row in table.rows
    }
    labels = {row.code: (row.label_fr, row.label_en) for row in table.rows}
    return Breakdown(by.code, *by.title, columns, cells, labels)


def count_by_column(
    counts: CountsByStratum, columns: list[BreakdownColumn], by: Dimension
) -> list[int]:
    found = by.count_by_value(counts)
    return [sum(found.get(code, 0) for code in column.codes) for column in columns]


def sort_weighted_tables(tables: list[ResultTable]) -> list[ResultTable]:
    """Sort the choices whose answers have weights by the sum of these weights."""
    by_code = {table.code: table for table in tables}
    return [
        sort_by_weight(table, WEIGHT_PREFIXES[table.code], by_code)
        if table.code in WEIGHT_PREFIXES
        else table
        for table in tables
    ]


def sort_by_weight(
    table: ResultTable, prefix: str, by_code: dict[str, ResultTable]
) -> ResultTable:
    """Sort the answers of a choice by weight; unchanged without weights."""
    rows = []
    for row in table.rows:
        scale = by_code.get(f"{prefix}{row.code}")
        rows.append(
            replace(row, score=sum_weights(scale), mean=scale.mean if scale else None)
        )
    if not any(row.score for row in rows):
        return table
    rows.sort(key=lambda row: (-(row.score or 0), -(row.count or 0)))
    return replace(table, rows=rows, notes=(*table.notes, WEIGHT_NOTE))


def sum_weights(scale: ResultTable | None) -> float:
    rows = scale.rows if scale else []
    return float(sum(int(row.code) * (row.count or 0) for row in rows))
