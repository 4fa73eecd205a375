"""What a snapshot takes of a wave: response and public tables, no single answer."""

from typing import Any

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from cooperation.search.filters import ActionFilterSet
from cooperation.stats.catalogue import PERCENT
from cooperation.stats.entries import list_territory
from surveys.models import Participation, Wave
from surveys.reports.snapshot_reader import HIDDEN_VALUE, SnapshotItem
from surveys.reports.translations import (
    TranslatedText,
    build_bilingual,
    build_translations,
)
from surveys.results.tables import WaveResults, count_results
from surveys.results.types import ResultTable

WaveFigures = dict[str, SnapshotItem]


# Prefix of the codes of question tables in a snapshot.
QUESTION_PREFIX = "enquete_"


def is_ready(wave: Wave) -> bool:
    """Return whether a report may show the results of a wave."""
    return wave.has_public_results


def get_reason_not_ready(wave: Wave) -> str:
    """Return why a report has nothing of a wave, empty where it has its results."""
    if is_ready(wave):
        return ""
    if wave.closed_at is None:
        return str(_("ne donne encore rien : l’enquête n’est pas close"))
    return str(_("ne donne encore rien : ses résultats ne sont pas publics"))


def build_wave_figures(wave: Wave, selection: str = "") -> WaveFigures:
    """Return figures and tables of a wave; none if it is not ready.

    They count the whole wave, for a part would give the rest by subtraction: each says
    how many authorities outside the territory of ``selection`` it asked.
    """
    if not is_ready(wave):
        return {"figures": {}, "tables": {}}
    results = count_results(wave)
    found = {
        "figures": build_response_figures(wave, results),
        "tables": build_wave_tables(wave, results),
    }
    if outside := count_outside_territory(wave, selection):
        for one in (*found["figures"].values(), *found["tables"].values()):
            one["meaning"] = add_outside_note(one["meaning"], outside)
    return found


def count_outside_territory(wave: Wave, selection: str) -> int:
    """Return how many authorities a wave invited that are not of a territory."""
    territory = list_territory(ActionFilterSet(QueryDict(selection)))
    if territory is None:
        return 0
    return (
        Participation.objects.filter(wave=wave)
        .exclude(collectivity__in=territory.values("pk"))
        .count()
    )


def add_outside_note(meaning: TranslatedText, number: int) -> TranslatedText:
    words = _(
        "L’enquête a aussi interrogé des collectivités hors de ce territoire, qui sont "
        "comptées ici : %(n)s."
    )
    note = build_translations(lambda: words % {"n": number})
    return {language: f"{text} {note[language]}" for language, text in meaning.items()}


def build_response_figures(wave: Wave, results: WaveResults) -> SnapshotItem:
    counted = results.get_response_rate(public=True)
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
) -> SnapshotItem:
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


def build_wave_tables(wave: Wave, results: WaveResults) -> SnapshotItem:
    """Return the public tables of a wave that have rows, by name."""
    return {
        f"{QUESTION_PREFIX}{table.code}": build_table_data(table, wave)
        for table in results.build_tables(public=True)
        if table.rows
    }


def format_table_note(table: ResultTable) -> str:
    middle = ""
    if table.median is not None:
        middle = _("Médiane : %(n)s.") % {"n": number_format(table.median)}
    return " ".join(filter(None, [table.note, middle]))


def build_table_data(table: ResultTable, wave: Wave) -> SnapshotItem:
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
        "note": build_translations(lambda: format_table_note(table)),
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
