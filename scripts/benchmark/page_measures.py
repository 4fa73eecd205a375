"""Measure the site and its peers in turn, on the database that the environment names.

A round asks every contender every case; a figure is the median of the medians of
rounds. Processor time is that of all rounds together.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from benchmark.cases import COPY, SQL, Case, Question, list_cases
from benchmark.datasette_data import make_sqlite
from benchmark.report import MEMORY
from benchmark.servers import (
    DATASETTE,
    PLAIN,
    SITE,
    Answer,
    Server,
    find_database_process,
    run_datasette,
    run_plain_django,
    run_site,
    sum_processor_seconds,
)
from cooperation.models import Action

ROUNDS, STARTS = 5, 3
# What one contender may take of a round for one case; what is slower than a round's
# limit is asked in one round.
ROUND_MS, SLOW_MS = 3_000, 5_000
PROCESSORS = 2
# For what a write sets off to be done before other cases are measured.
SECONDS_TO_SETTLE = 3
WRITE = """
    UPDATE cooperation_action SET summary = left(summary, 250) || ' ' || %s
    WHERE id = (SELECT min(id) FROM cooperation_action
                WHERE publication = 'publiee')"""


@dataclass
class Figure:
    """What a contender took for a case, in milliseconds a question."""

    warm_ms: float = 0
    rounds: list[float] = field(default_factory=list)
    cpu_ms: float = 0
    asked: int = 0
    status: int = 200
    kilobytes: float = 0

    @property
    def is_slow(self) -> bool:
        return max(self.rounds, default=0) > SLOW_MS

    def count_turns(self, times: int) -> int:
        return max(1, min(times, int(ROUND_MS / (self.warm_ms or 1))))

    def add_answers(self, answers: list[Answer]) -> None:
        self.asked += len(answers)
        self.status = max(self.status, *(one.status for one in answers))
        self.kilobytes = statistics.median(one.size for one in answers) / 1000

    def summarize(self) -> dict[str, Any]:
        return {
            "ms": statistics.median(self.rounds),
            "cpu_ms": self.cpu_ms / self.asked,
            "status": self.status,
            "kilobytes": self.kilobytes,
        }


@dataclass
class Bench:
    """The contenders of one size, and what they took by case and contender."""

    servers: dict[str, Server]
    database: int = field(default_factory=find_database_process)
    figures: dict[tuple[str, str], Figure] = field(default_factory=dict)
    writes: int = 0

    def run(self, cases: list[Case]) -> None:
        asked = [(case, name) for case in cases for name in self.list_contenders(case)]
        for case, name in asked:
            self.figures[case.name, name] = self.warm_up(case, name)
        for number in range(ROUNDS):
            for case, name in asked:
                if not self.figures[case.name, name].is_slow:
                    self.run_round(case, name, number)

    def list_contenders(self, case: Case) -> list[str]:
        return [name for name in case.asked if name in (*self.servers, SQL, COPY)]

    def warm_up(self, case: Case, name: str) -> Figure:
        """Ask once what is not long, to know how often it can be asked."""
        if case.is_long:
            return Figure()
        for _time in range(2):
            answer = self.ask(case, name, case.asked[name][0])
        return Figure(warm_ms=answer.ms)

    def run_round(self, case: Case, name: str, number: int) -> None:
        figure, asked = self.figures[case.name, name], case.asked[name]
        times = figure.count_turns(case.times)
        first = number * times
        turns = [asked[(first + turn) % len(asked)] for turn in range(times)]
        if case.is_kept:
            self.ask(case, name, turns[0])
        with self.count_processor_time(name, figure):
            if case.at_once > 1:
                ms, answers = self.ask_at_once(case, name, turns)
            else:
                answers = [self.ask(case, name, turn) for turn in turns]
                ms = statistics.median(answer.ms for answer in answers)
        figure.rounds.append(ms)
        figure.add_answers(answers)
        if case.after_write:
            time.sleep(SECONDS_TO_SETTLE)

    def ask(self, case: Case, name: str, question: Any) -> Answer:
        if name == SQL:
            return time_work(lambda: ask_database(question))
        if name == COPY:
            return time_work(lambda: copy_rows(question))
        if case.after_write:
            self.write()
        return self.servers[name].ask(question, kept=case.is_kept)

    def ask_at_once(
        self, case: Case, name: str, turns: list[str]
    ) -> tuple[float, list[Answer]]:
        """Ask many at once; the time is that of all, divided by their number."""
        clients = [self.servers[name].another_client() for _ in range(case.at_once)]
        shares = [turns[place :: case.at_once] for place in range(case.at_once)]

        def ask_share(client: Server, share: list[str]) -> list[Answer]:
            return [client.ask(address) for address in share]

        wall, own = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(case.at_once) as pool:
            found = list(chain.from_iterable(pool.map(ask_share, clients, shares)))
        taken = time.perf_counter() - wall
        taken -= (time.process_time() - own) / PROCESSORS
        return 1000 * taken / len(turns), found

    def write(self) -> None:
        """Change an action that is published."""
        self.writes += 1
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [str(self.writes)])

    @contextmanager
    def count_processor_time(self, name: str, figure: Figure) -> Iterator[None]:
        before = self.sum_processor_seconds(name)
        yield
        figure.cpu_ms += 1000 * (self.sum_processor_seconds(name) - before)

    def sum_processor_seconds(self, name: str) -> float:
        """Return the processor time of a contender's processes and of the database."""
        web = self.servers[name].processor_seconds() if name in self.servers else 0
        return web + (sum_processor_seconds(self.database) if self.database else 0)


