"""Staff pages of reports: sections, figures by name, preview, publication."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.enums import Publication
from cooperation.web.context import Context
from surveys.models import Report, ReportSection, SectionKind, Snapshot
from surveys.permissions import may_read_report_drafts, may_write_report
from surveys.reports import editing
from surveys.reports.fixtures import list_missing_reports
from surveys.reports.forms import NewReportForm, ReportForm
from surveys.reports.live_figures import list_changed_counts
from surveys.reports.partners import copy_partners
from surveys.reports.reviews import annotate_review_state
from surveys.reports.section_history import list_last_changes
from surveys.reports.shipped_texts import list_shipped_texts
from surveys.reports.snapshot_reader import get_report_snapshot
from surveys.reports.survey_data import is_ready
from surveys.views.base import FormPageView, get_posted_action, parse_key
from surveys.views.staff.base import StaffView

MAX_REPORTS = 200


class ReportWriterView(StaffView):
    """A page for staff who may write reports."""

    has_permission = staticmethod(may_write_report)


class ReportDraftListView(ReportWriterView):
    """The reports, whatever their state."""

    may_read = staticmethod(may_read_report_drafts)

    def get(self, request: HttpRequest) -> HttpResponse:
        reports = Report.objects.latest_first().with_snapshot()
        rows = annotate_review_state(reports).defer("snapshot__data")
        context = {
            "reports": rows[:MAX_REPORTS],
            "may_write": may_write_report(request),
            "missing": list(list_missing_reports().values()),
        }
        return render(request, "reports/drafts.html", context)


class NewReportView(FormPageView, ReportWriterView):
    form_class = NewReportForm
    template_name = "reports/describe.html"

    def form_valid(self, form: NewReportForm) -> HttpResponse:
        """Save the report with a first snapshot and default texts."""
        report = form.save(commit=False)
        waves = list(form.cleaned_data["waves"])
        editing.create_report(report, waves=waves, by=cast(User, self.request.user))
        if source := form.cleaned_data["partners_of"]:
            copy_partners(source, report)
        words = _(
            "Le relevé est pris et chaque section a un premier texte, à corriger."
        )
        messages.success(self.request, words)
        return redirect(report.get_edit_url())


class ReportDescriptionView(FormPageView, ReportWriterView):
    form_class = ReportForm
    template_name = "reports/describe.html"

    @property
    def report(self) -> Report:
        """The stored report: a form that is not valid changes its own copy."""
        return get_object_or_404(Report, slug=self.kwargs["slug"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.report}

    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(report=self.report, **kwargs)

    def form_valid(self, form: ReportForm) -> HttpResponse:
        """Save the description; the figures stay those of the snapshot."""
        report = form.instance
        waves = list(form.cleaned_data.get("waves", report.waves.all()))
        editing.update_report(form.save(commit=False), waves=waves)
        words = _(
            "Enregistré. Les chiffres restent ceux du relevé : prenez-en un autre."
        )
        messages.success(self.request, words)
        return redirect(report.get_edit_url())


class ReportEditorView(ReportWriterView):
    """The editor of a report: its sections, snapshots and publication."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        rows = annotate_review_state(Report.objects.with_snapshot())
        report = get_object_or_404(rows, slug=slug)
        wrong = editing.find_section_problems(report)
        frozen = get_report_snapshot(report)
        changes = list_last_changes(report)
        context = {
            "report": report,
            "sections": [
                (one, wrong.get(one.pk, []), changes.get(one.pk))
                for one in report.sections.all()
            ],
            "snapshots": report.snapshots.select_related("taken_by").defer("data"),
            "kinds": SectionKind.choices,
            "moved": list_changed_counts(report, frozen),
            "day": frozen.day,
            "has_shipped_texts": bool(list_shipped_texts(report)),
            "not_ready": [wave for wave in report.waves.all() if not is_ready(wave)],
        }
        return render(request, "reports/write.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Apply the action of a button, or show why it is refused."""
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        action = get_posted_action(request, REPORT_ACTIONS)
        try:
            messages.success(request, action(report, request))
        except ValidationError as refusal:
            for reason in refusal.messages:
                messages.error(request, reason)
        place = request.POST.get("section", "")
        anchor = f"#section-{place}" if place.isdecimal() else ""
        return redirect(f"{report.get_edit_url()}{anchor}")


def get_posted_section(report: Report, request: HttpRequest) -> ReportSection:
    """Return the section that the form names, or raise ``Http404``."""
    return get_object_or_404(report.sections, pk=parse_key(request.POST.get("section")))


def move_section_up(report: Report, request: HttpRequest) -> str:
    editing.move_section(get_posted_section(report, request), -1)
    return _("Section montée.")


def move_section_down(report: Report, request: HttpRequest) -> str:
    editing.move_section(get_posted_section(report, request), 1)
    return _("Section descendue.")


def hide_section(report: Report, request: HttpRequest) -> str:
    editing.set_section_hidden(get_posted_section(report, request), True)
    return _("Section masquée.")


def unhide_section(report: Report, request: HttpRequest) -> str:
    editing.set_section_hidden(get_posted_section(report, request), False)
    return _("Section remontrée.")


def remove_section(report: Report, request: HttpRequest) -> str:
    get_posted_section(report, request).delete()
    return _("Section supprimée.")


def add_posted_section(report: Report, request: HttpRequest) -> str:
    kind = request.POST.get("nature", "")
    if kind not in SectionKind:
        raise Http404
    editing.add_section(report, kind)
    return _("Section ajoutée à la fin.")


def take_snapshot(report: Report, request: HttpRequest) -> str:
    editing.create_snapshot(report, by=cast(User, request.user))
    if report.is_published():
        return _(
            "Relevé pris et gardé. L’état des lieux publié montre toujours le sien."
        )
    return _("Relevé pris : les chiffres du texte sont à jour.")


def select_snapshot(report: Report, request: HttpRequest) -> str:
    number = parse_key(request.POST.get("releve"))
    editing.set_shown_snapshot(
        report, get_object_or_404(Snapshot, report=report, number=number)
    )
    return _("L’état des lieux montre maintenant ce relevé.")


def publish_report(report: Report, request: HttpRequest) -> str:
    editing.publish_report(report)
    return _("Publié : tout le monde peut le lire.")


def withdraw_report(report: Report, request: HttpRequest) -> str:
    editing.set_publication(report, Publication.DRAFT)
    return _("Retiré : seule l’équipe le voit.")


def archive_report(report: Report, request: HttpRequest) -> str:
    editing.set_publication(report, Publication.ARCHIVED)
    return _("Archivé.")


REPORT_ACTIONS: dict[str, Callable[[Report, HttpRequest], str]] = {
    "monter": move_section_up,
    "descendre": move_section_down,
    "masquer": hide_section,
    "montrer": unhide_section,
    "supprimer": remove_section,
    "ajouter": add_posted_section,
    "releve": take_snapshot,
    "choisir": select_snapshot,
    "publier": publish_report,
    "retirer": withdraw_report,
    "archiver": archive_report,
}
