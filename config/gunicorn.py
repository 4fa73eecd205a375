"""Configuration of the application server, in production and in the demonstration."""

import os
import tempfile
from pathlib import Path
from typing import Any

from environs import Env

env = Env()
env.read_env(Path(__file__).resolve().parent.parent / ".env", recurse=False)
bind = env.str("BIND", "127.0.0.1:8000")
workers = env.int("WEB_CONCURRENCY", 2)
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 30
graceful_timeout = 10
keepalive = 5
# A worker is replaced now and then, so that no leak of a library grows for ever.
max_requests = 5_000
max_requests_jitter = 500
# Workers say that they live by touching a file: a slow disk must not look like death.
if Path("/dev/shm").is_dir():  # noqa: S108 -- gunicorn makes the file, unguessable
    worker_tmp_dir = "/dev/shm"  # noqa: S108
# A selection of many facets is a long address.
limit_request_line = 8190
if not (env.bool("DEBUG", False) or env.bool("DEMO", False)):
    # Its lines are as those of a real site: one JSON object each.
    logconfig_dict = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "config.logging.JsonFormatter"}},
        "handlers": {
            "json": {"class": "logging.StreamHandler", "formatter": "json"},
        },
        "root": {"level": "INFO", "handlers": ["json"]},
        "loggers": {
            "gunicorn.error": {
                "level": "INFO",
                "handlers": ["json"],
                "propagate": False,
            }
        },
    }
# Nobody steers this server but the one who started it.
control_socket_disable = True
# Each process counts in a file of its own; before the site is loaded, which reads this.
IS_MEASURED = bool(env.str("METRICS_TOKEN", ""))
if IS_MEASURED:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="metrics-")


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of a process that ended; what it counted stays."""
    if IS_MEASURED:
        from prometheus_client import multiprocess  # noqa: PLC0415 -- not without it

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
