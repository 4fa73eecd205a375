"""What a benchmark fails on: ratios, which hold on every machine."""

import json
from typing import Any

from django.conf import settings

from scripts.benchmark.ratios import compute_ratios, list_slower

RECORDED = {"Liste": {"10000": 0.5, "100000": 0.1, "growth": 1.5}}


def measure(small: float, large: float) -> dict[int, Any]:
    """Return measures of a list whose SQL takes 200 and 2,000 ms."""
    return {
        10_000: {"Liste": {"site_ms": small, "sql_ms": 200}},
        100_000: {"Liste": {"site_ms": large, "sql_ms": 2000}},
    }


def test_ratios_are_those_to_sql_and_of_the_sizes() -> None:
    assert compute_ratios(measure(100, 150)) == {
        "Liste": {"10000": 0.5, "100000": 0.07, "growth": 1.5}
    }


def test_one_size_has_no_growth() -> None:
    small = {10_000: measure(100, 150)[10_000]}

    assert compute_ratios(small) == {"Liste": {"10000": 0.5}}


def test_a_machine_half_as_fast_passes() -> None:
    assert list_slower(compute_ratios(measure(120, 200)), RECORDED) == []


def test_a_page_that_became_slower_is_named_with_both_ratios() -> None:
    assert list_slower(compute_ratios(measure(100, 500)), RECORDED) == [
        "Liste, 100000: 0.25, recorded 0.1",
        "Liste, growth: 5.0, recorded 1.5",
    ]


def test_what_was_never_recorded_is_said() -> None:
    assert list_slower({"Carte": {"10000": 1.0}}, RECORDED) == [
        "Carte, 10000: 1.0, not recorded"
    ]


def test_the_recorded_ratios_are_of_what_the_table_shows() -> None:
    recorded = json.loads((settings.BASE_DIR / "docs/bench-ratios.json").read_text())
    table = (settings.BASE_DIR / "docs/bench.md").read_text()

    assert [name for name in recorded if f"| {name} |" not in table] == []
