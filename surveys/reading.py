"""What other modules read of answers: those that were sent, and only those."""

from django.db.models import QuerySet

from surveys.models import Answer, Participation, Wave


def submitted(wave: Wave) -> QuerySet[Participation]:
    """Give the participations of a wave whose answers were sent."""
    rows = Participation.objects.filter(wave=wave).submitted()
    return rows.select_related("collectivity__department", "collectivity__epci")


def answers_of(wave: Wave) -> QuerySet[Answer]:
    """Give the answers of a wave that were sent, in a stable order."""
    rows = Answer.objects.of_wave(wave).submitted()
    return rows.select_related("question").order_by("participation", "question", "pk")
