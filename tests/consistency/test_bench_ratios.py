"""What a benchmark fails on: ratios, which hold on every machine."""

import importlib
import json
from typing import Any

import pytest
from django.conf import settings

from scripts.benchmark.ratios import compute_ratios, list_slower

RECORDED = {"Liste": {"10000 / sql": 0.5, "100000 / sql": 0.1, "growth 100000": 1.5}}


def measure(small: float, large: float, status: int = 200) -> dict[int, Any]:
    """Return measures of a list whose SQL takes 200 and 2,000 ms."""
    site = [{"ms": ms, "status": status} for ms in (small, large)]
    sql = [{"ms": ms, "status": 200} for ms in (200, 2000)]
    return {
        10_000: {"Liste": {"site": site[0], "sql": sql[0]}},
        100_000: {"Liste": {"site": site[1], "sql": sql[1]}},
    }


def test_ratios_are_those_to_others_and_of_the_sizes() -> None:
    assert compute_ratios(measure(100, 150)) == {
        "Liste": {"10000 / sql": 0.5, "100000 / sql": 0.075, "growth 100000": 1.5}
    }


def test_one_size_has_no_growth() -> None:
    small = {10_000: measure(100, 150)[10_000]}

    assert compute_ratios(small) == {"Liste": {"10000 / sql": 0.5}}


def test_an_answer_that_failed_has_no_ratio() -> None:
    assert compute_ratios(measure(100, 150, status=503)) == {}


def test_a_machine_half_as_fast_passes() -> None:
    assert list_slower(compute_ratios(measure(120, 200)), RECORDED) == []


def test_a_page_that_became_slower_is_named_with_both_ratios() -> None:
    assert list_slower(compute_ratios(measure(100, 500)), RECORDED) == [
        "Liste, 100000 / sql: 0.25, recorded 0.1",
        "Liste, growth 100000: 5.0, recorded 1.5",
    ]


def test_what_was_never_recorded_is_said() -> None:
    assert list_slower({"Carte": {"10000 / sql": 1.0}}, RECORDED) == [
        "Carte, 10000 / sql: 1.0, not recorded"
    ]


def test_goals_that_are_missed_are_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(settings.BASE_DIR / "scripts")
    report = importlib.import_module("benchmark.report")
    found = {10_000: {"Deux mots": {"site": {"ms": 16.0, "status": 200}}}}
    table = report.build_goal_table(found)

    assert "| Deux mots | ≤ 15 | **16.0 ms** |" in table.splitlines()


def test_the_recorded_ratios_are_of_what_the_table_shows() -> None:
    recorded = json.loads((settings.BASE_DIR / "docs/bench-ratios.json").read_text())
    table = (settings.BASE_DIR / "docs/bench.md").read_text()

    assert [name for name in recorded if f"| {name} |" not in table] == []
