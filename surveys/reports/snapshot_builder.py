"""Taking a snapshot: rows first, then each figure as a query on those rows."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from cooperation.stats.catalogue import (
    FIGURES,
    LISTS,
    MAP_TITLE,
    TABLES,
    FigureSpec,
    TableSpec,
)
from cooperation.stats.directory_rows import DirectoryRows
from cooperation.stats.queries import (
    RowData,
    build_query,
    list_column_values,
    run_query,
)
from surveys.models import Report, Wave
from surveys.reports.cards import build_card_lists
from surveys.reports.changes import (
    build_change_since_last_report,
    build_wave_change_tables,
)
from surveys.reports.snapshot_reader import SnapshotItem
from surveys.reports.survey_data import build_wave_figures, is_ready
from surveys.reports.terms import build_terms
from surveys.reports.translations import repeat_text, translate_text
from surveys.results.releases import list_sent_responses

FORMAT_VERSION = 1
NAMED_KEYS = ("figures", "tables", "maps", "cards")
DIRECTORY, SURVEY, PUBLISHED = "annuaire", "enquete", "publie"


def build_snapshot(report: Report) -> SnapshotItem:
    """Return everything that a report may show, as plain data, as of today.

    A demonstration holds nothing of the directory: sample answers and real figures are
    never side by side.
    """
    data = build_empty_snapshot(report)
    if not report.is_demonstration:
        add_directory(data, report.selection)
        changed = build_change_since_last_report(report, data)
        if changed:
            data["tables"]["evolution"] = changed | {"source": DIRECTORY}
    add_waves(data, list(report.waves.order_by("-opens_on", "pk")))
    return convert_names_to_lists(data)


def convert_names_to_lists(data: SnapshotItem) -> SnapshotItem:
    """Return named items as lists, because jsonb does not keep the order of keys."""
    return data | {
        kind: [{"code": code, **one} for code, one in data[kind].items()]
        for kind in NAMED_KEYS
    }


def build_empty_snapshot(report: Report) -> SnapshotItem:
    return {
        "format": FORMAT_VERSION,
        "taken_on": timezone.localdate().isoformat(),
        "selection": report.selection,
        **{name: {} for name in ("lists", "terms", "figures", "tables", "maps")},
        "cards": {},
    }


def compute_digest(data: SnapshotItem) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def add_directory(data: SnapshotItem, selection: str) -> None:
    directory = DirectoryRows(selection)
    for code in LISTS:
        data["lists"][code] = build_list(directory, code)
    data["terms"] = build_terms(data["lists"])
    for spec in FIGURES:
        add_figure(data, spec, selection)
    for table_spec in TABLES:
        add_table(data, table_spec, selection)
    add_map(data, selection)
    data["cards"] = build_card_lists(data, directory)


def build_list(directory: DirectoryRows, code: str) -> SnapshotItem:
    title, columns = LISTS[code]
    return {
        "title": translate_text(title),
        "columns": [
            {"code": column, "label": translate_text(label)}
            for column, label in columns.items()
        ],
        "rows": directory.list_rows(code),
    }


def build_map_alone(selection: str) -> SnapshotItem:
    """Return the map of today with its links, and nothing else of the directory."""
    links = build_list(DirectoryRows(selection), "liens")
    data: SnapshotItem = {"lists": {"liens": links}, "maps": {}}
    data["terms"] = build_terms(data["lists"])
    add_map(data, selection)
    maps = [{"code": code, **one} for code, one in data["maps"].items()]
    return data | {"maps": maps}


def build_directory_url(route: str, selection: str, **choices: str) -> str:
    """Return the French URL of a list of the directory, narrowed by ``choices``."""
    if not route:
        return ""
    added = urlencode(choices)
    asked = "&".join(part for part in (selection, added) if part)
    with translation.override("fr"):
        path = reverse(f"cooperation:{route}") if "/" not in route else route
    return f"{path}?{asked}" if asked else path


def add_figure(data: SnapshotItem, spec: FigureSpec, selection: str) -> None:
    value = run_query(data["lists"], spec.query)
    if value is None:
        return
    data["figures"][spec.code] = {
        "title": translate_text(spec.title),
        "value": value,
        "unit": spec.unit,
        "source": DIRECTORY,
        "query": spec.query,
        "meaning": translate_text(spec.meaning),
        "address": build_directory_url(spec.route, selection),
    }


def add_table(data: SnapshotItem, spec: TableSpec, selection: str) -> None:
    """Add one table: a query for each value of a column."""
    lists = data["lists"]
    codes = set(list_column_values(lists[spec.query["rows"]]["rows"], spec.by))
    if spec.by == "authorities":
        # Without whom they act with, outside the territory that is chosen.
        codes &= {row["slug"] for row in lists["collectivites"]["rows"]}
    rows = [build_table_row(data, spec, code, selection) for code in codes]
    if not rows:
        return
    data["tables"][spec.code] = {
        "title": translate_text(spec.title),
        "unit": spec.unit,
        "source": DIRECTORY,
        "query": spec.query | {"by": spec.by},
        "meaning": translate_text(spec.meaning),
        "address": build_directory_url(spec.route, selection),
        "rows": sorted(rows, key=spec.sort_key),
    }


def build_table_row(
    data: SnapshotItem, spec: TableSpec, code: Any, selection: str
) -> RowData:
    asked = spec.query | {"where": {spec.by: code}}
    known = data["terms"].get(spec.by, {})
    leads_on = spec.parameter and f"{spec.parameter}=" not in selection
    return {
        "code": code,
        "label": known.get(code) or repeat_text(code),
        "value": run_query(data["lists"], asked),
        "query": asked,
        "address": build_directory_url(
            spec.row_route, selection, **{spec.parameter: spec.format_parameter(code)}
        )
        if leads_on
        else "",
    }


def add_map(data: SnapshotItem, selection: str) -> None:
    links = data["lists"]["liens"]["rows"]
    if links:
        spec = LISTS["liens"]
        data["maps"]["actions"] = {
            "title": translate_text(MAP_TITLE),
            "source": DIRECTORY,
            "query": build_query("liens"),
            "meaning": translate_text(spec[0]),
            "address": build_directory_url("map", selection),
        }


def add_waves(data: SnapshotItem, waves: list[Wave]) -> None:
    """Add the public results of some waves, the latest first.

    Codes of older waves are prefixed with their slug; the latest two are compared.
    """
    parts = [(wave, build_wave_figures(wave, data["selection"])) for wave in waves]
    data["responses"] = {
        wave.slug: list_sent_responses(wave)
        for wave in waves
        if is_ready(wave) and not wave.is_demonstration
    }
    for number, (wave, part) in enumerate(parts):
        prefix = f"{wave.slug}-" if number else ""
        for kind in ("figures", "tables"):
            for code, one in part[kind].items():
                data[kind][f"{prefix}{code}"] = one | {"source": SURVEY}
    if len(parts) > 1:
        (newer, now), (older, then) = parts[:2]
        names = (newer.name, older.name)
        for code, one in build_wave_change_tables(
            now["tables"], then["tables"], names
        ).items():
            data["tables"][code] = one | {"source": SURVEY}
