"""The results of a wave: a table per question, and how many answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from surveys.enums import QuestionKind
from surveys.models import Option, Question, Wave
from surveys.results import statistics, themes
from surveys.results.building import table_of, weighed
from surveys.results.counting import ALL, Counted, Selection, Tally, tally
from surveys.results.publishing import Rule, published
from surveys.results.shapes import ResponseRate, ResponseRow, ResultTable
from surveys.results.strata import Dimension, departments, kinds
from surveys.results.suppression import groups


@dataclass(frozen=True)
class Results:
    """The questions of a wave and their counts, computed once."""

    questions: list[Question]
    counts: Tally
    dimensions: list[Dimension]
    themes: dict[str, themes.Coded]

    def tables(self, *, public: bool) -> list[ResultTable]:
        """Return the tables; in public, after disclosure control."""
        tables = weighed([self.table(question) for question in self.questions])
        tables = list(self.with_themes(tables))
        return published(tables, rules(self.questions)) if public else tables

    def table(self, question: Question) -> ResultTable:
        counted = self.counts.questions.get(question.pk) or Counted()
        asked = self.asked(question, counted)
        return table_of(question, counted, asked=asked, dimensions=self.dimensions)

    def asked(self, question: Question, counted: Counted) -> int:
        if question.shown_if:
            return counted.asked
        if question.section.is_repeated:
            return sum(self.counts.blocks.get(question.section_id, {}).values())
        return sum(self.counts.submitted.values())

    def with_themes(self, tables: list[ResultTable]) -> Iterable[ResultTable]:
        """Yield the tables, each text question followed by its themes."""
        for table in tables:
            yield table
            if table.code in self.themes:
                yield themes.table_of(table, self.themes[table.code])

    def response(self, *, public: bool) -> ResponseRate:
        invited = sum(self.counts.invited.values())
        submitted = sum(self.counts.submitted.values())
        by_kind, by_department = [
            response_rows(self.counts, one, public=public)
            for one in self.dimensions[:2]
        ]
        rate = statistics.share(submitted, invited)
        return ResponseRate(invited, submitted, rate, by_kind, by_department)


def results_of(
    wave: Wave, selection: Selection = ALL, more: Iterable[Dimension] = ()
) -> Results:
    """Count a wave in a fixed number of queries."""
    return Results(
        questions=questions_of(wave),
        counts=tally(wave, selection),
        dimensions=[kinds(), departments(), *more],
        themes=themes.coded(wave, selection),
    )


def wave_tables(wave: Wave, *, public: bool) -> list[ResultTable]:
    """Return the tables of a wave, one per question in the questionnaire's order.

    In public, confidential questions are left out and small counts are hidden.
    """
    return results_of(wave).tables(public=public)


def response_rate(wave: Wave, *, public: bool = True) -> ResponseRate:
    """Return how many answered, by kind and department.

    In public, groups of fewer than five invited are merged.
    """
    return results_of(wave).response(public=public)


def questions_of(wave: Wave) -> list[Question]:
    """Return the questions of a wave in order, with their options."""
    rows = Question.objects.filter(section__questionnaire=wave.questionnaire_id)
    options = Prefetch("options", Option.objects.order_by("position", "pk"))
    return list(
        rows.select_related("section")
        .prefetch_related(options)
        .order_by("section__position", "section", "position", "pk")
    )


def rules(questions: Iterable[Question]) -> dict[str, Rule]:
    """Return the disclosure rule of each table, those of themes included."""
    found = {one.code: rule_of(one) for one in questions}
    told = {
        f"{code}{themes.SUFFIX}": replace(rule, shown_if=code, shown_values=())
        for code, rule in found.items()
    }
    return found | told


def rule_of(question: Question) -> Rule:
    several = (QuestionKind.SEVERAL, QuestionKind.RANKING)
    return Rule(
        shown_if=question.shown_if,
        shown_values=tuple(question.shown_values),
        is_confidential=question.is_confidential,
        is_limited=question.kind in several and question.most is not None,
    )


def response_rows(counts: Tally, by: Dimension, *, public: bool) -> list[ResponseRow]:
    invited, submitted = by.spread(counts.invited), by.spread(counts.submitted)
    values = groups(invited) if public else [(value,) for value in invited]
    return [response_row(by, codes, invited, submitted) for codes in values]


def response_row(
    by: Dimension,
    codes: tuple[str, ...],
    invited: dict[str, int],
    submitted: dict[str, int],
) -> ResponseRow:
    asked = sum(invited.get(code, 0) for code in codes)
    came = sum(submitted.get(code, 0) for code in codes)
    return ResponseRow(*by.label(codes), asked, came, statistics.share(came, asked))
