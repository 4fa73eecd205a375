"""Submitted answers, the only ones that other modules read."""

from django.db.models import QuerySet

from surveys.models import Answer, Participation, Wave


def list_submitted_participations(wave: Wave) -> QuerySet[Participation]:
    """Return the participations of a wave whose answers were sent."""
    rows = Participation.objects.filter(wave=wave).submitted()
    return rows.select_related("collectivity__department", "collectivity__epci")


def list_submitted_answers(wave: Wave) -> QuerySet[Answer]:
    """Return the submitted answers of a wave, in a stable order."""
    rows: QuerySet[Answer] = Answer.objects.for_wave(wave).submitted()
    return rows.select_related("question").order_by("participation", "question", "pk")
