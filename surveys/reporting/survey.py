"""What a snapshot takes of a wave: response and public tables, no single answer."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from surveys.models import Wave
from surveys.reporting.catalogue import PERCENT
from surveys.reporting.frozen import HIDDEN
from surveys.reporting.words import Words, in_each, pair
from surveys.results.shapes import ResultTable
from surveys.results.tables import response_rate, wave_tables

Part = dict[str, dict[str, Any]]


# What the name of a question begins with, among the names of a snapshot.
PREFIX = "enquete_"


def is_ready(wave: Wave) -> bool:
    """Return whether a report may show the results of a wave: public, and closed.

    Two snapshots of an open wave would reveal, by subtraction, the answers between
    them. Sample answers reveal nothing.
    """
    is_over = wave.closed_at is not None or wave.is_demonstration
    return wave.is_public and is_over


def part_of(wave: Wave) -> Part:
    """Return figures and tables of a wave; none if it is not ready."""
    if not is_ready(wave):
        return {"figures": {}, "tables": {}}
    return {"figures": response(wave), "tables": tables_of(wave)}


def response(wave: Wave) -> dict[str, Any]:
    counted = response_rate(wave, public=True)
    invited, answered = counted.invited, counted.submitted
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
    """Return a figure in the format of a snapshot; its rows are confidential."""
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
    """Return the public tables of a wave that have rows, by name."""
    in_language = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            in_language[code] = wave_tables(wave, public=True)
    notes = {
        language: {table.code: note_of(table) for table in tables}
        for language, tables in in_language.items()
    }
    return {
        f"{PREFIX}{table.code}": as_kept(
            table, wave, {language: notes[language][table.code] for language in notes}
        )
        for table in in_language["fr"]
        if table.rows
    }


def note_of(table: ResultTable) -> str:
    middle = ""
    if table.median is not None:
        middle = _("Médiane : %(n)s.") % {"n": number_format(table.median)}
    return " ".join(filter(None, [table.note, middle]))


def as_kept(table: ResultTable, wave: Wave, note: Words) -> dict[str, Any]:
    """Return a table in the format of a snapshot; what was hidden stays hidden."""
    words = _("Enquête « %(wave)s », nombre de réponses : %(base)s.")
    base = HIDDEN if table.base is None else table.base
    about = {"wave": wave.name, "base": base}
    return {
        "title": pair(table.title_fr, table.title_en),
        "unit": "",
        "query": None,
        "meaning": in_each(lambda: words % about),
        "address": "",
        "note": note,
        "page": table.section,
        "rows": [
            {
                "code": row.code,
                "label": pair(row.label_fr, row.label_en),
                "value": row.count,
                "share": row.share,
                "is_hidden": row.suppressed,
                "query": None,
                "address": "",
            }
            for row in table.rows
        ],
    }
