"""The waves under way and the reports in draft, for the home page of staff."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.curation.workplace import Undertaking
from cooperation.enums import Publication
from surveys.models import Report, Wave


def list_surveys_under_way(user: Any) -> list[Undertaking]:
    """Return what a person may open of the open waves and drafts; two queries."""
    found: list[Undertaking] = []
    if user.has_perm("surveys.change_wave"):
        waves = Wave.objects.filter(closed_at__isnull=True).with_response_counts()
        found += map(build_wave_undertaking, waves)
    if user.has_perm("surveys.change_report"):
        reports = Report.objects.filter(publication=Publication.DRAFT)
        found += map(build_report_undertaking, reports.latest_first())
    return found


def build_wave_undertaking(wave: Any) -> Undertaking:
    if wave.started_at is None:
        return Undertaking(
            _("enquête"),
            wave.name,
            wave.get_absolute_url(),
            note=_("pas encore lancée"),
        )
    return Undertaking(
        _("enquête"),
        wave.name,
        wave.get_absolute_url(),
        wave.n_invited,
        wave.n_submitted,
        wave.closes_on,
        _("dernier jour d’une enquête"),
    )


def build_report_undertaking(report: Report) -> Undertaking:
    url = reverse("report_editing:write", args=[report.slug])
    return Undertaking(
        _("état des lieux"), report.title_fr, url, note=_("en brouillon")
    )
