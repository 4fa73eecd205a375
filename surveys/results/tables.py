"""The results of a wave: a table per question, and how many answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from surveys.enums import ConditionOperator, QuestionKind
from surveys.models import Option, Question, Wave
from surveys.questionnaires.conditions import ConditionTest, list_conditions
from surveys.results import statistics, themes
from surveys.results.breakdowns import (
    Dimension,
    build_department_dimension,
    build_kind_dimension,
)
from surveys.results.build import build_question_table, sort_weighted_tables
from surveys.results.counting import (
    ALL_ANSWERS,
    AnswerSelection,
    QuestionCounts,
    WaveCounts,
    count_answers,
)
from surveys.results.directory_counts import add_directory_counts
from surveys.results.disclosure import DisclosureRule
from surveys.results.matrices import (
    build_matrix_tables,
    get_row_code,
    list_matrix_rows,
)
from surveys.results.releases import build_public_tables
from surveys.results.suppression import group_small_bases
from surveys.results.types import ResponseRate, ResponseRow, ResultTable


@dataclass(frozen=True)
class WaveResults:
    """The questions of a wave and their counts, computed once."""

    wave: Wave
    questions: list[Question]
    counts: WaveCounts
    dimensions: list[Dimension]
    themes: dict[str, themes.QuestionThemes]

    def build_tables(self, *, public: bool) -> list[ResultTable]:
        """Return the tables, one per question in the questionnaire's order.

        In public, confidential questions are left out and small counts are hidden.
        """
        tables = sort_weighted_tables(
            [
                table
                for one in self.questions
                for table in self.iter_question_tables(one)
            ]
        )
        tables = list(self.iter_with_themes(tables))
        if not public:
            return tables
        rules = build_disclosure_rules(self.questions)
        return build_public_tables(self.wave, tables, rules)

    def iter_question_tables(self, question: Question) -> Iterator[ResultTable]:
        """Yield the table of a question; of a matrix, one for each row."""
        counted = self.counts.questions.get(question.pk) or QuestionCounts()
        asked = self.count_asked(question, counted)
        if question.kind == QuestionKind.MATRIX:
            yield from build_matrix_tables(
                question, counted, asked=asked, dimensions=self.dimensions
            )
            return
        yield build_question_table(
            question, counted, asked=asked, dimensions=self.dimensions
        )

    def count_asked(self, question: Question, counted: QuestionCounts) -> int:
        if list_conditions(question):
            return counted.asked
        if question.section.is_repeated:
            return sum(self.counts.blocks.get(question.section_id, {}).values())
        return sum(self.counts.submitted.values())

    def iter_with_themes(self, tables: list[ResultTable]) -> Iterable[ResultTable]:
        """Yield the tables, each text question followed by its themes."""
        for table in tables:
            yield table
            if table.code in self.themes:
                yield themes.build_theme_table(table, self.themes[table.code])

    def get_response_rate(self, *, public: bool) -> ResponseRate:
        """Return how many answered; in public, small groups of invited are merged."""
        invited = sum(self.counts.invited.values())
        submitted = sum(self.counts.submitted.values())
        by_kind, by_department = [
            build_response_rows(self.counts, one, public=public)
            for one in self.dimensions[:2]
        ]
        rate = statistics.compute_percentage(submitted, invited)
        return ResponseRate(invited, submitted, rate, by_kind, by_department)


def count_results(
    wave: Wave, selection: AnswerSelection = ALL_ANSWERS, more: Iterable[Dimension] = ()
) -> WaveResults:
    """Count a wave in a fixed number of queries."""
    questions = list_questions(wave)
    counts = count_answers(wave, selection, questions)
    add_directory_counts(counts.questions, wave, selection, questions)
    return WaveResults(
        wave=wave,
        questions=questions,
        counts=counts,
        dimensions=[build_kind_dimension(), build_department_dimension(), *more],
        themes=themes.count_themes(wave, selection),
    )


def list_questions(wave: Wave) -> list[Question]:
    """Return the questions of a wave in order, with their options."""
    rows = Question.objects.filter(section__questionnaire=wave.questionnaire_id)
    options = Prefetch("options", Option.objects.order_by("position", "pk"))
    return list(
        rows.select_related("section")
        .prefetch_related(options)
        .order_by("section__position", "section", "position", "pk")
    )


def build_disclosure_rules(questions: Iterable[Question]) -> dict[str, DisclosureRule]:
    """Return the disclosure rule of each table, those of themes included."""
    found = {
        code: build_disclosure_rule(one)
        for one in questions
        for code in list_table_codes(one)
    }
    theme_rules = {
        f"{code}{themes.THEMES_SUFFIX}": replace(
            rule, tests=(ConditionTest(code, ConditionOperator.ONE_OF),)
        )
        for code, rule in found.items()
    }
    return found | theme_rules


def list_table_codes(question: Question) -> list[str]:
    """Return the codes of the tables of a question: of a matrix, of its rows."""
    rows = list_matrix_rows(question)
    return [get_row_code(question, row) for row in rows] or [question.code]


def build_disclosure_rule(question: Question) -> DisclosureRule:
    several = (QuestionKind.SEVERAL, QuestionKind.RANKING, *QuestionKind.DIRECTORY)
    return DisclosureRule(
        tests=tuple(test for one in list_conditions(question) for test in one.tests),
        is_confidential=question.is_confidential
        or question.kind in QuestionKind.PERSONAL,
        is_limited=question.kind in several and question.most is not None,
    )


def build_response_rows(
    counts: WaveCounts, by: Dimension, *, public: bool
) -> list[ResponseRow]:
    invited, submitted = (
        by.count_by_value(counts.invited),
        by.count_by_value(counts.submitted),
    )
    values = group_small_bases(invited) if public else [(value,) for value in invited]
    return [build_response_row(by, codes, invited, submitted) for codes in values]


def build_response_row(
    by: Dimension,
    codes: tuple[str, ...],
    invited: dict[str, int],
    submitted: dict[str, int],
) -> ResponseRow:
    asked = sum(invited.get(code, 0) for code in codes)
    came = sum(submitted.get(code, 0) for code in codes)
    return ResponseRow(
        *by.get_label(codes), asked, came, statistics.compute_percentage(came, asked)
    )
