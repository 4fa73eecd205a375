"""Progress of a respondent: the pages in order, with their states."""

from typing import Any

from django.utils.translation import gettext as _

from surveys.models import Section
from surveys.papers import Paper
from surveys.views.doors import Door

DONE, BEGUN, TODO = "faite", "commencee", "a_faire"


def steps(door: Door, paper: Paper, current: Section | None = None) -> dict[str, Any]:
    """Return the pages with their states, the current one, and the counts."""
    rows = [row(door, paper, one, current) for one in paper.sections]
    done = sum(one["state"] == DONE for one in rows)
    place = next((n for n, one in enumerate(rows, start=1) if one["is_current"]), 0)
    return {
        "rows": rows,
        "done": done,
        "total": len(rows),
        "place": place,
        "review_url": door.url("review"),
    }


def row(
    door: Door, paper: Paper, section: Section, current: Section | None
) -> dict[str, Any]:
    if paper.is_complete(section):
        state, words = DONE, _("faite")
    elif paper.is_begun(section):
        state, words = BEGUN, _("à compléter")
    else:
        state, words = TODO, _("à faire")
    return {
        "title": section.title,
        "url": door.url("page", section.code),
        "state": state,
        "words": words,
        "is_current": section == current,
    }


def first_unfinished(door: Door, paper: Paper) -> str:
    """Return the URL of the first incomplete page, or of the review."""
    for section in paper.sections:
        if not paper.is_complete(section):
            return door.url("page", section.code)
    return door.url("review")


def after(door: Door, paper: Paper, section: Section) -> str:
    """Return the URL of the next page, or of the review after the last one."""
    codes = [one.code for one in paper.sections]
    place = codes.index(section.code) + 1
    is_last = place == len(codes)
    return door.url("review") if is_last else door.url("page", codes[place])


def before(door: Door, paper: Paper, section: Section) -> str:
    """Return the URL of the previous page, or of the home page."""
    codes = [one.code for one in paper.sections]
    place = codes.index(section.code)
    return door.url("page", codes[place - 1]) if place else door.home
