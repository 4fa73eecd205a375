"""Sitemap of reports: those published, without demonstrations."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cooperation.views.api.sitemaps import PublicSitemap
from surveys.models import Report


class ReportSitemap(PublicSitemap):
    """Reports, with the day of their last change."""

    def items(self) -> QuerySet[Report]:
        """Return the published reports, without demonstrations."""
        rows = Report.objects.published().filter(is_demonstration=False)
        return rows.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Report) -> Any:
        return item.updated_at


class ReportListSitemap(PublicSitemap):
    def items(self) -> list[str]:
        return ["reports:list"]

    def location(self, item: str) -> str:
        return reverse(item)


REPORT_SITEMAPS: dict[str, type[PublicSitemap]] = {
    "etats-des-lieux": ReportSitemap,
    "liste-des-etats-des-lieux": ReportListSitemap,
}
