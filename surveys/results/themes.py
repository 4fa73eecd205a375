"""The themes that staff found in free-text answers, counted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.models import AnswerReading, AnswerTheme, Wave
from surveys.results.counting import ALL_ANSWERS, AnswerSelection
from surveys.results.statistics import compute_percentage
from surveys.results.types import THEMES_KIND, ResultRow, ResultTable

# Two dashes occur in no code of a question and are valid in a URL.
THEMES_SUFFIX = "--themes"
THEMES_NOTE = _("Réponses libres lues par l’équipe ; plusieurs thèmes par réponse.")
# Key, label, number of answers, number of authorities.
ThemeCount = tuple[int, str, int, int]


@dataclass
class QuestionThemes:
    """How many answers of one question were read, and how many have each theme."""

    read: int = 0
    authorities: int = 0
    counts: list[ThemeCount] = field(default_factory=list)


def count_themes(
    wave: Wave, selection: AnswerSelection = ALL_ANSWERS
) -> dict[str, QuestionThemes]:
    """Count readings and themes by code of question: two queries."""
    found: dict[str, QuestionThemes] = defaultdict(QuestionThemes)
    readings = AnswerReading.objects.in_results(
        wave, selection.kind, selection.department, selection.participations
    )
    code = F("answer__question__code")
    totals = (
        readings.order_by()
        .values_list(code)
        .annotate(n=Count("pk"), people=Count("answer__participation", distinct=True))
    )
    for question, n, people in totals:
        found[question].read, found[question].authorities = n, people
    for question, theme in iter_theme_counts(readings):
        found[question].counts.append(theme)
    return dict(found)


def iter_theme_counts(
    readings: QuerySet[AnswerReading],
) -> Iterator[tuple[str, ThemeCount]]:
    """Yield the code of a question with a theme and its counts."""
    rows = (
        AnswerTheme.objects.filter(readings__in=readings)
        .values_list("question_code", "pk", "label")
        .annotate(
            n=Count("readings"),
            people=Count("readings__answer__participation", distinct=True),
        )
    )
    for question, *theme in rows.order_by("-n", "label", "pk"):
        yield question, cast(ThemeCount, tuple(theme))


def build_theme_table(question: ResultTable, found: QuestionThemes) -> ResultTable:
    """Return the themes of a question as a table; its base is the answers read."""
    rows = [
        ResultRow(
            code=f"theme-{pk}",
            label_fr=label,
            label_en=label,
            count=n,
            share=compute_percentage(n, found.read),
            authorities=people if question.is_repeated else None,
        )
        for pk, label, n, people in found.counts
    ]
    return ResultTable(
        code=f"{question.code}{THEMES_SUFFIX}",
        title_fr=f"{question.title_fr} – thèmes",
        title_en=f"{question.title_en} – themes",
        kind=THEMES_KIND,
        base=found.read,
        rows=rows,
        asked=question.base,
        no_answer=max(0, (question.base or 0) - found.read),
        section=question.section,
        section_title_fr=question.section_title_fr,
        section_title_en=question.section_title_en,
        is_repeated=question.is_repeated,
        authorities=found.authorities if question.is_repeated else None,
        notes=(THEMES_NOTE,),
    )
