"""``docs/bench.md``: what was measured, beside its peers and beside the goals."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmark.ratios import SITE, Measures, divide, get_ms

TABLE = Path(__file__).resolve().parent.parent.parent / "docs" / "bench.md"
AT_ONCE, MEMORY = "Huit à la fois", "Mémoire d’un processus"
PEERS = {
    "django": "plain Django",
    "datasette": "Datasette",
    "sql": "raw SQL",
    "copy": "raw COPY",
}
Results = dict[int, Measures]
Limits = tuple[float | None, float | None, float | None]
GOAL_SIZES = (10_000, 100_000, 1_000_000)
MEGABYTES_WITHOUT_ACTIONS = 100


@dataclass(frozen=True)
class Goal:
    """What a figure is to be at most (or at least) at each size of ``GOAL_SIZES``."""

    what: str
    limits: Limits
    measure: Callable[[Results, int], float | None]
    unit: str = "ms"
    at_least: bool = False

    def is_missed(self, value: float, size: int) -> bool:
        limit = dict(zip(GOAL_SIZES, self.limits, strict=True)).get(size)
        if limit is None:
            return False
        return value < limit if self.at_least else value > limit


def time_goal(case: str, *limits: float | None) -> Goal:
    return Goal(case, pad(limits), lambda results, size: get_ms(results[size], case))


def peer_goal(case: str, peer: str, *limits: float | None) -> Goal:
    def measure(results: Results, size: int) -> float | None:
        other = get_ms(results[size], case, peer)
        return divide(get_ms(results[size], case), other)

    return Goal(f"{case}, against {PEERS[peer]}", pad(limits), measure, "×")


def growth_goal(case: str, *limits: float | None) -> Goal:
    def measure(results: Results, size: int) -> float | None:
        return divide(get_ms(results[size], case), get_ms(results[min(results)], case))

    return Goal(f"{case}, growth", pad(limits), measure, "×")


def pad(limits: tuple[float | None, ...]) -> Limits:
    first, second, third = (*limits, None, None, None)[:3]
    return first, second, third


def get_pages_a_second(results: Results, size: int) -> float | None:
    return divide(1000, get_ms(results[size], AT_ONCE))


def get_kept_difference(results: Results, size: int) -> float | None:
    own = get_ms(results[size], "Page gardée")
    hello = get_ms(results[size], "Page gardée", "django")
    return None if own is None or hello is None else own - hello


def get_kilobytes_an_action(results: Results, size: int) -> float | None:
    megabytes = get_ms(results[size], MEMORY) or 0
    return 1000 * max(0, megabytes - MEGABYTES_WITHOUT_ACTIONS) / size


PAGES = [
    *("Accueil", "Chiffres", "Pays", "Collectivités", "Partenaires"),
    *("Partenaires par actions", "Page d’une action"),
]
GOALS = [
    time_goal("Liste, un critère", 10, 10, 16),
    growth_goal("Liste, un critère", None, 1.5, 3),
    time_goal("Deux mots", 15, 40, 150),
    peer_goal("Liste, un pays", "django", 0.3, 0.05),
    peer_goal("Liste, un pays", "datasette", 0.3, 0.04, 0.02),
    peer_goal("Liste, un pays", "sql", 1.5, 0.25),
    Goal(f"{AT_ONCE}, lists a second", (200, 150, 130), get_pages_a_second, "/s", True),
    time_goal("Points de la carte", 3, 10, 20),
    time_goal("Liens de la carte", 10, 20),
    *(time_goal(page, 25, 40, 80) for page in PAGES),
    time_goal("Liste, première après un changement", 15, 20, 60),
    time_goal("Liste, première d’un processus", 500, 1_000, 10_000),
    Goal("Memory an action, beyond 100 MB", (1, 1, 1), get_kilobytes_an_action, "kB"),
    peer_goal("Export csv", "copy", 2, 2),
    peer_goal("Export geojson", "copy", 2, 2),
    Goal("Page gardée, more than a hello view", (1, 1, 1), get_kept_difference),
]


# Tables -------------------------------------------------------------------------------


def format_number(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def format_time(measures: Measures, case: str, contender: str) -> str:
    """Return the milliseconds of a contender, or the error that it answered."""
    figure = measures.get(case, {}).get(contender)
    if figure is None:
        return "–"
    if figure["status"] != 200:
        return f"**{figure['status']}**"
    return format_number(figure["ms"])


def format_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def build_table(head: list[str], rows: list[list[str]]) -> str:
    line = "|---|" + "--:|" * (len(head) - 1)
    return "\n".join([format_row(head), line, *map(format_row, rows)])


def build_site_table(results: Results) -> str:
    head = [""]
    for size in results:
        head += [f"{size:,}: ms", "processor", "kB"]
    rows = []
    for case in next(iter(results.values())):
        cells = [case]
        for measures in results.values():
            figure = measures.get(case, {}).get(SITE, {})
            cells.append(format_time(measures, case, SITE))
            cells += [format_number(figure.get(key)) for key in ("cpu_ms", "kilobytes")]
        rows.append(cells)
    return build_table(head, rows)


def build_peer_table(results: Results) -> str:
    head = [
        "",
        *(
            f"{size:,}: {name}"
            for size in results
            for name in ("site", *PEERS.values())
        ),
    ]
    compared = [
        case for case, row in next(iter(results.values())).items() if len(row) > 1
    ]
    rows = [
        [
            case,
            *(
                format_time(measures, case, contender)
                for measures in results.values()
                for contender in (SITE, *PEERS)
            ),
        ]
        for case in compared
    ]
    return build_table(head, rows)


def build_goal_table(results: Results) -> str:
    rows = []
    for goal in GOALS:
        limits = dict(zip(GOAL_SIZES, goal.limits, strict=True))
        cells = [goal.what]
        for size in results:
            value, limit = goal.measure(results, size), limits.get(size)
            sign = "≥" if goal.at_least else "≤"
            text = f"{format_number(value)} {goal.unit}" if value is not None else "–"
            is_missed = value is not None and goal.is_missed(value, size)
            cells.append(f"{sign} {limit:g}" if limit is not None else "–")
            cells.append(f"**{text}**" if is_missed else text)
        rows.append(cells)
    head = ["", *(cell for size in results for cell in (f"{size:,}: goal", "measured"))]
    return build_table(head, rows)


def write_report(results: Results) -> None:
    TABLE.write_text(
        PAGE.format(
            site=build_site_table(results),
            peers=build_peer_table(results),
            goals=build_goal_table(results),
        )
    )


PAGE = """# How fast

