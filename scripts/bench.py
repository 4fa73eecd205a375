"""Measure the site beside raw SQL, at 10,000 and 100,000 actions: ``make bench``.

Each size has its own database of generated actions, on the embedded server, made at
the first run and kept. The table goes to ``docs/bench.md``; the end is an error when
a budget is not kept, or with ``--check`` a ratio passes the one that FILE records.

    python scripts/bench.py [COUNT ...] [--check FILE | --record FILE]
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmark.ratios import (
    Measures,
    compute_ratios,
    list_slower,
    read_ratios,
    write_ratios,
)

ROOT = Path(__file__).resolve().parent.parent
SIZES = [10_000, 100_000]
TABLE = ROOT / "docs" / "bench.md"
MOST_TIMES_SQL = 2.0
MOST_KILOBYTES_OF_LIST = 30
MEASURE = """
import sys
sys.path.insert(0, "scripts")
from benchmark.page_measures import build_report
print(build_report())
"""
HAS_ACTIONS = """
from cooperation.models import Action, Country
print(Country.objects.exists(), Action.objects.count())
"""
VACUUM = """
from django.db import connection
connection.cursor().execute("VACUUM ANALYZE")
"""


def build_environment(size: int) -> dict[str, str]:
    """Return the environment of a size: its own database, settings of the demo."""
    return {
        **os.environ,
        "DEMO": "1",
        "PASSERELLES_DB_NAME": f"passerelles_bench_{size}",
        "THROTTLES": "search=0/60,exports=0/60,prints=0/60",
        "STATEMENT_TIMEOUT_MS": str(30 * 60_000),
    }


def run_command(size: int, *arguments: str) -> str:
    """Run a command of the project, and give what it prints."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=build_environment(size),
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout.decode()


def run_code(size: int, code: str) -> str:
    """Run a few lines in the project, and give the last line that they print."""
    lines = run_command(size, "shell", "--no-imports", "-c", code).strip().splitlines()
    return lines[-1] if lines else ""


def prepare_database(size: int) -> None:
    """Make the database of a size, unless it is there."""
    run_command(size, "migrate", "--verbosity", "0")
    run_command(size, "collectstatic", "--noinput", "--verbosity", "0")
    loaded, actions = run_code(size, HAS_ACTIONS).split()
    if loaded == "False":
        run_command(size, "load_reference")
    if int(actions) != size:
        print(f"{size:,} actions are generated…", flush=True)
        run_command(size, "generate_actions", "--count", str(size))
        run_code(size, VACUUM)


def measure_size(size: int) -> Measures:
    """Return the measures of a size by name."""
    prepare_database(size)
    print(f"{size:,} actions are measured…", flush=True)
    rows: list[dict[str, Any]] = json.loads(run_code(size, MEASURE))
    return {row["name"]: row for row in rows}


def format_table(results: dict[int, Measures]) -> str:
    """Return the measures as a table in Markdown."""
    sizes = list(results)
    head = "| |" + "".join(
        f" {size:,}: site | SQL | ratio | kB | queries |" for size in sizes
    )
    lines = [head, "|---|" + "--:|--:|--:|--:|--:|" * len(sizes)]
    for name in results[sizes[0]]:
        cells = "".join(format_cells(results[size][name]) for size in sizes)
        lines.append(f"| {name} |{cells}")
    return "\n".join(lines)


def format_cells(row: dict[str, Any]) -> str:
    """Return the five cells of one measure."""
    ratio = row["site_ms"] / row["sql_ms"]
    return (
        f" {row['site_ms']:.0f} ms | {row['sql_ms']:.0f} ms | {ratio:.1f} |"
        f" {row['kilobytes']:.0f} | {row['queries']} |"
    )


def list_broken_budgets(results: dict[int, Measures]) -> list[str]:
    """Return which budgets of the design are not kept."""
    broken = []
    for size, measures in results.items():
        for name, row in measures.items():
            if row["site_ms"] > MOST_TIMES_SQL * row["sql_ms"]:
                broken.append(f"{size:,}, {name}: more than twice the raw SQL")
            is_page = name.startswith(("Liste", "Recherche"))
            if is_page and row["kilobytes"] > MOST_KILOBYTES_OF_LIST:
                broken.append(f"{size:,}, {name}: {row['kilobytes']:.0f} kB of HTML")
    return broken


def write_report(results: dict[int, Measures], broken: list[str]) -> None:
    """Write the report."""
    budget = "\n".join(f"- {line}" for line in broken) or "All budgets are kept."
    TABLE.write_text(PAGE.format(table=format_table(results), budget=budget))


PAGE = """# How fast

Written by `make bench`: generated actions in the shape of the national atlas, on one
machine, medians of nine runs (exports: three), the site and raw SQL in turn.

{table}

- *site*: the whole answer in Django, middleware and template included, no cache of
  pages; *SQL*: the same questions written by hand (`scripts/benchmark/by_hand.py`), a
  count, twelve facets, the page and what its cards show, every row read.
- *kB*: the answer compressed as browsers get it. *queries*: of one answer.
- Facets are counted on columns in memory (`cooperation/search/facet_index.py`); the
  first page after a change is made of the former ones, while a thread reads the entries
  that were touched. Anonymous visitors mostly meet a page that is kept compressed, or
  304, which are not measured here.

## Budgets

Twice the raw SQL at most; 30 kB of compressed HTML for a list page.

{budget}
"""


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the site beside raw SQL.")
    parser.add_argument("sizes", type=int, nargs="*", metavar="COUNT")
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--check", type=Path, metavar="FILE", help="compare the ratios")
    told.add_argument("--record", type=Path, metavar="FILE", help="write the ratios")
    return parser.parse_args()


def main() -> None:
    """Measure every size asked for, write the table, and say what is too slow."""
    options = parse_arguments()
    if "DATABASE_URL" in os.environ:
        raise SystemExit("Unset DATABASE_URL: the benchmark makes its own databases.")
    results = {size: measure_size(size) for size in options.sizes or SIZES}
    broken = list_broken_budgets(results)
    write_report(results, broken)
    print(TABLE.read_text())
    ratios = compute_ratios(results)
    if options.record:
        write_ratios(options.record, ratios)
    if options.check:
        slower = list_slower(ratios, read_ratios(options.check))
        print("\n".join(slower) or "No ratio passes the one recorded.")
        broken += slower
    if broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
