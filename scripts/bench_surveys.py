"""Measure the results of a large wave: 5,000 participations × 60 questions.

The wave is made once, marked as a demonstration, in a database of its own.

    python scripts/bench_surveys.py [PARTICIPATIONS]
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTICIPATIONS = 5_000
TABLE = ROOT / "docs" / "bench-surveys.md"
MEASURE = """
import sys
sys.path.insert(0, "scripts")
from benchmark.survey_measures import build_report
print(build_report({number}))
"""

PAGE = """# How fast results are

Written by `python scripts/bench_surveys.py`, which `make bench` runs: an invented wave
of {participations:,} participations and {questions} questions, {answers:,} answers, on
one machine, medians of five runs.

| | time | queries |
|---|--:|--:|
{rows}
"""


def run_command(*arguments: str) -> str:
    """Run a command of the project on the benchmark's database."""
    environment = {
        **os.environ,
        "DEMO": "1",
        "PASSERELLES_DB_NAME": "passerelles_bench_surveys",
        "STATEMENT_TIMEOUT_MS": str(10 * 60_000),
    }
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode()


def main() -> None:
    """Make the wave, measure it, and write the table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PARTICIPATIONS
    run_command("migrate", "--verbosity", "0")
    run_command("collectstatic", "--noinput", "--verbosity", "0")
    code = MEASURE.format(number=number)
    lines = run_command("shell", "--no-imports", "-c", code).strip().splitlines()
    found = json.loads(lines[-1])
    rows = "\n".join(
        f"| {row['name']} | {row['ms']:,.0f} ms | {row['queries']} |"
        for row in found.pop("rows")
    )
    TABLE.write_text(PAGE.format(rows=rows, **found))
    print(TABLE.read_text())


if __name__ == "__main__":
    main()
