"""What a snapshot takes of a wave: response and public tables, no single answer."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from surveys.models import Wave
from surveys.reports.catalogue import PERCENT
from surveys.reports.snapshot_reader import HIDDEN_VALUE
from surveys.reports.translations import (
    TranslatedText,
    build_bilingual,
    build_translations,
)
from surveys.results.tables import build_result_tables, compute_response_rate
from surveys.results.types import ResultTable

WaveFigures = dict[str, dict[str, Any]]


# Prefix of the codes of question tables in a snapshot.
QUESTION_PREFIX = "enquete_"


def is_ready(wave: Wave) -> bool:
    """Return whether a report may show the results of a wave: public, and closed.

    Two snapshots of an open wave would reveal, by subtraction, the answers between
    them. Sample answers reveal nothing.
    """
    is_over = wave.closed_at is not None or wave.is_demonstration
    return wave.is_public and is_over


def build_wave_figures(wave: Wave) -> WaveFigures:
    """Return figures and tables of a wave; none if it is not ready."""
    if not is_ready(wave):
        return {"figures": {}, "tables": {}}
    return {"figures": build_response_figures(wave), "tables": build_wave_tables(wave)}


def build_response_figures(wave: Wave) -> dict[str, Any]:
    counted = compute_response_rate(wave, public=True)
    invited, answered = counted.invited, counted.submitted
    numbers = {
        "invitees": (_("collectivités invitées"), invited, ""),
        "reponses": (_("collectivités qui ont répondu"), answered, ""),
    }
    if invited:
        rate = round(100 * answered / invited)
        numbers["taux_reponse"] = (_("taux de réponse"), rate, PERCENT)
    return {
        code: build_response_figure(title, value, unit, wave)
        for code, (title, value, unit) in numbers.items()
    }


def build_response_figure(
    title: Any, value: Any, unit: str, wave: Wave
) -> dict[str, Any]:
    """Return a figure in the format of a snapshot; its rows are confidential."""
    words = _("Enquête « %(wave)s », dans son ensemble.")
    return {
        "title": build_translations(lambda: title),
        "value": value,
        "unit": unit,
        "query": None,
        "meaning": build_translations(lambda: words % {"wave": wave.name}),
        "address": "",
    }


def build_wave_tables(wave: Wave) -> dict[str, Any]:
    """Return the public tables of a wave that have rows, by name."""
    in_language = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            in_language[code] = build_result_tables(wave, public=True)
    notes = {
        language: {table.code: format_table_note(table) for table in tables}
        for language, tables in in_language.items()
    }
    return {
        f"{QUESTION_PREFIX}{table.code}": build_table_data(
            table, wave, {language: notes[language][table.code] for language in notes}
        )
        for table in in_language["fr"]
        if table.rows
    }


def format_table_note(table: ResultTable) -> str:
    middle = ""
    if table.median is not None:
        middle = _("Médiane : %(n)s.") % {"n": number_format(table.median)}
    return " ".join(filter(None, [table.note, middle]))


def build_table_data(
    table: ResultTable, wave: Wave, note: TranslatedText
) -> dict[str, Any]:
    """Return a table in the format of a snapshot; what was hidden stays hidden."""
    words = _("Enquête « %(wave)s », nombre de réponses : %(base)s.")
    base = HIDDEN_VALUE if table.base is None else table.base
    about = {"wave": wave.name, "base": base}
    return {
        "title": build_bilingual(table.title_fr, table.title_en),
        "unit": "",
        "query": None,
        "meaning": build_translations(lambda: words % about),
        "address": "",
        "note": note,
        "page": table.section,
        "rows": [
            {
                "code": row.code,
                "label": build_bilingual(row.label_fr, row.label_en),
                "value": row.count,
                "share": row.share,
                "is_hidden": row.suppressed,
                "query": None,
                "address": "",
            }
            for row in table.rows
        ],
    }
