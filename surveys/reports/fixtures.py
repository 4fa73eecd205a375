"""Loading a report whose figures were published elsewhere, before the directory."""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from surveys.models import Report, ReportSection
from surveys.reports.editing import publish_report, save_snapshot, set_shown_snapshot
from surveys.reports.snapshot_builder import compute_digest
from surveys.reports.snapshot_reader import SnapshotItem

REPORTS_FOLDER = Path(settings.FIXTURES_ROOT) / "reports"


def list_report_files() -> list[Path]:
    return sorted(REPORTS_FOLDER.glob("*.json"))


@transaction.atomic
def load_report(path: Path) -> tuple[Report, bool]:
    """Create and publish the report of a file; return it, and whether it changed.

    The texts of an existing report, which staff may have changed, stay as they are, and
    so does its publication; only a file with other figures adds a new snapshot.
    """
    content = json.loads(path.read_text())
    report = Report.objects.filter(slug=content["report"]["slug"]).first()
    if report is None:
        return create_published_report(content), True
    if report.snapshots.filter(digest=compute_digest(content["data"])).exists():
        return report, False
    save_snapshot(report, content["data"], by=None)
    return report, True


def create_published_report(content: SnapshotItem) -> Report:
    report = Report.objects.create(is_as_published=True, **content["report"])
    report.refresh_from_db()
    set_shown_snapshot(report, save_snapshot(report, content["data"], by=None))
    ReportSection.objects.bulk_create(
        ReportSection(report=report, position=position, **section)
        for position, section in enumerate(content["sections"], start=1)
    )
    publish_report(report)
    return report
