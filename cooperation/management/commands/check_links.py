"""Try the outgoing links of the directory, politely, and note the dead ones."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cooperation.outgoing import check_links


class Command(BaseCommand):
    """For cron, once a night; the admin lists the dead links with since when."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many links to try."""
        parser.add_argument("--limit", type=int, default=500, help="links to try")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Try them; say which are dead."""
        number = dead = 0
        for row in check_links(options["limit"]):
            number += 1
            if row.failing_since:
                dead += 1
                self.stdout.write(f"{row.url}: {row.problem}")
        self.stdout.write(f"{number} links tried, {dead} dead.")
