"""Delete the e-mail addresses of error reports that are a year old or more."""

from typing import Any

from django.core.management.base import BaseCommand

from cooperation.models import ErrorReport


class Command(BaseCommand):
    """For cron, once a day; prints how many addresses were deleted."""

    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        number = ErrorReport.objects.all().erase_old_emails()
        self.stdout.write(f"{number} addresses forgotten.")
