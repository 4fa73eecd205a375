"""Measure the site beside a plain Django, Datasette and raw SQL: ``make bench``.

Each size has its own database of generated actions, on the embedded server, made at
the first run and kept. The tables go to ``docs/bench.md``; with ``--check`` the end is
an error when a ratio passes the one that FILE records.

    python scripts/bench.py [COUNT ...] [--datasette PROGRAM]
                            [--check FILE | --record FILE]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmark.ratios import (
    Measures,
    compute_ratios,
    list_slower,
    read_ratios,
    write_ratios,
)
from benchmark.report import TABLE, write_report

ROOT = Path(__file__).resolve().parent.parent
SIZES = [10_000, 100_000]
MEASURE = """
import sys
sys.path.insert(0, "scripts")
from benchmark.page_measures import build_report
print(build_report({datasette!r}))
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
        "STATEMENT_TIMEOUT_MS": str(60 * 60_000),
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


def measure_size(size: int, datasette: str) -> Measures:
    """Return the measures of a size by name."""
    prepare_database(size)
    print(f"{size:,} actions are measured…", flush=True)
    measures: Measures = json.loads(run_code(size, MEASURE.format(datasette=datasette)))
    return measures


def find_datasette() -> str:
    """Return the program that ``make bench`` installs beside Python, "" without."""
    beside = Path(sys.executable).with_name("datasette")
    return str(beside) if beside.exists() else shutil.which("datasette") or ""


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the site beside its peers.")
    parser.add_argument("sizes", type=int, nargs="*", metavar="COUNT")
    parser.add_argument(
        "--datasette",
        default=find_datasette(),
        metavar="PROGRAM",
        help="where Datasette is, if not beside Python; '' leaves both peers out",
    )
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--check", type=Path, metavar="FILE", help="compare the ratios")
    told.add_argument("--record", type=Path, metavar="FILE", help="write the ratios")
    return parser.parse_args()


def main() -> None:
    """Measure every size asked for, write the tables, and say what is too slow."""
    options = parse_arguments()
    if "DATABASE_URL" in os.environ:
        raise SystemExit("Unset DATABASE_URL: the benchmark makes its own databases.")
    if not options.datasette:
        print("No Datasette (pip install --group bench): without the peers.")
    results = {
        size: measure_size(size, options.datasette) for size in options.sizes or SIZES
    }
    write_report(results)
    print(TABLE.read_text())
    ratios = compute_ratios(results)
    if options.record:
        write_ratios(options.record, ratios)
    if options.check:
        slower = list_slower(ratios, read_ratios(options.check))
        print("\n".join(slower) or "No ratio passes the one recorded.")
        raise SystemExit(1 if slower else 0)


if __name__ == "__main__":
    main()
