"""Taking a snapshot: rows first, then each figure as a query on those rows."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from surveys.models import Report, Wave
from surveys.reporting.cards import cards_of
from surveys.reporting.catalogue import (
    FIGURES,
    LISTS,
    MAP_TITLE,
    TABLES,
    FigureSpec,
    TableSpec,
)
from surveys.reporting.changes import between_waves, since_last_report
from surveys.reporting.directory import Row, Taking
from surveys.reporting.queries import answer, cells, query
from surveys.reporting.survey import part_of
from surveys.reporting.terms import terms_of
from surveys.reporting.words import same, translated

Data = dict[str, Any]
FORMAT = 1
NAMED = ("figures", "tables", "maps", "cards")
DIRECTORY, SURVEY, PUBLISHED = "annuaire", "enquete", "publie"


def take(report: Report) -> Data:
    """Return everything that a report may show, as plain data, as of today.

    A demonstration holds nothing of the directory: sample answers and real figures are
    never side by side.
    """
    data = empty(report)
    if not report.is_demonstration:
        add_directory(data, report.selection)
        changed = since_last_report(report, data)
        if changed:
            data["tables"]["evolution"] = changed | {"source": DIRECTORY}
    add_waves(data, list(report.waves.order_by("-opens_on", "pk")))
    return in_order(data)


def in_order(data: Data) -> Data:
    """Return named items as lists, because jsonb does not keep the order of keys."""
    return data | {
        kind: [{"code": code, **one} for code, one in data[kind].items()]
        for kind in NAMED
    }


def empty(report: Report) -> Data:
    return {
        "format": FORMAT,
        "taken_on": timezone.localdate().isoformat(),
        "selection": report.selection,
        **{name: {} for name in ("lists", "terms", "figures", "tables", "maps")},
        "cards": {},
    }


def digest_of(data: Data) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def add_directory(data: Data, selection: str) -> None:
    taking = Taking(selection)
    rows = {
        "actions": taking.actions(),
        "accords": taking.agreements(),
        "collectivites": taking.authorities(),
        "partenaires": taking.partners(),
        "montants": taking.amounts(),
        "liens": taking.links(),
    }
    for code, found in rows.items():
        title, columns = LISTS[code]
        data["lists"][code] = {
            "title": translated(title),
            "columns": [
                {"code": column, "label": translated(label)}
                for column, label in columns.items()
            ],
            "rows": found,
        }
    data["terms"] = terms_of(data["lists"])
    for spec in FIGURES:
        add_figure(data, spec, selection)
    for table_spec in TABLES:
        add_table(data, table_spec, selection)
    add_map(data, selection)
    data["cards"] = cards_of(data, taking)


def address(route: str, selection: str, **choices: str) -> str:
    """Return the French URL of a list of the directory, narrowed by ``choices``."""
    if not route:
        return ""
    added = urlencode(choices)
    asked = "&".join(part for part in (selection, added) if part)
    with translation.override("fr"):
        path = reverse(f"cooperation:{route}") if "/" not in route else route
    return f"{path}?{asked}" if asked else path


def add_figure(data: Data, spec: FigureSpec, selection: str) -> None:
    value = answer(data["lists"], spec.query)
    if value is None:
        return
    data["figures"][spec.code] = {
        "title": translated(spec.title),
        "value": value,
        "unit": spec.unit,
        "source": DIRECTORY,
        "query": spec.query,
        "meaning": translated(spec.meaning),
        "address": address(spec.route, selection),
    }


def add_table(data: Data, spec: TableSpec, selection: str) -> None:
    """Add one table: a query for each value of a column."""
    lists = data["lists"]
    codes = set(cells(lists[spec.query["rows"]]["rows"], spec.by))
    rows = [table_row(data, spec, code, selection) for code in codes]
    if not rows:
        return
    data["tables"][spec.code] = {
        "title": translated(spec.title),
        "unit": spec.unit,
        "source": DIRECTORY,
        "query": spec.query | {"by": spec.by},
        "meaning": translated(spec.meaning),
        "address": address(spec.route, selection),
        "rows": sorted(rows, key=spec.place),
    }


def table_row(data: Data, spec: TableSpec, code: Any, selection: str) -> Row:
    asked = spec.query | {"where": {spec.by: code}}
    known = data["terms"].get(spec.by, {})
    leads_on = spec.parameter and f"{spec.parameter}=" not in selection
    return {
        "code": code,
        "label": known.get(code) or same(code),
        "value": answer(data["lists"], asked),
        "query": asked,
        "address": address(
            spec.row_route, selection, **{spec.parameter: spec.as_parameter(code)}
        )
        if leads_on
        else "",
    }


def add_map(data: Data, selection: str) -> None:
    links = data["lists"]["liens"]["rows"]
    if links:
        spec = LISTS["liens"]
        data["maps"]["actions"] = {
            "title": translated(MAP_TITLE),
            "source": DIRECTORY,
            "query": query("liens"),
            "meaning": translated(spec[0]),
            "address": address("map", selection),
        }


def add_waves(data: Data, waves: list[Wave]) -> None:
    """Add the public results of some waves, the latest first.

    Codes of older waves are prefixed with their slug; the latest two are compared.
    """
    parts = [(wave, part_of(wave)) for wave in waves]
    for number, (wave, part) in enumerate(parts):
        prefix = f"{wave.slug}-" if number else ""
        for kind in ("figures", "tables"):
            for code, one in part[kind].items():
                data[kind][f"{prefix}{code}"] = one | {"source": SURVEY}
    if len(parts) > 1:
        (newer, now), (older, then) = parts[:2]
        names = (newer.name, older.name)
        for code, one in between_waves(now["tables"], then["tables"], names).items():
            data["tables"][code] = one | {"source": SURVEY}
