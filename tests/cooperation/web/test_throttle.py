"""Limits on what is asked: counted for all processes, refused calmly in French."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from cooperation.models import RequestCount
from cooperation.web.throttle import ThrottledError, check_attempt
from tests import factories
from tests.processes import own_database

pytestmark = pytest.mark.django_db

Throttle = type(settings.THROTTLES["forms"])
TWICE_A_MINUTE = Throttle(2, 60)
ATTEMPT_IN_PROCESS = """
import django
django.setup()
from cooperation.models import RequestCount
for _number in range(50):
    RequestCount.objects.count_request("one", 3600)
"""


@pytest.fixture
def limits(settings: LazySettings) -> dict[str, Any]:
    """Two requests of each kind in a minute; a test may change it."""
    limits = dict.fromkeys(settings.THROTTLES, TWICE_A_MINUTE)
    settings.THROTTLES = limits
    return limits


# Counting ---------------------------------------------------------------------


def test_attempts_within_the_limit_pass_and_the_next_says_how_long_to_wait(
    limits: dict[str, Any],
) -> None:
    check_attempt("forms", "a")
    check_attempt("forms", "a")
    with pytest.raises(ThrottledError) as error:
        check_attempt("forms", "a")

    assert 58 <= error.value.seconds <= 60
    check_attempt("forms", "b")
    check_attempt("contact", "a")


def test_a_period_that_ended_starts_anew(limits: dict[str, Any]) -> None:
    for _number in range(2):
        check_attempt("forms", "a")
    RequestCount.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    check_attempt("forms", "a")

    assert RequestCount.objects.get().number == 1


def test_no_limit_costs_no_query(
    limits: dict[str, Any], django_assert_num_queries: object
) -> None:
    limits["forms"] = Throttle(0, 60)
    with django_assert_num_queries(0):  # type: ignore[operator]
        check_attempt("forms", "a")


@pytest.mark.slow
def test_of_an_address_only_a_digest_is_kept(client: Client) -> None:
    client.get("/actions/?q=eau", REMOTE_ADDR="203.0.113.9")
    (key,) = RequestCount.objects.values_list("key", flat=True)
    assert len(key) == 64
    assert "203" not in key[:3]


def test_counts_cost_no_disk_write() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class"
            " WHERE relname = 'cooperation_requestcount'"
        )
        assert cursor.fetchone() == ("u",)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_processes_miss_nothing_that_others_count() -> None:
    def run_process(_number: int) -> int:
        return subprocess.run(
            [sys.executable, "-c", ATTEMPT_IN_PROCESS],
            cwd=Path(settings.BASE_DIR),
            env={
                **own_database(),
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "DEMO": "1",
                "PATH": "",
            },
            check=False,
        ).returncode

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run_process, range(4))) == [0, 0, 0, 0]

    assert RequestCount.objects.get().number == 200


# What public pages answer -----------------------------------------------------


def ask(client: Client, address: str, times: int = 3) -> list[int]:
    """Ask so often, each time for another selection, which no kept page has."""
    joint = "&" if "?" in address else "?"
    return [
        client.get(f"{address}{joint}annee_min={2000 + number}").status_code
        for number in range(times)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        *("/actions/", "/accords/", "/collectivites/", "/carte/", "/chiffres/"),
        *("/actions/points.json", "/carte/liens.json", "/carte.svg", "/actions.rss"),
        *("/actions.csv", "/actions.xlsx", "/actions.geojson", "/accords.csv"),
        *("/chiffres/actions-par-pays.csv", "/en/actions/"),
    ],
)
def test_a_third_selection_in_a_minute_is_refused(
    client: Client, limits: dict[str, Any], address: str
) -> None:
    statuses = ask(client, address)
    assert statuses[-1] == 429
    assert 429 not in statuses[:2]


@pytest.mark.slow
def test_a_third_print_is_refused(client: Client, limits: dict[str, Any]) -> None:
    address = factories.ActionFactory().get_absolute_url().rstrip("/")
    assert ask(client, f"{address}.pdf")[-1] == 429
    assert ask(client, f"{address}.png")[-1] == 429
    assert client.get(f"{address}/").status_code == 200


def test_the_refusal_is_a_calm_page_that_says_when(
    client: Client, limits: dict[str, Any]
) -> None:
    ask(client, "/actions/")
    answer = client.get("/actions/?annee_min=2010")

    assert "Un instant, s’il vous plaît" in answer.text
    assert "réessayez dans" in answer.text
    assert 55 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert not client.cookies
    assert "One moment, please" in client.get("/en/actions/?annee_min=2010").text


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/actions.csv", "text/plain; charset=utf-8"),
        ("/actions.rss", "text/plain; charset=utf-8"),
        ("/carte.svg", "text/plain; charset=utf-8"),
        ("/actions.geojson", "application/json"),
    ],
)
def test_programs_are_refused_in_their_format(
    client: Client, limits: dict[str, Any], address: str, kind: str
) -> None:
    ask(client, address)
    answer = client.get(f"{address}?annee_min=2010")

    assert (answer.status_code, answer.headers["Content-Type"]) == (429, kind)
    assert int(answer.headers["Retry-After"]) > 0
    text = json.loads(answer.text)["errors"][0] if "json" in kind else answer.text
    assert text.startswith("Beaucoup de demandes sont venues d’ici : réessayez dans")


@pytest.mark.slow
def test_pages_without_a_query_are_never_refused(
    client: Client, limits: dict[str, Any]
) -> None:
    for _number in range(5):
        for address in ("/", "/actions/", "/collectivites/", "/a-propos/"):
            assert client.get(address).status_code == 200
    assert not RequestCount.objects.exists()


def test_a_kept_page_is_not_counted(client: Client, limits: dict[str, Any]) -> None:
    accepted = {"Accept-Encoding": "br"}
    first = client.get("/actions/?q=eau", headers=accepted)
    for _number in range(5):
        assert client.get("/actions/?q=eau", headers=accepted).status_code == 200
        known = accepted | {"If-None-Match": first.headers["ETag"]}
        assert client.get("/actions/?q=eau", headers=known).status_code == 304
    assert RequestCount.objects.get().number == 1


def test_others_are_not_refused_with_the_one_who_asks_too_much(
    client: Client, limits: dict[str, Any], settings: LazySettings
) -> None:
    settings.TRUSTED_PROXIES = 1
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.9"}
    for number in range(3):
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}, 203.0.113.9"}
        answer = client.get(f"/actions/?annee_min={2000 + number}", **forged)
    assert answer.status_code == 429

    other = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 203.0.113.10"}
    assert client.get("/actions/?annee_min=2002", **other).status_code == 200


def test_who_types_all_the_time_is_not_refused() -> None:
    most, seconds = settings.THROTTLES["search"]
    assert most / seconds >= 4


# Access requests ----------------------------------------------------------------


def asked_by(number: int) -> dict[str, str]:
    return {
        "full_name": "Sacha Petit",
        "function": "Chargée de mission",
        "email": f"sacha{number}@annecy.example",
    }


@pytest.mark.slow
def test_access_requests_are_limited_and_nothing_typed_is_lost(client: Client) -> None:
    town = factories.CollectivityFactory()
    page = f"/compte/demande/?collectivite={town.slug}"
    started = time.monotonic()
    answers = [client.post(page, asked_by(number)) for number in range(60)]

    assert [answer.status_code for answer in answers] == [302] * 10 + [429] * 50
    assert town.access_requests.count() == 10
    last = answers[-1]
    assert "sacha59@annecy.example" in last.text
    assert "réessayez dans" in last.text
    left = 3600 - (time.monotonic() - started)
    assert abs(int(last.headers["Retry-After"]) - left) <= 2


def test_the_search_of_an_authority_is_limited(
    client: Client, limits: dict[str, Any]
) -> None:
    statuses = [client.get("/compte/demande/?q=annecy").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/compte/demande/").status_code == 200
