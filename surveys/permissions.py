"""Permissions of surveys; all checks are here.

Staff need a second factor. The participation of another authority answers 404, an
action without its right 403.
"""

from typing import Any

from django.http import HttpRequest

from accounts.people.permissions import (
    get_user_authorities,
    is_staff_with,
    may_moderate,
)
from surveys.enums import ExportKind
from surveys.models.participations import Participation, ParticipationQuerySet


def has_right(request: HttpRequest, right: str) -> bool:
    """Return whether a staff user with a second factor has a right of surveys."""
    return is_staff_with(request, f"surveys.{right}")


def may_manage(request: HttpRequest) -> bool:
    return has_right(request, "change_wave")


def may_read_waves(request: HttpRequest) -> bool:
    """Return whether a person may read waves and who has answered; nobody's answers."""
    return has_right(request, "view_wave") or may_manage(request)


def may_read_questionnaires(request: HttpRequest) -> bool:
    return has_right(request, "view_questionnaire")


def may_build_questionnaires(request: HttpRequest) -> bool:
    """Return whether a person may change drafts; their pages and questions with them.

    To add and delete questions of a draft is to change it.
    """
    return has_right(request, "change_questionnaire")


def may_add_questionnaires(request: HttpRequest) -> bool:
    """Return whether a person may make questionnaires, new versions among them."""
    return has_right(request, "add_questionnaire")


def may_delete_questionnaires(request: HttpRequest) -> bool:
    return has_right(request, "delete_questionnaire")


def may_interview(request: HttpRequest) -> bool:
    return has_right(request, "interview")


def may_see_answers(request: HttpRequest) -> bool:
    return has_right(request, "see_answers")


def may_see_results(request: HttpRequest) -> bool:
    """Return whether a person sees results.

    Without the right to see answers, small counts are hidden as for the public.
    """
    return may_see_live_results(request) or may_read_waves(request)


def may_see_live_results(request: HttpRequest) -> bool:
    """Return whether a person sees the results of a wave that still takes answers.

    Others see those of a closed one: who reads counts before and after an authority
    answered could subtract them.
    """
    may_read = may_see_answers(request) or may_write_report(request)
    return may_read or may_manage(request)


def may_code_answers(request: HttpRequest) -> bool:
    """Return whether a person may read answers and assign themes."""
    return may_see_answers(request) and has_right(request, "add_answerreading")


def may_propose_feedback(request: HttpRequest) -> bool:
    """Return whether a person may make proposals from answers.

    This needs the rights to see answers and to moderate.
    """
    return may_see_answers(request) and may_moderate(request)


def may_export_full(request: HttpRequest) -> bool:
    """Return whether a person may export answers with the names of respondents."""
    return has_right(request, "export_answers")


def may_export(request: HttpRequest, kind: ExportKind) -> bool:
    if kind == ExportKind.FULL:
        return may_export_full(request)
    return may_see_answers(request)


def may_write_report(request: HttpRequest) -> bool:
    return has_right(request, "change_report")


def may_read_report_drafts(request: HttpRequest) -> bool:
    return has_right(request, "view_report") or may_write_report(request)


def list_answerable_participations(user: Any) -> ParticipationQuerySet:
    """Return the participations, in started waves, of the person's authorities."""
    rows: ParticipationQuerySet = Participation.objects.all()
    return rows.in_started_waves().for_authorities(get_user_authorities(user))
