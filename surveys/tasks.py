"""Surveys to answer, as tasks of a person's space."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.tasks import Task
from surveys.enums import ParticipationState
from surveys.models import Participation
from surveys.permissions import list_answerable_participations


def list_survey_tasks(user: Any) -> Iterator[Task]:
    """Yield a task for each open wave of the person's authorities, answered or not."""
    rows = list_answerable_participations(user).in_answerable_waves()
    for participation in rows.select_related("wave", "collectivity"):
        yield build_survey_task(participation)


def build_survey_task(participation: Participation) -> Task:
    wave, collectivity = participation.wave, participation.collectivity
    is_done = not participation.is_writable
    return Task(
        title=f"{wave} – {collectivity}",
        text=format_task_text(participation),
        url=reverse("surveys:space_home", args=[wave.slug, collectivity.slug]),
        button=_("Voir ma réponse") if is_done else _("Répondre à l’enquête"),
        is_done=is_done,
    )


def format_task_text(participation: Participation) -> str:
    day = date_format(participation.wave.closes_on, "j F Y")
    if participation.has_draft:
        words = _(
            "Rouverte : ce que vous aviez envoyé compte. Retouches à envoyer avant le "
            "%(day)s inclus."
        )
    elif participation.state == ParticipationState.SUBMITTED:
        words = _("Réponses envoyées. Vous pouvez les rouvrir jusqu’au %(day)s.")
    elif participation.state == ParticipationState.DECLINED:
        words = _("Vous avez décliné. Vous pouvez changer d’avis jusqu’au %(day)s.")
    elif participation.begun_at:
        words = _("Commencée, pas encore envoyée. À envoyer avant le %(day)s inclus.")
    else:
        words = _("Quinze minutes, en plusieurs fois si vous voulez, avant le %(day)s.")
    return words % {"day": day}
