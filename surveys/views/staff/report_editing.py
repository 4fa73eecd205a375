"""Staff pages of reports: sections, figures by name, preview, publication."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.models import User
from surveys.models import Report, ReportSection, SectionKind, Snapshot
from surveys.permissions import may_write_report
from surveys.reports import editing
from surveys.reports.forms import ReportForm, SectionForm, get_section_version
from surveys.reports.live_figures import list_changed_counts
from surveys.reports.markup import find_prose_problems
from surveys.reports.render import ReportRenderer
from surveys.reports.snapshot_reader import (
    SnapshotReader,
    format_figure_value,
    format_with_unit,
    get_report_snapshot,
)
from surveys.reports.survey_data import is_ready
from surveys.reports.translations import get_translation


class ReportWriterView(View):
    """A page for staff who may write reports; 403 for others."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not may_write_report(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def writer(self) -> User:
        return cast(User, self.request.user)


class ReportDraftListView(ReportWriterView, TemplateView):
    """The reports, whatever their state."""

    template_name = "reports/drafts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "reports": Report.objects.latest_first()
            .with_snapshot()
            .defer("snapshot__data")[:200]
        }


class NewReportView(ReportWriterView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "reports/describe.html", {"form": ReportForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the report with a first snapshot and default texts."""
        form = ReportForm(request.POST)
        if not form.is_valid():
            return render(request, "reports/describe.html", {"form": form}, status=400)
        report = form.save(commit=False)
        waves = list(form.cleaned_data["waves"])
        editing.create_report(report, waves=waves, by=self.writer)
        messages.success(
            request,
            _("Le relevé est pris et chaque section a un premier texte, à corriger."),
        )
        return redirect(report.get_edit_url())


class ReportDescriptionView(ReportWriterView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        report = get_object_or_404(Report, slug=slug)
        context = {"form": ReportForm(instance=report), "report": report}
        return render(request, "reports/describe.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Save the description; the figures stay those of the snapshot."""
        report = get_object_or_404(Report, slug=slug)
        kept = get_object_or_404(Report, slug=slug)
        form = ReportForm(request.POST, instance=report)
        if not form.is_valid():
            context = {"form": form, "report": kept}
            return render(request, "reports/describe.html", context, status=400)
        waves = list(form.cleaned_data.get("waves", report.waves.all()))
        editing.update_report(form.save(commit=False), waves=waves, by=self.writer)
        messages.success(
            request,
            _("Enregistré. Les chiffres restent ceux du relevé : prenez-en un autre."),
        )
        return redirect(report.get_edit_url())


class ReportEditorView(ReportWriterView):
    """The editor of a report: its sections, snapshots and publication."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        return render(request, "reports/write.html", build_editor_context(report))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Apply the action of a button, or show why it is refused."""
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        action = REPORT_ACTIONS.get(request.POST.get("geste", ""))
        if action is None:
            raise Http404
        try:
            messages.success(request, action(report, request, self.writer))
        except ValidationError as refusal:
            for reason in refusal.messages:
                messages.error(request, reason)
        place = request.POST.get("section", "")
        anchor = f"#section-{place}" if place.isdecimal() else ""
        return redirect(f"{report.get_edit_url()}{anchor}")


def build_editor_context(report: Report) -> dict[str, Any]:
    wrong = editing.find_section_problems(report)
    sections = list(report.sections.all())
    return {
        "report": report,
        "sections": [
            {"row": section, "problems": wrong.get(section.pk, [])}
            for section in sections
        ],
        "last": len(sections),
        "snapshots": report.snapshots.select_related("taken_by").defer("data"),
        "kinds": SectionKind.choices,
        "moved": []
        if report.is_demonstration
        else list_changed_counts(report, get_report_snapshot(report)),
        "day": get_report_snapshot(report).day,
        "not_ready": [wave for wave in report.waves.all() if not is_ready(wave)],
    }


# The deeds of the board, each giving what to say of it -------------------------------


def get_posted_section(report: Report, request: HttpRequest) -> ReportSection:
    """Return the section that the form names, or raise ``Http404``."""
    number = request.POST.get("section", "")
    if not (number.isascii() and number.isdecimal()):
        raise Http404
    return get_object_or_404(report.sections, pk=int(number[:18]))


def move_section_up(report: Report, request: HttpRequest, by: User) -> str:
    editing.move_section(get_posted_section(report, request), -1, by=by)
    return _("Section montée.")


def move_section_down(report: Report, request: HttpRequest, by: User) -> str:
    editing.move_section(get_posted_section(report, request), 1, by=by)
    return _("Section descendue.")


def hide_section(report: Report, request: HttpRequest, by: User) -> str:
    editing.set_section_hidden(get_posted_section(report, request), True, by=by)
    return _("Section masquée.")


def unhide_section(report: Report, request: HttpRequest, by: User) -> str:
    editing.set_section_hidden(get_posted_section(report, request), False, by=by)
    return _("Section remontrée.")


def remove_section(report: Report, request: HttpRequest, by: User) -> str:
    editing.delete_section(get_posted_section(report, request), by=by)
    return _("Section supprimée.")


def add_posted_section(report: Report, request: HttpRequest, by: User) -> str:
    kind = request.POST.get("nature", "")
    if kind not in SectionKind:
        raise Http404
    editing.add_section(report, kind, by=by)
    return _("Section ajoutée à la fin.")


def take_snapshot(report: Report, request: HttpRequest, by: User) -> str:
    editing.create_snapshot(report, by=by)
    if report.is_published():
        return _(
            "Relevé pris et gardé. L’état des lieux publié montre toujours le sien."
        )
    return _("Relevé pris : les chiffres du texte sont à jour.")


def select_snapshot(report: Report, request: HttpRequest, by: User) -> str:
    number = request.POST.get("releve", "")
    if not (number.isascii() and number.isdecimal()):
        raise Http404
    chosen = get_object_or_404(Snapshot, report=report, number=int(number[:4]))
    editing.set_shown_snapshot(report, chosen, by=by)
    return _("L’état des lieux montre maintenant ce relevé.")


def publish_report(report: Report, request: HttpRequest, by: User) -> str:
    editing.publish_report(report, by=by)
    return _("Publié : tout le monde peut le lire.")


def withdraw_report(report: Report, request: HttpRequest, by: User) -> str:
    editing.withdraw_report(report, by=by)
    return _("Retiré : seule l’équipe le voit.")


def archive_report(report: Report, request: HttpRequest, by: User) -> str:
    editing.archive_report(report, by=by)
    return _("Archivé.")


REPORT_ACTIONS: dict[str, Callable[[Report, HttpRequest, User], str]] = {
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


class ReportSectionView(ReportWriterView):
    """Edit a section, with its preview."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        section = get_report_section(slug, pk)
        form = SectionForm(instance=section, frozen=get_report_snapshot(section.report))
        return self.page(section, form, section.prose_fr)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """Save the section, or show it again with its errors or its preview."""
        section, stored = get_report_section(slug, pk), get_report_section(slug, pk)
        form = SectionForm(
            request.POST, instance=section, frozen=get_report_snapshot(section.report)
        )
        text = request.POST.get("prose_fr", "")
        if "apercu" in request.POST:
            return self.page(stored, form, text)
        if not form.is_valid():
            form.data = {**request.POST.dict(), "version": form.stored_version}
            is_theirs = "__all__" in form.errors
            return self.page(stored, form, text, is_theirs=is_theirs, status=400)
        form.save()
        messages.success(request, _("Section enregistrée."))
        return redirect(f"{section.report.get_edit_url()}#section-{section.pk}")

    def page(
        self,
        section: ReportSection,
        form: SectionForm,
        text: str,
        *,
        is_theirs: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        frozen = get_report_snapshot(section.report)
        context = {
            "form": form,
            "stored": section,
            "report": section.report,
            "is_theirs": is_theirs,
            "version": get_section_version(section),
            "names": list_named_items(frozen),
            "day": frozen.day,
            **build_preview(section, frozen, text),
        }
        return render(self.request, "reports/section.html", context, status=status)


class SectionPreviewView(ReportWriterView):
    """The preview of a text, as it is typed."""

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        section = get_report_section(slug, pk)
        language = "en" if request.GET.get("langue") == "en" else "fr"
        with override(language):
            text = request.POST.get(f"prose_{language}", "")
            context = build_preview(section, get_report_snapshot(section.report), text)
            return render(request, "reports/_preview.html", context)


def get_report_section(slug: str, pk: int) -> ReportSection:
    """Return a section with its report, or raise ``Http404``."""
    rows = ReportSection.objects.select_related("report__snapshot")
    return get_object_or_404(rows, pk=pk, report__slug=slug)


def build_preview(
    section: ReportSection, frozen: SnapshotReader, text: str
) -> dict[str, Any]:
    """Return the blocks of a text, and its problems."""
    return {
        "blocks": ReportRenderer(section.report, frozen).render_blocks(text),
        "problems": find_prose_problems(text, frozen),
    }


def list_named_items(frozen: SnapshotReader) -> list[dict[str, Any]]:
    """Return what a text may name, in groups, with the present values."""
    groups = [
        ("chiffre", _("Chiffres"), format_figure_value),
        ("tableau", _("Tableaux"), lambda one: format_line_count(one["rows"])),
        ("carte", _("Cartes"), lambda _one: ""),
        ("liste", _("Listes"), lambda one: format_line_count(one["items"])),
    ]
    return [
        {
            "title": title,
            "names": [
                {
                    "mark": f"{{{{{kind}:{name}}}}}",
                    "title": get_translation(one["title"]),
                    "value": value(one),
                }
                for name, one in frozen.get_items(kind).items()
            ],
        }
        for kind, title, value in groups
        if frozen.get_items(kind)
    ]


def format_line_count(things: list[Any]) -> str:
    words = ngettext("%(n)s ligne", "%(n)s lignes", len(things))
    return words % {"n": format_with_unit(len(things))}
