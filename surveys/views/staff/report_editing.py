"""Staff pages of reports: sections, figures by name, preview, publication."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from cooperation.enums import Publication
from cooperation.web.context import Context
from surveys.models import Report, ReportSection, SectionKind, Snapshot
from surveys.permissions import may_read_report_drafts, may_write_report
from surveys.reports import editing
from surveys.reports.forms import ReportForm, SectionForm, get_section_version
from surveys.reports.live_figures import list_changed_counts
from surveys.reports.markup import find_prose_problems
from surveys.reports.render import ReportRenderer
from surveys.reports.snapshot_reader import (
    SnapshotItem,
    SnapshotReader,
    format_figure_value,
    format_with_unit,
    get_report_snapshot,
)
from surveys.reports.survey_data import is_ready
from surveys.reports.translations import get_translation
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
        rows = Report.objects.latest_first().with_snapshot().defer("snapshot__data")
        context = {
            "reports": rows[:MAX_REPORTS],
            "may_write": may_write_report(request),
        }
        return render(request, "reports/drafts.html", context)


class NewReportView(FormPageView, ReportWriterView):
    form_class = ReportForm
    template_name = "reports/describe.html"

    def form_valid(self, form: ReportForm) -> HttpResponse:
        """Save the report with a first snapshot and default texts."""
        report = form.save(commit=False)
        waves = list(form.cleaned_data["waves"])
        editing.create_report(report, waves=waves, by=cast(User, self.request.user))
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
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        wrong = editing.find_section_problems(report)
        frozen = get_report_snapshot(report)
        context = {
            "report": report,
            "sections": [(one, wrong.get(one.pk, [])) for one in report.sections.all()],
            "snapshots": report.snapshots.select_related("taken_by").defer("data"),
            "kinds": SectionKind.choices,
            "moved": list_changed_counts(report, frozen),
            "day": frozen.day,
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


class ReportSectionView(ReportWriterView):
    """Edit a section, with its preview."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        section = get_report_section(slug, pk)
        form = SectionForm(instance=section, frozen=get_report_snapshot(section.report))
        return self.render_page(section, form, section.prose_fr)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """Save the section, or show it again with its errors or its preview."""
        section, stored = get_report_section(slug, pk), get_report_section(slug, pk)
        form = SectionForm(
            request.POST, instance=section, frozen=get_report_snapshot(section.report)
        )
        text = request.POST.get("prose_fr", "")
        if request.POST.get("geste") == "apercu":
            return self.render_page(stored, form, text)
        if not form.is_valid():
            form.data = {**request.POST.dict(), "version": form.stored_version}
            is_theirs = "__all__" in form.errors
            return self.render_page(stored, form, text, is_theirs=is_theirs, status=400)
        form.save()
        messages.success(request, _("Section enregistrée."))
        return redirect(f"{section.report.get_edit_url()}#section-{section.pk}")

    def render_page(
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
            return render(request, "reports/_preview.html", dict(context))


def get_report_section(slug: str, pk: int) -> ReportSection:
    """Return a section with its report, or raise ``Http404``."""
    rows = ReportSection.objects.select_related("report__snapshot")
    return get_object_or_404(rows, pk=pk, report__slug=slug)


def build_preview(
    section: ReportSection, frozen: SnapshotReader, text: str
) -> Mapping[str, object]:
    """Return the blocks of a text, and its problems."""
    return {
        "blocks": ReportRenderer(section.report, frozen).render_blocks(text),
        "problems": find_prose_problems(
            text, frozen, editing.list_image_codes(section.report)
        ),
    }


@dataclass(frozen=True)
class NamedItem:
    """What a text may name: how it is written, its title, its present value."""

    mark: str
    title: str
    value: str


@dataclass(frozen=True)
class NamedItemGroup:
    title: str
    names: list[NamedItem]


def list_named_items(frozen: SnapshotReader) -> list[NamedItemGroup]:
    groups: list[tuple[str, str, Callable[[SnapshotItem], str]]] = [
        ("chiffre", _("Chiffres"), format_figure_value),
        ("tableau", _("Tableaux"), lambda one: format_line_count(one["rows"])),
        ("carte", _("Cartes"), lambda _one: ""),
        ("liste", _("Listes"), lambda one: format_line_count(one["items"])),
    ]
    return [
        NamedItemGroup(
            title,
            [
                NamedItem(
                    f"{{{{{kind}:{name}}}}}", get_translation(one["title"]), value(one)
                )
                for name, one in items.items()
            ],
        )
        for kind, title, value in groups
        if (items := frozen.get_items(kind))
    ]


def format_line_count(things: list[Any]) -> str:
    words = ngettext("%(n)s ligne", "%(n)s lignes", len(things))
    return words % {"n": format_with_unit(len(things))}
