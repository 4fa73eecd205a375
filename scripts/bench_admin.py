"""Measure the staff's pages at 10,000 actions: each list and form in under a second.

Uses the database of ``scripts/bench.py``; the table goes to ``docs/bench-admin.md``.

    python scripts/bench_admin.py
"""

import json
from pathlib import Path
from typing import Any

from bench import prepare_database, run_code

SIZE = 10_000
MOST_MS = 1000
OK = 200
TABLE = Path(__file__).resolve().parent.parent / "docs" / "bench-admin.md"
MEASURE = """
import sys
sys.path.insert(0, "scripts")
from benchmark.staff_measures import build_report
print(build_report())
"""
PAGE = """# How fast the staff's pages are

Written by `make bench`: every list and form of the admin at {size:,} generated actions,
36,000 authorities and 100,000 places, on one machine, in one process: median and worst
of five, no cache of pages. *queries*: of one page, session and rights included. Lists
with a word after the colon are searched or narrowed; suggestions are what fields offer
while one types. The budget is one second.

| page | median | worst | queries |
|---|--:|--:|--:|
{rows}

{budget}
"""


def format_line(row: dict[str, Any]) -> str:
    """Return the line of a page."""
    return (
        f"| {row['name']} | {row['ms']:.0f} ms | {row['worst_ms']:.0f} ms |"
        f" {row['queries']} |"
    )


def main() -> None:
    """Measure, write the table, and say what is too slow or does not open."""
    prepare_database(SIZE)
    rows: list[dict[str, Any]] = json.loads(run_code(SIZE, MEASURE))
    rows.sort(key=lambda row: -row["ms"])
    broken = [
        f"{row['name']}: {row['ms']:.0f} ms, status {row['status']}"
        for row in rows
        if row["ms"] > MOST_MS or row["status"] != OK
    ]
    budget = "\n".join(f"- {line}" for line in broken) or "The budget is kept."
    lines = "\n".join(format_line(row) for row in rows)
    TABLE.write_text(PAGE.format(size=SIZE, rows=lines, budget=budget))
    print(TABLE.read_text())
    if broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
