"""Spans of years as text."""

from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus, AgreementEventKind, AgreementStatus
from cooperation.models import Action, Agreement
from cooperation.presenters.card_rows import ActionRow, AgreementRow


def format_action_years(action: Action | ActionRow) -> str:
    """Return the years of an action: "2019–2023", "depuis 2019", or an empty text."""
    return format_year_span(action.start_year, action.end_year, status=action.status)


def format_year_span(start: int | None, end: int | None, *, status: str = "") -> str:
    """Return a span of years as text; ``status`` decides how an open one reads."""
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


def format_agreement_years(
    agreement: Agreement | AgreementRow, status: AgreementStatus
) -> str:
    """Return the years of an agreement whose events are fetched; empty if unknown.

    They start with its first dated event, and end with its last one if it ended.
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
