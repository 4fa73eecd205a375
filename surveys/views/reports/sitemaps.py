"""What search engines may read of reports: those published, demonstrations left out."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cooperation.views.sitemaps import PublicSitemap
from surveys.models import Report


class ReportSitemap(PublicSitemap):
    """Reports, with the day of their last change."""

    def items(self) -> QuerySet[Report]:
        """Give the published ones that say something true."""
        rows = Report.objects.published().filter(is_demonstration=False)
        return rows.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Report) -> Any:
        """Give when a report last changed."""
        return item.updated_at


class ReportListSitemap(PublicSitemap):
    """The list of reports."""

    def items(self) -> list[str]:
        """Give the route."""
        return ["reports:list"]

    def location(self, item: str) -> str:
        """Give the address of a route."""
        return reverse(item)


REPORT_SITEMAPS: dict[str, type[PublicSitemap]] = {
    "etats-des-lieux": ReportSitemap,
    "liste-des-etats-des-lieux": ReportListSitemap,
}
