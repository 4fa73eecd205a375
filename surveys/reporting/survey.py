"""What a snapshot takes of a wave: response and public tables, never an answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.models import Participation, Wave
from surveys.reading import submitted
from surveys.reporting.catalogue import PERCENT
from surveys.reporting.words import in_each, pair

Part = dict[str, dict[str, Any]]


# What the name of a question begins with, among the names of a snapshot.
PREFIX = "enquete_"


def is_ready(wave: Wave) -> bool:
    """Say whether a report may take the results of a wave: public, and closed.

    Two snapshots of a wave that still takes answers would tell, by subtraction, what
    the last ones said. Invented answers tell nothing.
    """
    is_over = wave.closed_at is not None or wave.is_demonstration
    return wave.is_public and is_over


def part_of(wave: Wave) -> Part:
    """Give the figures and the tables of a wave whose results may be shown."""
    if not is_ready(wave):
        return {"figures": {}, "tables": {}}
    return {"figures": response(wave), "tables": tables_of(wave)}


def response(wave: Wave) -> dict[str, Any]:
    """Give how many authorities were invited and answered, and the rate."""
    invited = Participation.objects.filter(wave=wave).count()
    answered = submitted(wave).count()
    numbers = {
        "invitees": (_("collectivités invitées"), invited, ""),
        "reponses": (_("collectivités qui ont répondu"), answered, ""),
    }
    if invited:
        rate = round(100 * answered / invited)
        numbers["taux_reponse"] = (_("taux de réponse"), rate, PERCENT)
    return {
        code: figure(title, value, unit, wave)
        for code, (title, value, unit) in numbers.items()
    }


def figure(title: Any, value: Any, unit: str, wave: Wave) -> dict[str, Any]:
    """Give a figure of a wave as it is kept: its rows are nobody's to see."""
    words = _("Enquête « %(wave)s », dans son ensemble.")
    return {
        "title": in_each(lambda: title),
        "value": value,
        "unit": unit,
        "query": None,
        "meaning": in_each(lambda: words % {"wave": wave.name}),
        "address": "",
    }


def tables_of(wave: Wave) -> dict[str, Any]:
    """Give the public tables of a wave, by code of question."""
    return {}


def as_kept(table: dict[str, Any], wave: Wave) -> dict[str, Any]:
    """Give a table of results as a snapshot keeps it; what was hidden stays so."""
    words = _("Enquête « %(wave)s », réponses à cette question : %(base)s.")
    about = {"wave": wave.name, "base": table["base"]}
    return {
        "title": pair(table["title_fr"], table["title_en"]),
        "unit": "",
        "query": None,
        "meaning": in_each(lambda: words % about),
        "address": "",
        "note": str(table.get("note") or ""),
        "rows": [
            {
                "code": row["code"],
                "label": pair(row["label_fr"], row["label_en"]),
                "value": None if row["suppressed"] else row["count"],
                "share": None if row["suppressed"] else row["share"],
                "is_hidden": row["suppressed"],
                "query": None,
                "address": "",
            }
            for row in table["rows"]
        ],
    }