Written by `make bench`: generated actions in the shape of the national atlas, on one
machine, all in one run: five rounds in which each contender is asked each question in
turn, with another value each time. Figures are medians of the rounds, in milliseconds
over HTTP until the last byte, less the processor time of the client.
[How it works](performance.md).

## The site

{site}

- *processor*: milliseconds of the web processes and of the database for one answer.
- *kB*: of the answer, compressed as browsers get it.
- Nothing kept is used: each request is of a page that the process has not kept, and is
  rendered, compressed and kept. *Page gardée* is the one that is kept. Answers are
  those of a site with its usual limits: a number in bold is an error, not a page.
- *Huit à la fois*: milliseconds for one of the lists that eight clients ask for at
  once, of two processes of the site.
- *Mémoire d’un processus*: megabytes, after all this.

## Beside its peers

{peers}

- *plain Django*: a list of 25 with six facets, counted by the ORM as its documentation
  would (`scripts/benchmark/plain_django/`), by the same server; *Page gardée* is beside
  its view that says hello.
- *Datasette*: the same rows in SQLite, six facets.
- *raw SQL*: the same questions written by hand (`scripts/benchmark/by_hand.py`): a
  count, twelve facets, the page and what its cards show, every row read. *raw COPY*:
  the rows of an export as PostgreSQL writes them.

## Goals

Bold is missed.

{goals}
"""
