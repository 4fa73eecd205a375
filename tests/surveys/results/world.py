"""A wave with answers, in few rows: bulk made, from lists of what was said."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from cooperation.models import Collectivity
from surveys.enums import ParticipationState
from surveys.models import Answer, Participation, Question, Questionnaire, Wave
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import WaveFactory


def authorities(*kinds: tuple[str, str, int]) -> list[Collectivity]:
    """Return authorities: kind, department and how many of each sort."""
    departments = {
        code: factories.DepartmentFactory(code=code) for _k, code, _n in kinds
    }
    return [
        factories.CollectivityFactory(
            kind=kind,
            department=departments[code],
            epci_type="CC" if kind == "epci" else "",
        )
        for kind, code, n in kinds
        for _time in range(n)
    ]


def wave_with(
    questionnaire: Questionnaire,
    said: list[tuple[Collectivity, dict[str, Any]]],
    **how: Any,
) -> Wave:
    """Return a wave in which each authority sent these answers, by code of question."""
    wave: Wave = WaveFactory(questionnaire=questionnaire, started=True, **how)
    questions = {
        one.code: one
        for one in Question.objects.filter(section__questionnaire=questionnaire)
    }
    rows = Participation.objects.bulk_create(
        Participation(
            wave=wave,
            collectivity=authority,
            state=ParticipationState.SUBMITTED,
            submitted_at=timezone.now(),
        )
        for authority, _answers in said
    )
    Answer.objects.bulk_create(
        Answer(participation=row, question=questions[code], value=value)
        for row, (_authority, answers) in zip(rows, said, strict=True)
        for code, value in answers.items()
    )
    return wave


def staff_with(*rights: str) -> Client:
    """Log in a member of staff with rights of surveys, or of accounts."""
    person = factories.UserFactory(staff=True)
    person.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label__in=("surveys", "accounts"), codename__in=rights
        )
    )
    return log_in_with_second_factor(Client(), person)
