"""The published reports, in the search over everything."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cooperation.models.expressions import build_name_condition
from cooperation.presenters.search_groups import SHOWN, SearchGroup, SiteSearch
from cooperation.presenters.types import ListingRow
from cooperation.text import Normalize
from surveys.models import Report


def find_reports(search: SiteSearch) -> SearchGroup:
    """Return the reports in whose title each word begins a word, the latest first."""
    found = (
        Report.objects.published()
        .alias(title_key=Normalize("title_fr"), title_en_key=Normalize("title_en"))
        .filter(
            build_name_condition(search.names, "title_key")
            | build_name_condition(search.names, "title_en_key")
        )
    )
    return SearchGroup(
        "etats-des-lieux",
        _("États des lieux"),
        found.count(),
        [build_report_row(report) for report in found.latest_first()[:SHOWN]],
        reverse("reports:list"),
    )


def build_report_row(report: Report) -> ListingRow:
    return ListingRow(
        url=report.get_absolute_url(),
        name=report.title,
        context=[date_format(report.edition, "F Y")],
    )
