"""The themes that staff found in free-text answers, counted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from surveys.models import AnswerReading, AnswerTheme, Wave
from surveys.results.counting import ALL, Selection
from surveys.results.shapes import THEMES, ResultRow, ResultTable
from surveys.results.statistics import share

# Two dashes: no question is called so, and an address takes them.
SUFFIX = "--themes"
# Its key, its label, how many answers say it, and of how many authorities.
Theme = tuple[int, str, int, int]


@dataclass
class Coded:
    """How many answers of one question were read, and how many have each theme."""

    read: int = 0
    authorities: int = 0
    counts: list[Theme] = field(default_factory=list)


def coded(wave: Wave, selection: Selection = ALL) -> dict[str, Coded]:
    """Count readings and themes by code of question: two queries."""
    found: dict[str, Coded] = defaultdict(Coded)
    readings = AnswerReading.objects.in_results(
        wave, selection.kind, selection.department
    )
    code = F("answer__question__code")
    totals = (
        readings.order_by()
        .values_list(code)
        .annotate(n=Count("pk"), people=Count("answer__participation", distinct=True))
    )
    for question, n, people in totals:
        found[question].read, found[question].authorities = n, people
    for question, theme in theme_counts(readings):
        found[question].counts.append(theme)
    return dict(found)


def theme_counts(
    readings: QuerySet[AnswerReading],
) -> Iterator[tuple[str, Theme]]:
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
        yield question, cast(Theme, tuple(theme))


def table_of(question: ResultTable, found: Coded) -> ResultTable:
    """Return the themes of a question as a table; its base is the answers read."""
    rows = [
        ResultRow(
            code=f"theme-{pk}",
            label_fr=label,
            label_en=label,
            count=n,
            share=share(n, found.read),
            authorities=people if question.is_repeated else None,
        )
        for pk, label, n, people in found.counts
    ]
    return ResultTable(
        code=f"{question.code}{SUFFIX}",
        title_fr=f"{question.title_fr} – thèmes",
        title_en=f"{question.title_en} – themes",
        kind=THEMES,
        base=found.read,
        rows=rows,
        asked=question.base,
        no_answer=max(0, (question.base or 0) - found.read),
        section=question.section,
        section_title_fr=question.section_title_fr,
        section_title_en=question.section_title_en,
        is_repeated=question.is_repeated,
        authorities=found.authorities if question.is_repeated else None,
        note=_("Réponses libres lues par l’équipe ; plusieurs thèmes par réponse."),
    )
