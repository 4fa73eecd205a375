"""Loading a report whose figures were published elsewhere, before the directory."""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cooperation.text import get_translated_text
from surveys.models import Report, ReportPartner, ReportSection
from surveys.reports.editing import publish_report, save_snapshot, set_shown_snapshot
from surveys.reports.snapshot_builder import build_map_alone, compute_digest
from surveys.reports.snapshot_reader import SnapshotItem

REPORTS_FOLDER = Path(settings.FIXTURES_ROOT) / "reports"


def list_report_files() -> list[Path]:
    return sorted(REPORTS_FOLDER.glob("*.json"))


def list_missing_reports() -> dict[Path, str]:
    """Return the files of the reports that this site does not have, with their titles.

    Titles are in the reader's language.
    """
    contents = {path: json.loads(path.read_text()) for path in list_report_files()}
    there = set(Report.objects.values_list("slug", flat=True))
    return {
        path: get_translated_text(report["title_fr"], report.get("title_en", ""))
        for path, content in contents.items()
        if (report := content["report"])["slug"] not in there
    }


def find_report_content(slug: str) -> SnapshotItem | None:
    """Return the content of the file of a report; None for one without a file."""
    for path in list_report_files():
        content: SnapshotItem = json.loads(path.read_text())
        if content["report"]["slug"] == slug:
            return content
    return None


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
    digest = compute_digest(content["data"])
    if report.snapshots.filter(data__file_digest=digest).exists():
        return report, False
    save_snapshot(report, build_published_data(content["data"]), by=None)
    return report, True


def build_published_data(data: SnapshotItem) -> SnapshotItem:
    """Return the figures of a file with the map that was not published.

    It is drawn from the directory of today, where that has links of the territory.
    """
    drawn = build_map_alone(data["selection"])
    if not drawn["maps"]:
        drawn = {}
    return {**data, **drawn, "file_digest": compute_digest(data)}


def create_published_report(content: SnapshotItem) -> Report:
    report = Report.objects.create(is_as_published=True, **content["report"])
    report.refresh_from_db()
    data = build_published_data(content["data"])
    set_shown_snapshot(report, save_snapshot(report, data, by=None))
    ReportSection.objects.bulk_create(
        ReportSection(
            report=report,
            position=position,
            **choose_texts(section, has_map=bool(data["maps"])),
        )
        for position, section in enumerate(content["sections"], start=1)
    )
    ReportPartner.objects.bulk_create(
        ReportPartner(report=report, position=position, **partner)
        for position, partner in enumerate(content.get("partners", []), start=1)
    )
    publish_report(report)
    return report


def choose_texts(section: SnapshotItem, *, has_map: bool) -> SnapshotItem:
    """Return a section with its texts for a snapshot with a map, or for one without."""
    texts = {key: value for key, value in section.items() if key != "without_map"}
    return texts if has_map else texts | section.get("without_map", {})
