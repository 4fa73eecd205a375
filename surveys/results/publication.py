"""Whether the results of a wave may be shown: to whom it matters, and how many.

Results are public once staff said so, on a page that shows what the public will see.
Two public snapshots of one wave must not show, by subtraction, the answers of few.
"""

from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from surveys.models import ResultsRelease, Snapshot, Wave
from surveys.results.releases import (
    SentResponses,
    count_different_responses,
    get_shown_counts,
    list_sent_responses,
)
from surveys.results.suppression import MIN_COUNT
from surveys.results.tables import WaveResults, count_results
from surveys.results.types import ResponseRate, ResultTable


@dataclass(frozen=True)
class PublicView:
    """What the public will see of a wave, and what stays hidden from it."""

    response: ResponseRate
    shown: list[ResultTable]
    hidden: list[ResultTable]
    confidential: list[str]

    @classmethod
    def of(cls, results: WaveResults) -> Self:
        """Return the public view of counted results."""
        tables = results.build_tables(public=True)
        return cls(
            results.get_response_rate(public=True),
            [table for table in tables if shows_something(table)],
            [table for table in tables if not shows_something(table)],
            [one.label for one in results.questions if one.is_confidential],
        )


def shows_something(table: ResultTable) -> bool:
    """Return whether a public table has a count that is not hidden."""
    return any(not row.suppressed for row in table.rows)


def build_public_view(wave: Wave) -> PublicView:
    return PublicView.of(count_results(wave))


@transaction.atomic
def publish_results(wave: Wave) -> None:
    """Let reports and readers show the results.

    Raise ``ValidationError`` for an open wave, which would reveal, by subtraction, the
    answers between two looks at it, and for one that was reopened for few answers.
    Sample answers reveal nothing.
    """
    row = Wave.objects.select_for_update().get(pk=wave.pk)
    if row.closed_at is None and not row.is_demonstration:
        raise ValidationError(_("Clôturez d’abord : l’enquête prend des réponses."))
    if not row.is_demonstration:
        release_results(row)
    set_public(row, wave, True)


def release_results(wave: Wave) -> None:
    """Keep what is made public, to compare what comes later with it."""
    responses = list_sent_responses(wave)
    for release in wave.releases.all():
        check_difference(responses, release.responses)
    tables = get_shown_counts(count_results(wave).build_tables(public=True))
    wave.releases.create(responses=responses, tables=tables)


def check_difference(responses: SentResponses, others: SentResponses) -> None:
    """Raise ``ValidationError`` where the answers of fewer than five differ."""
    changed = count_different_responses(responses, others)
    if 0 < changed < MIN_COUNT:
        raise ValidationError(
            _(
                "Ce qui a déjà été rendu public de la même enquête n’en diffère que de "
                "%(n)s réponses : leur soustraction montrerait celles de moins de cinq "
                "collectivités. Montrez ce qui est public, ou attendez d’autres "
                "réponses."
            )
            % {"n": changed}
        )


@transaction.atomic
def withdraw_results(wave: Wave) -> None:
    """Keep later snapshots from the results; those that were published stay."""
    row = Wave.objects.select_for_update().get(pk=wave.pk)
    if row.has_public_results and not row.releases.exists():
        # Made public before releases were kept.
        release_results(row)
    set_public(row, wave, False)


def set_public(row: Wave, wave: Wave, is_public: bool) -> None:
    row.is_public = is_public
    row.save(update_fields=["is_public", "updated_at"])
    wave.is_public = is_public


def check_no_subtraction(snapshot: Snapshot) -> None:
    """Raise ``ValidationError`` where a snapshot and what was public differ by few.

    Whoever subtracts one from the other would read the answers of fewer than five.
    """
    for slug, responses in snapshot.data.get("responses", {}).items():
        published = Snapshot.objects.filter(
            was_published=True, data__responses__has_key=slug
        ).exclude(pk=snapshot.pk)
        for other in published.values_list("data__responses", flat=True):
            check_difference(responses, other[slug])
        releases = ResultsRelease.objects.filter(wave__slug=slug)
        for others in releases.values_list("responses", flat=True):
            check_difference(responses, others)
