"""Measure the site in one process, on the database that the environment names."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import brotli
from django.core.cache import caches
from django.db import connection
from django.db.models import Count, F
from django.test import Client

from benchmark import by_hand
from config.start import load_pages
from cooperation.models import Action, Country, Theme

RUNS = 9
EXPORT_RUNS = 3
WARM_UP = 2


class Case(NamedTuple):
    """A question asked of the site, and the same asked in SQL."""

    name: str
    address: str
    statements: list[str]
    choices: dict[str, Any]
    runs: int = RUNS
    after_change: bool = False


class PageMeasure(NamedTuple):
    """Medians in milliseconds, and the size of the answer as browsers get it."""

    name: str
    site_ms: float
    sql_ms: float
    kilobytes: float
    queries: int


def list_cases() -> list[Case]:
    """Return what is measured: lists, search, map, exports."""
    country = get_most_frequent(Country, "locations")
    theme = get_most_frequent(Theme, "actions")
    narrow = {"pays": country.pk, "theme": theme.pk, "annee_min": 2015}
    address = f"/actions/?pays={country.pk.lower()}&theme={theme.code}&annee_min=2015"
    wide: dict[str, Any] = {}
    found = {"q": "eau & potable"}
    return [
        Case("Liste", "/actions/", by_hand.list_statements(wide), wide),
        Case(
            "Liste, dernière page",
            "/actions/?page=99999",
            by_hand.list_statements(wide),
            wide,
        ),
        Case("Liste filtrée", address, by_hand.list_statements(narrow), narrow),
        Case(
            "Recherche",
            "/actions/?q=eau+potable",
            by_hand.list_statements(found),
            found,
        ),
        Case(
            "Liste, première après un changement",
            "/actions/",
            by_hand.list_statements(wide),
            wide,
            after_change=True,
        ),
        Case("Points de la carte", "/actions/points.json", [by_hand.POINTS], wide),
        *(
            Case(f"Export {suffix}", f"/actions.{suffix}", by_hand.EXPORT, wide, runs)
            for suffix, runs in [("csv", EXPORT_RUNS), ("geojson", EXPORT_RUNS)]
        ),
    ]


def get_most_frequent(model: Any, relation: str) -> Any:
    """Return the row of reference data that most actions have."""
    return model.objects.annotate(n=Count(relation)).order_by("-n").first()


def measure_case(case: Case) -> PageMeasure:
    """Ask the site and the database in turn, and give the medians."""
    client, answer = Client(headers={"host": "localhost"}), b""
    site: list[float] = []
    sql: list[float] = []
    for run in range(case.runs + WARM_UP):
        caches["pages"].clear()
        if case.after_change:
            change_entry()
        site_ms, answer = time_call(lambda: fetch_answer(client, case.address))
        sql_ms, _rows = time_call(lambda: ask_database(case))
        if run >= WARM_UP:
            site.append(site_ms)
            sql.append(sql_ms)
    return PageMeasure(
        case.name,
        statistics.median(site),
        statistics.median(sql),
        len(brotli.compress(answer, quality=5)) / 1000,
        count_queries(client, case.address),
    )


def change_entry() -> None:
    """Write to one published action, as an edit does."""
    first = Action.objects.published().order_by("pk").values("pk")[:1]
    Action.objects.filter(pk__in=first).update(summary=F("summary"))


def time_call(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long some work takes, in milliseconds, and its result."""
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def fetch_answer(client: Client, address: str) -> bytes:
    """Return the whole answer of the site, streamed or not."""
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code}.")
    return b"".join(response) if response.streaming else response.content


def ask_database(case: Case) -> list[Any]:
    """Ask the database by hand, and read every row."""
    parameters = case.choices | {"ids": []}
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for statement in case.statements:
            if "LIMIT 20" in statement:
                cursor.execute(statement, parameters)
                rows = cursor.fetchall()
                parameters["ids"] = [row[0] for row in rows]
            else:
                cursor.execute(statement, parameters)
                cursor.fetchall()
    return rows


def count_queries(client: Client, address: str) -> int:
    """Count the queries of one answer."""
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    fetch_answer(client, address)
    connection.force_debug_cursor = False
    return len(connection.queries_log)


def build_report() -> str:
    """Return every measure as JSON, of a process that is started as a server is."""
    load_pages()
    return json.dumps([measure_case(case)._asdict() for case in list_cases()])
