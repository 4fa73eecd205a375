"""Measure reports on paper and on the page, on the database of the demonstration.

The founding edition must print in less than two seconds, in a process that has printed
nothing yet. What is written is rolled back.

    python scripts/bench_reports.py
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_PRINT = 2.0
TIMES = 5


def set_up() -> None:
    """Start Django with the settings of the demonstration."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 -- needs the path and the settings above

    django.setup()


def time_steps(what: str, deed: Callable[[], Any]) -> float:
    """Do a deed several times, say how long it took, and give the first time."""
    seconds, busy = [], []
    for _time in range(TIMES):
        start, worked = time.perf_counter(), time.process_time()
        deed()
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - worked)
    middle = sorted(seconds)[TIMES // 2]
    print(
        f"{what:<48} first {seconds[0]:5.2f} s ({busy[0]:.2f} s of processor)"
        f"   median {middle:5.2f} s"
    )
    return seconds[0]


def measure_reports() -> float:
    """Measure everything; give how long the founding edition took at first."""
    from django.core.cache import caches  # noqa: PLC0415 -- needs Django set up
    from django.db import transaction  # noqa: PLC0415 -- the same
    from django.test import Client  # noqa: PLC0415 -- the same

    from cooperation.models import Action  # noqa: PLC0415 -- the same
    from surveys.models import Report  # noqa: PLC0415 -- the same
    from surveys.reports import fixtures, pdf, snapshot_builder, snapshot_reader  # noqa: PLC0415 -- the same

    with transaction.atomic():
        edition, _is_new = fixtures.load_report(fixtures.list_report_files()[0])
        frozen = snapshot_reader.get_report_snapshot(edition)
        printed = time_steps(
            "PDF of the founding edition",
            lambda: pdf.render_report_pdf(edition, frozen),
        )
        whole = Report.objects.create(
            title_fr="Mesure", slug="mesure", edition="2026-01-01"
        )
        time_steps(
            "snapshot of the whole directory",
            lambda: snapshot_builder.build_snapshot(whole),
        )
        leads = Action.objects.published().values_list("lead__slug", flat=True)
        ((richest, _n),) = Counter(leads).most_common(1)
        client = Client(SERVER_NAME="127.0.0.1")

        def portrait() -> None:
            """Make the portrait anew, as for the first visitor of the day."""
            caches["pages"].clear()
            client.get(f"/collectivites/{richest}/portrait.pdf")

        time_steps(f"portrait of the richest authority ({richest})", portrait)
        transaction.set_rollback(True)
    return printed


if __name__ == "__main__":
    set_up()
    if measure_reports() > SECONDS_TO_PRINT:
        sys.exit(f"The founding edition took more than {SECONDS_TO_PRINT} s to print.")
