"""What /metrics tells of jobs: how many wait, and when each periodic one succeeded."""

from collections.abc import Iterator

from config.metrics import Gauge
from cooperation.web.jobs import count_waiting_jobs
from cooperation.web.periodic import get_success_ages

AGE_HELP = "How long ago each periodic job last succeeded"


def iter_job_gauges() -> Iterator[Gauge]:
    """Yield the gauges of jobs; None for a job that never succeeded."""
    waiting: dict[str, float | None] = {"": float(count_waiting_jobs())}
    yield Gauge("jobs_waiting", "Jobs that no worker has begun", waiting)
    yield Gauge("periodic_job_age_seconds", AGE_HELP, get_success_ages(), "job")
