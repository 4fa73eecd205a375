"""What the directory counts today, beside the figures of a snapshot."""

from django.utils.translation import gettext as _

from cooperation.stats.directory_rows import DirectoryRows
from cooperation.stats.queries import run_query
from surveys.models import Report
from surveys.reports.snapshot_builder import DIRECTORY, build_directory_url
from surveys.reports.snapshot_reader import (
    SnapshotItem,
    SnapshotReader,
    format_with_unit,
)
from surveys.reports.translations import localize_url


def format_live_value(figure: SnapshotItem, selection: str) -> str:
    """Return the current result of a figure's query as text; empty without one."""
    query = figure.get("query")
    if not query or figure["source"] != DIRECTORY:
        return ""
    rows = DirectoryRows(selection).list_rows(query["rows"])
    return format_with_unit(
        run_query({query["rows"]: {"rows": rows}}, query), figure["unit"]
    )


def list_changed_counts(report: Report, frozen: SnapshotReader) -> list[dict[str, str]]:
    """Return the current counts of entries that differ from the snapshot.

    None for a demonstration: it says nothing of the directory.
    """
    if report.is_demonstration:
        return []
    directory = DirectoryRows(report.selection)
    counted = {
        "actions": (len(directory.action_keys), "action_list", _("actions")),
        "accords": (len(directory.agreement_keys), "agreement_list", _("accords")),
    }
    return [
        {
            "now": format_with_unit(number),
            "label": label,
            "url": localize_url(build_directory_url(route, report.selection)),
            "was": format_with_unit(figure["value"]) if figure else "",
        }
        for code, (number, route, label) in counted.items()
        if (figure := frozen.get("chiffre", code)) is None or figure["value"] != number
    ]
