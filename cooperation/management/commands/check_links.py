"""Check the outgoing links of the directory and record the dead ones."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cooperation.curation.link_checker import check_links


class Command(BaseCommand):
    """As the scheduler does at night; the admin lists dead links, and since when."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=500, help="links to try")

    def handle(self, *_args: Any, **options: Any) -> None:
        number = dead = 0
        for row in check_links(options["limit"]):
            number += 1
            if row.failing_since:
                dead += 1
                self.stdout.write(f"{row.url}: {row.problem}")
        self.stdout.write(f"{number} links tried, {dead} dead.")
