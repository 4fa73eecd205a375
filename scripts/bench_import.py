"""Measure a large import beside the same rows written in plain SQL: ``make bench``.

Each run works on a copy of one database, which holds the references and a thousand
generated actions. Plain SQL (``benchmark/import_in_sql.py``) copies the same file into
a temporary table and writes the same rows into the same tables: actions, what hangs on
them, their history, the words that search reads. The table goes to
``docs/bench-import.md``; the end is an error when a budget is not kept.

    python scripts/bench_import.py [COUNT ...]
"""

import csv
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BASE = "passerelles_bench_import_base"
COPY = "passerelles_bench_import"
SIZES = [10_000, 100_000]
TABLE = ROOT / "docs" / "bench-import.md"
FILES = ROOT / "var" / "bench-import"
MOST_TIMES_SQL = 2.0
# Beyond what ten times fewer rows take.
MOST_MORE_MEGABYTES = 60
REFERENCES = """
import json
from cooperation.models import Collectivity, Country, FundingWindow, Partner, Theme
def some(rows, *columns):
    return list(rows.order_by("pk").values_list(*columns)[:500])
print(json.dumps({
    "leads": [c for (c,) in some(Collectivity.objects.exclude(siren=None), "siren")],
    "partners": [s for (s,) in some(Partner.objects.all(), "slug")],
    # "NA", "NC" and "NR" say in a cell that nothing is known.
    "countries": [
        c for (c,) in some(Country.objects.exclude(iso2__in=["NA", "NC", "NR"]), "iso2")
    ],
    "themes": [c for (c,) in some(Theme.objects.all(), "code")],
    "windows": [c for (c,) in some(FundingWindow.objects.all(), "code")],
}))
"""
CLONE = f"""
from django.db import connection
cursor = connection.cursor()
cursor.execute('DROP DATABASE IF EXISTS {COPY} WITH (FORCE)')
cursor.execute('CREATE DATABASE {COPY} TEMPLATE {BASE}')
"""
COUNTS = """
import json
from django.db import connection
tables = ["action", "location", "involvement", "funding", "action_themes",
    "action_goals", "historicalaction", "historicallocation",
    "historicalinvolvement", "historicalfunding", "historicalaction_themes",
    "historicalaction_goals"]
cursor = connection.cursor()
found = []
for table in tables:
    cursor.execute(f"SELECT count(*) FROM cooperation_{table}")
    found.append(cursor.fetchone()[0])
cursor.execute("SELECT count(*) FROM cooperation_action WHERE search_vector IS NULL")
found.append(cursor.fetchone()[0])
print(json.dumps(found))
"""
HEADER = [
    *("titre", "resume", "description", "etat", "annee_debut", "annee_fin"),
    *("chef_de_file_code", "themes", "odd", "budget_eur", "pays"),
    *("partenaires", "guichet", "montant", "montant_annee", "publication", "source"),
]
WORDS = [
    *("eau", "potable", "forage", "village", "école", "santé", "maternité", "élus"),
    *("reboisement", "maraîchage", "jeunesse", "assainissement", "formation", "tri"),
    *("coopérative", "énergie", "solaire", "déchets", "culture", "échange", "lycée"),
    *("bibliothèque", "état", "civil", "piste", "marché", "coton", "karité", "femmes"),
]


class RunMeasure(NamedTuple):
    """How long a run took, in seconds, and its memory at most, in megabytes."""

    seconds: float
    megabytes: float


def build_environment(database: str) -> dict[str, str]:
    """Return the environment of a database on the embedded server."""
    return {
        **os.environ,
        "DEMO": "1",
        "PASSERELLES_DB_NAME": database,
        "STATEMENT_TIMEOUT_MS": str(30 * 60_000),
    }


