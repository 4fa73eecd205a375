"""Who changed which section of a report, and its earlier texts."""

from typing import Any

from django.db import transaction

from surveys.models import Report, ReportSection

MAX_EARLIER_TEXTS = 20


@transaction.atomic
def save_section(section: ReportSection, fields: list[str] | None = None) -> None:
    """Save a section; before its first change, keep what it said until then."""
    if not section.history.exists():
        keep_first_text(ReportSection.objects.get(pk=section.pk))
    section.save(update_fields=fields)


def keep_first_text(section: Any) -> None:
    """Record a text that was never changed, as written when the report was begun."""
    section._history_user = section.report.created_by
    section._history_date = section.report.created_at
    ReportSection.history.bulk_history_create([section])


def list_last_changes(report: Report) -> dict[int, Any]:
    """Return the last change of each changed section, by the key of the section."""
    rows = ReportSection.history.filter(report=report).select_related("history_user")
    last = rows.order_by("id", "-history_date", "-history_id").distinct("id")
    return {row.id: row for row in last}


def list_earlier_texts(section: ReportSection) -> list[Any]:
    """Return what a section said before, the latest first, without repetitions."""
    rows = section.history.select_related("history_user")[1 : MAX_EARLIER_TEXTS + 1]
    found, seen = [], get_texts(section)
    for row in rows:
        if get_texts(row) != seen:
            found.append(row)
        seen = get_texts(row)
    return found


def get_texts(row: Any) -> tuple[str, ...]:
    return (row.title_fr, row.prose_fr, row.title_en, row.prose_en)