def time_work(work: Callable[[], int]) -> Answer:
    """Return how long some work takes, less what this process computes for it."""
    wall, own = time.perf_counter(), time.thread_time()
    size = work()
    taken = (time.perf_counter() - wall) - (time.thread_time() - own)
    return Answer(1000 * taken, 200, size)


def ask_database(question: Question) -> int:
    """Ask the database by hand, and read every row."""
    parameters = question.choices | {"ids": []}
    with connection.cursor() as cursor:
        for statement in question.statements:
            cursor.execute(statement, parameters)
            rows = cursor.fetchall()
            if "LIMIT 20" in statement:
                parameters["ids"] = [row[0] for row in rows]
    return 0


class Sink:
    """Counts what is written to it."""

    size = 0

    def write(self, piece: bytes) -> None:
        self.size += len(piece)


def copy_rows(statements: list[str]) -> int:
    """Copy the rows that an export tells, as PostgreSQL writes them."""
    sink = Sink()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv)", sink)
    return sink.size


def measure_starts() -> dict[str, list[Answer]]:
    """Return what the first list of new processes took, and their whole starts."""
    first, whole = [], []
    for _start in range(STARTS):
        begun = time.perf_counter()
        with run_site(workers=1) as site:
            answer = site.ask("/actions/")
            first.append(answer)
            taken = 1000 * (time.perf_counter() - begun)
            whole.append(answer._replace(ms=taken))
    return {
        "Liste, première d’un processus": first,
        "Démarrage jusqu’à la première liste": whole,
    }


def build_report(datasette: str) -> str:
    """Return every measure as JSON; Datasette by the path of its program, if any."""
    file = Path(settings.VAR_DIR) / "bench" / f"actions-{Action.objects.count()}"
    with ExitStack() as stack:
        servers = {SITE: stack.enter_context(run_site())}
        if datasette:
            make_sqlite(file / "actions.db")
            servers[PLAIN] = stack.enter_context(run_plain_django())
            server = run_datasette(datasette, file / "actions.db")
            servers[DATASETTE] = stack.enter_context(server)
        bench = Bench(servers)
        bench.run(list_cases())
        memory = servers[SITE].memory_megabytes()
    rows: dict[str, dict[str, Any]] = {}
    for (case, name), figure in bench.figures.items():
        rows.setdefault(case, {})[name] = figure.summarize()
    for case, answers in measure_starts().items():
        figure = Figure(rounds=[answer.ms for answer in answers])
        figure.add_answers(answers)
        rows[case] = {SITE: figure.summarize()}
    in_memory = Figure(rounds=[memory], asked=1)
    return json.dumps(rows | {MEMORY: {SITE: in_memory.summarize()}})
