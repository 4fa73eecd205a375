"""Do harm to a site of its own and say what came of it: ``make faults``.

    python scripts/faults.py [--only WORD] [--write FILE]

Prints a table in Markdown; ends with 1 if a row was lost or a page was wrong. Takes a
quarter of an hour on two cores that do nothing else.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from trials import cases
from trials.cases import Outcome
from trials.site import Site, make_site
from trials.worker import kill_worker

CASES: dict[str, Callable[[Site], Outcome]] = {
    "web": cases.kill_web,
    "worker": kill_worker,
    "restart": cases.restart_database,
    "database": cases.stop_database,
    "disk": cases.fill_disk,
    "mail-away": partial(cases.lose_mail, kind="away"),
    "mail-refusing": partial(cases.lose_mail, kind="refusing"),
    "mail-slow": partial(cases.lose_mail, kind="slow"),
    "connections": cases.open_connections,
    "slow": cases.hold_slow_clients,
    "growth": cases.ask_many,
}


NOTES = "## Notes"


def build_table(outcomes: list[Outcome]) -> str:
    python = platform.python_version()
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {python}"
    lines = [
        "# Faults",
        "",
        f"`make faults` on {time.strftime('%Y-%m-%d')}: {machine}; two web processes",
        "of four threads behind a socket that outlives them, PostgreSQL with its",
        "defaults, 300 generated actions, twenty pages a second and four people who",
        "write. *Lost*: rows that somebody was told were written and that are not",
        "there. *Wrong*: answers that are neither whole nor a calm page that says to",
        "come back.",
        "",
        "| fault | what came of it | lost | wrong |",
        "|---|---|---:|---:|",
        *(f"| {o.fault} | {o.what} | {o.lost} | {o.wrong} |" for o in outcomes),
    ]
    return "\n".join(lines) + "\n"


def read_notes(path: Path) -> str:
    """Return what somebody wrote under the table."""
    text = path.read_text() if path.exists() else ""
    return "".join(
        f"\n{mark}{rest}" for _, mark, rest in [text.partition(NOTES)] if mark
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=CASES, default=list(CASES))
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    outcomes = []
    with make_site() as site:
        site.start()
        for name in options.only:
            outcomes.append(CASES[name](site))
            print(*outcomes[-1], sep=" | ", file=sys.stderr, flush=True)
    table = build_table(outcomes)
    print(table)
    if options.write:
        options.write.write_text(table + read_notes(options.write))
    return int(not all(outcome.is_well for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
