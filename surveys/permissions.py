"""Who may do what with surveys: asked here, and nowhere else.

Staff act with a second factor, as everywhere. Another authority's participation is as
if it did not exist (404); a deed without its right is refused (403).
"""

from typing import Any

from django.http import HttpRequest

from accounts.permissions import authorities, may_moderate
from accounts.second_factor import is_missing
from surveys.models.participations import Participation, ParticipationQuerySet


def has(request: HttpRequest, right: str) -> bool:
    """Say whether a member of staff, with a second factor, has a right of surveys."""
    user = request.user
    is_staff = user.is_active and user.is_staff and not is_missing(request)
    return bool(is_staff and user.has_perm(f"surveys.{right}"))


def may_manage(request: HttpRequest) -> bool:
    """Say whether a person prepares, starts and closes waves."""
    return has(request, "change_wave")


def may_interview(request: HttpRequest) -> bool:
    """Say whether a person types answers while an authority speaks."""
    return has(request, "interview")


def may_see_answers(request: HttpRequest) -> bool:
    """Say whether a person reads the answers of each authority."""
    return has(request, "see_answers")


def may_see_results(request: HttpRequest) -> bool:
    """Say whether a person sees results; without the right to answers, as the public.

    Small counts are hidden from those who prepare waves or write reports only.
    """
    return may_see_answers(request) or may_manage(request) or may_write_report(request)


def may_code(request: HttpRequest) -> bool:
    """Say whether a person reads answers and gives them themes."""
    return may_see_answers(request) and has(request, "add_answerreading")


def may_give_back(request: HttpRequest) -> bool:
    """Say whether a person makes proposals of answers: they read and they decide."""
    return may_see_answers(request) and may_moderate(request)


def may_export_full(request: HttpRequest) -> bool:
    """Say whether a person takes answers away with the names of who gave them."""
    return has(request, "export_answers")


def may_write_report(request: HttpRequest) -> bool:
    """Say whether a person writes and publishes reports."""
    return has(request, "change_report")


def answerable_by(user: Any) -> ParticipationQuerySet:
    """Give the participations of the authorities that a person acts for."""
    rows: ParticipationQuerySet = Participation.objects.all()
    return rows.in_running_waves().of_authorities(authorities(user))
