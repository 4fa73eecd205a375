"""Where the page and the files of a report are: for everybody, or behind a link."""

from dataclasses import dataclass

from django.urls import reverse

from surveys.models import Report


@dataclass(frozen=True)
class ReportAddresses:
    """The addresses of a report; with the ``token`` of a review link, those behind it.

    A draft answers 404 at its public addresses.
    """

    report: Report
    token: str = ""

    def build(self, route: str = "report", *names: object) -> str:
        """Return the path of the page or of a file, by the name of its route."""
        if self.token:
            return reverse(f"reports:review_{route}", args=[self.token, *names])
        return reverse(f"reports:{route}", args=[self.report.slug, *names])