def run_command(database: str, *arguments: str) -> str:
    """Run a command of the project, and give the last line that it prints."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=build_environment(database),
        check=True,
        stdout=subprocess.PIPE,
    )
    lines = done.stdout.decode().strip().splitlines()
    return lines[-1] if lines else ""


def run_code(database: str, code: str) -> str:
    """Run a few lines in the project."""
    return run_command(database, "shell", "--no-imports", "-c", code)


def measure_program(*arguments: str) -> RunMeasure:
    """Run a program on a fresh copy of the base, and measure it."""
    run_code("passerelles_bench_import_server", CLONE)
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=build_environment(COPY),
        stdout=subprocess.DEVNULL,
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{arguments} failed")
    return RunMeasure(time.perf_counter() - started, usage.ru_maxrss / 1024)


def prepare_base() -> dict[str, list[str]]:
    """Make the base, unless it is there; give the codes that files may name."""

    run_command(BASE, "migrate", "--verbosity", "0")
    references = json.loads(run_code(BASE, REFERENCES))
    if not references["partners"]:
        run_command(BASE, "load_reference")
        run_command(BASE, "generate_actions", "--count", "1000", "--verbosity", "0")
        run_code(
            BASE,
            "from django.db import connection\n"
            "connection.cursor().execute('VACUUM ANALYZE')",
        )
        references = json.loads(run_code(BASE, REFERENCES))
    found: dict[str, list[str]] = references
    return found


def write_file(size: int, known: dict[str, list[str]]) -> Path:
    """Write a file of actions, of one row each, as an authority fills it in."""
    FILES.mkdir(parents=True, exist_ok=True)
    path = FILES / f"actions-{size}.csv"
    chance = random.Random(size)  # noqa: S311 -- the same file each time

    def text(number: int) -> str:
        return " ".join(chance.choices(WORDS, k=number))

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for number in range(size):
            start = chance.randint(1990, 2024)
            partners = dict.fromkeys(chance.choices(known["partners"], k=2))
            themes = dict.fromkeys(chance.choices(known["themes"], k=2))
            writer.writerow(
                [
                    f"{text(5)} {number}",
                    text(25),
                    text(chance.randint(20, 100)),
                    chance.choice(["en_cours", "terminee", "planifiee"]),
                    start,
                    start + chance.randint(0, 5),
                    chance.choice(known["leads"]),
                    " | ".join(themes),
                    chance.randint(1, 17),
                    chance.randint(1, 900) * 1000,
                    chance.choice(known["countries"]),
                    " | ".join(partners),
                    chance.choice(known["windows"]),
                    chance.randint(1, 200) * 500,
                    start,
                    chance.choice(["publiee", "brouillon"]),
                    "banc d’essai",
                ]
            )
    return path


def compare_with_sql(
    size: int, known: dict[str, list[str]]
) -> tuple[RunMeasure, RunMeasure]:
    """Measure an import and plain SQL on one file; both must leave as many rows."""
    path = str(write_file(size, known))
    ours = measure_program("manage.py", "import_directory", path, "--verbosity", "0")
    our_counts = run_code(COPY, COUNTS)
    sql = measure_program("scripts/benchmark/import_in_sql.py", path)
    counts = run_code(COPY, COUNTS)
    if counts != our_counts:
        raise SystemExit(f"not the same rows: {our_counts}, {counts} in SQL")
    return ours, sql


def main() -> None:
    """Measure each size, write the table, and end in error beyond a budget."""
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    known = prepare_base()
    load = os.getloadavg()[0]
    found = {size: compare_with_sql(size, known) for size in sizes}
    lines = [
        "# A large import beside plain SQL",
        "",
        "Made by `python scripts/bench_import.py`; see there for what is compared.",
        f"{os.cpu_count()} cores; load {load:.1f} before, {os.getloadavg()[0]:.1f} "
        "after: where the two differ by more than the two runs themselves, other "
        "programs were at work.",
        "",
        "| rows | import | plain SQL | times | memory at most |",
        "|---|---|---|---|---|",
    ]
    for size, (ours, sql) in found.items():
        times = ours.seconds / sql.seconds
        lines.append(
            f"| {size:,} | {ours.seconds:.1f} s | {sql.seconds:.1f} s | {times:.2f} "
            f"| {ours.megabytes:.0f} MB |"
        )
    print("\n".join(lines))
    if sizes == SIZES:
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    memory = [ours.megabytes for ours, _sql in found.values()]
    largest, sql = found[sizes[-1]]
    if largest.seconds > MOST_TIMES_SQL * sql.seconds:
        raise SystemExit("the import takes more than twice the time of plain SQL")
    if memory[-1] - memory[0] > MOST_MORE_MEGABYTES:
        raise SystemExit("the memory of the import grows with the file")


if __name__ == "__main__":
    main()
