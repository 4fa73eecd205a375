"""The waves under way and the reports in draft, for the home page of staff."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation.curation.workplace import Undertaking
from cooperation.enums import Publication
from surveys.models import Report, Wave
from surveys.reports.reviews import annotate_review_state


def list_surveys_under_way(user: Any) -> list[Undertaking]:
    """Return what a person may open of the open waves and drafts; two queries."""
    found: list[Undertaking] = []
    if user.has_perm("surveys.view_wave"):
        waves = Wave.objects.filter(closed_at__isnull=True).with_response_counts()
        found += map(build_wave_undertaking, waves)
    if user.has_perm("surveys.view_report"):
        reports = Report.objects.filter(publication=Publication.DRAFT)
        may_write = user.has_perm("surveys.change_report")
        if not may_write:  # the page of a draft shows its snapshot
            reports = reports.filter(snapshot__isnull=False)
        found += [
            build_report_undertaking(one, may_write=may_write)
            for one in annotate_review_state(reports.latest_first())
        ]
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


def build_report_undertaking(report: Any, *, may_write: bool) -> Undertaking:
    """Return a draft; who only reads is led to its page as the public would see it."""
    url = report.get_edit_url() if may_write else report.get_absolute_url()
    state = _("en relecture") if report.is_in_review else _("en brouillon")
    return Undertaking(_("état des lieux"), report.title_fr, url, note=state)
