"""Load the reports that come with the site, the edition of December 2022 first."""

from typing import Any

from django.core.management.base import BaseCommand

from surveys.reports.fixtures import list_report_files, load_report


class Command(BaseCommand):
    """``load_reports``: creates what is missing; texts that staff changed stay."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for path in list_report_files():
            report, is_new = load_report(path)
            status = "loaded" if is_new else "was there already"
            if options["verbosity"]:
                self.stdout.write(f"{path.name}: {report.slug} {status}")
