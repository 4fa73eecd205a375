"""Whether the results of a wave may be shown: to whom it matters, and how many.

Results are public once staff said so, on a page that shows what the public will see.
Two public snapshots of one wave must not show, by subtraction, the answers of few.
"""

from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from surveys.models import Snapshot, Wave
from surveys.results.suppression import MIN_COUNT
from surveys.results.tables import WaveResults, count_results
from surveys.results.types import ResponseRate, ResultTable

# Participations whose answers a snapshot counts, each with when they were sent.
SentResponses = dict[str, str]


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
    """Let reports show the results of a wave; raise ``ValidationError`` if open.

    Two snapshots of an open wave would reveal, by subtraction, the answers between
    them. Sample answers reveal nothing.
    """
    row = Wave.objects.select_for_update().get(pk=wave.pk)
    if row.closed_at is None and not row.is_demonstration:
        raise ValidationError(_("Clôturez d’abord : l’enquête prend des réponses."))
    set_public(row, wave, True)


@transaction.atomic
def withdraw_results(wave: Wave) -> None:
    """Keep later snapshots from the results; those that were published stay."""
    set_public(Wave.objects.select_for_update().get(pk=wave.pk), wave, False)


def set_public(row: Wave, wave: Wave, is_public: bool) -> None:
    row.is_public = is_public
    row.save(update_fields=["is_public", "updated_at"])
    wave.is_public = is_public


def list_sent_responses(wave: Wave) -> SentResponses:
    rows = wave.participations.submitted().values_list("pk", "submitted_at")
    return {str(pk): str(moment) for pk, moment in rows}


def check_no_subtraction(snapshot: Snapshot) -> None:
    """Raise ``ValidationError`` where a snapshot and a published one differ by few.

    Whoever subtracts one from the other would read the answers of fewer than five.
    """
    for slug, responses in snapshot.data.get("responses", {}).items():
        published = Snapshot.objects.filter(
            was_published=True, data__responses__has_key=slug
        ).exclude(pk=snapshot.pk)
        for other in published.values_list("data__responses", flat=True):
            changed = count_different_responses(responses, other[slug])
            if 0 < changed < MIN_COUNT:
                raise ValidationError(
                    _(
                        "Un relevé déjà publié de la même enquête n’en diffère que de "
                        "%(n)s réponses : leur soustraction montrerait celles de moins "
                        "de cinq collectivités. Montrez le relevé publié, ou attendez "
                        "d’autres réponses."
                    )
                    % {"n": changed}
                )


def count_different_responses(one: Any, other: Any) -> int:
    """Return how many participations are in one of two, or were sent anew."""
    return len({key for key, _moment in set(one.items()) ^ set(other.items())})
