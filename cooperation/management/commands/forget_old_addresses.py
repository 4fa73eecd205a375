"""Forget the addresses of people who reported an error a year ago or more."""

from typing import Any

from django.core.management.base import BaseCommand

from cooperation.models import ErrorReport


class Command(BaseCommand):
    """For cron, once a day; says how many addresses were forgotten."""

    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Forget them."""
        number = ErrorReport.objects.all().forget_old_addresses()
        self.stdout.write(f"{number} addresses forgotten.")
