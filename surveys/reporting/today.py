"""What the directory counts today, beside the figures of a snapshot."""

from typing import Any

from django.utils.translation import gettext as _

from surveys.models import Report
from surveys.reporting.directory import Row, Taking
from surveys.reporting.frozen import Frozen, shown
from surveys.reporting.queries import answer
from surveys.reporting.taking import DIRECTORY, address
from surveys.reporting.words import local


def value_today(figure: dict[str, Any], selection: str) -> str:
    """Return the current result of a figure's query as text; empty without one."""
    query = figure.get("query")
    if not query or figure["source"] != DIRECTORY:
        return ""
    rows = rows_today(query["rows"], selection)
    return shown(answer({query["rows"]: {"rows": rows}}, query), figure["unit"])


def rows_today(name: str, selection: str) -> list[Row]:
    taking = Taking(selection)
    makers = {
        "actions": taking.actions,
        "accords": taking.agreements,
        "collectivites": taking.authorities,
        "partenaires": taking.partners,
        "montants": taking.amounts,
        "liens": taking.links,
    }
    return makers[name]()


def moved_on(report: Report, frozen: Frozen) -> list[dict[str, str]]:
    """Return the current counts of entries that differ from the snapshot."""
    taking = Taking(report.selection)
    counted = {
        "actions": (len(taking.action_keys), "action_list", _("actions")),
        "accords": (len(taking.agreement_keys), "agreement_list", _("accords")),
    }
    return [
        {
            "now": shown(number),
            "label": label,
            "url": local(address(route, report.selection)),
            "was": shown(figure["value"]) if figure else "",
        }
        for code, (number, route, label) in counted.items()
        if (figure := frozen.get("chiffre", code)) is None or figure["value"] != number
    ]
