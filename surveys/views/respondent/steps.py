"""Progress of a respondent: the pages in order, with their states."""

from typing import Any

from django.utils.translation import gettext as _

from surveys.models import Section
from surveys.responses.response import Response
from surveys.views.respondent.access import RespondentContext

STATE_DONE, STATE_BEGUN, STATE_TODO = "faite", "commencee", "a_faire"


def build_steps(
    access: RespondentContext, response: Response, current: Section | None = None
) -> dict[str, Any]:
    """Return the pages with their states, the current one, and the counts."""
    rows = [build_step(access, response, one, current) for one in response.sections]
    done = sum(one["state"] == STATE_DONE for one in rows)
    place = next((n for n, one in enumerate(rows, start=1) if one["is_current"]), 0)
    return {
        "rows": rows,
        "done": done,
        "total": len(rows),
        "place": place,
        "review_url": access.url("review"),
    }


def build_step(
    access: RespondentContext,
    response: Response,
    section: Section,
    current: Section | None,
) -> dict[str, Any]:
    if response.is_complete(section):
        state, words = STATE_DONE, _("faite")
    elif response.is_begun(section):
        state, words = STATE_BEGUN, _("à compléter")
    else:
        state, words = STATE_TODO, _("à faire")
    return {
        "title": section.title,
        "url": access.url("page", section.code),
        "state": state,
        "words": words,
        "is_current": section == current,
    }


def get_resume_url(access: RespondentContext, response: Response) -> str:
    """Return the URL of the first incomplete page, or of the review."""
    for section in response.sections:
        if not response.is_complete(section):
            return access.url("page", section.code)
    return access.url("review")


def get_next_url(
    access: RespondentContext, response: Response, section: Section
) -> str:
    """Return the URL of the next page, or of the review after the last one."""
    codes = [one.code for one in response.sections]
    place = codes.index(section.code) + 1
    is_last = place == len(codes)
    return access.url("review") if is_last else access.url("page", codes[place])


def get_previous_url(
    access: RespondentContext, response: Response, section: Section
) -> str:
    """Return the URL of the previous page, or of the home page."""
    codes = [one.code for one in response.sections]
    place = codes.index(section.code)
    return access.url("page", codes[place - 1]) if place else access.home
