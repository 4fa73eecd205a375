"""Start the periodic jobs when they are due."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from config.scheduler import Scheduler


class Command(BaseCommand):
    """``run_scheduler``: reminders, digest, purges, link checks and the others."""

    help = "Lance les tâches périodiques à leur heure, jusqu’à un signal d’arrêt."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        scheduler = Scheduler()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, scheduler.shutdown)
        scheduler.run()
