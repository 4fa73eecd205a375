"""What the directory counts today, beside the figures of a snapshot."""

from typing import Any

from django.utils.translation import gettext as _

from surveys.models import Report
from surveys.reports.directory_data import DirectoryRows, SnapshotRow
from surveys.reports.queries import run_query
from surveys.reports.snapshot_builder import DIRECTORY, build_directory_url
from surveys.reports.snapshot_reader import SnapshotReader, format_with_unit
from surveys.reports.translations import localize_url


def format_live_value(figure: dict[str, Any], selection: str) -> str:
    """Return the current result of a figure's query as text; empty without one."""
    query = figure.get("query")
    if not query or figure["source"] != DIRECTORY:
        return ""
    rows = list_live_rows(query["rows"], selection)
    return format_with_unit(
        run_query({query["rows"]: {"rows": rows}}, query), figure["unit"]
    )


def list_live_rows(name: str, selection: str) -> list[SnapshotRow]:
    directory = DirectoryRows(selection)
    makers = {
        "actions": directory.list_actions,
        "accords": directory.list_agreements,
        "collectivites": directory.list_authorities,
        "partenaires": directory.list_partners,
        "montants": directory.list_amounts,
        "liens": directory.list_links,
    }
    return makers[name]()


def list_changed_counts(report: Report, frozen: SnapshotReader) -> list[dict[str, str]]:
    """Return the current counts of entries that differ from the snapshot."""
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
