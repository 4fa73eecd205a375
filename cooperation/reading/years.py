"""Spans of years in words."""

from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus, AgreementEventKind, AgreementStatus
from cooperation.models import Action, Agreement


def action_years(action: Action) -> str:
    """Give the years of an action: "2019–2023", "depuis 2019", or nothing."""
    return span(action.start_year, action.end_year, status=action.status)


def span(start: int | None, end: int | None, *, status: str = "") -> str:
    """Give a span of years in words; ``status`` tells what an open one means."""
    if start and end:
        return str(start) if start == end else f"{start}–{end}"
    if end:
        return _("jusqu’en %(year)s") % {"year": end}
    if not start:
        return ""
    if status == ActionStatus.ACTIVE:
        return _("depuis %(year)s") % {"year": start}
    if status == ActionStatus.PLANNED:
        return _("à partir de %(year)s") % {"year": start}
    return _("commencée en %(year)s") % {"year": start}


def agreement_years(agreement: Agreement, status: AgreementStatus) -> str:
    """Give the years of an agreement whose events are fetched, or nothing.

    It begins with its first dated event, and ends with its last one where it ended.
    """
    events = [event for event in agreement.events.all() if event.year]
    if not events:
        return ""
    start = min(event.year or 0 for event in events)
    if status == AgreementStatus.ACTIVE:
        return _("depuis %(year)s") % {"year": start}
    ends = [e.year or 0 for e in events if e.kind == AgreementEventKind.ENDED]
    if status == AgreementStatus.ENDED and ends and max(ends) > start:
        return f"{start}–{max(ends)}"
    return _("noué en %(year)s") % {"year": start}
