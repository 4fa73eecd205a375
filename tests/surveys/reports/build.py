"""Reports to try things on."""

import datetime
from typing import Any

from surveys.models import Report, Wave
from surveys.reports import editing


def begun(*, waves: list[Wave] | None = None, **fields: Any) -> Report:
    """Return a report with its first snapshot and its first texts, as a draft."""
    about = {
        "title_fr": "La coopération d’ici",
        "slug": "essai",
        "edition": datetime.date(2026, 11, 1),
    }
    return editing.create_report(Report(**about | fields), waves=waves or [], by=None)


def published(**fields: Any) -> Report:
    """Return a published report."""
    report = begun(**fields)
    editing.publish_report(report)
    return report
