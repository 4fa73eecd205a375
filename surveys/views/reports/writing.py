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
from surveys.reporting import editing
from surveys.reporting.forms import ReportForm, SectionForm, version_of
from surveys.reporting.frozen import Frozen, shown, value_of
from surveys.reporting.prose import problems
from surveys.reporting.showing import Showing
from surveys.reporting.survey import is_ready
from surveys.reporting.today import moved_on
from surveys.reporting.words import said
from surveys.views.reports.reading import frozen_of


class WriterView(View):
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


class DraftListView(WriterView, TemplateView):
    """The reports, whatever their state."""

    template_name = "reports/drafts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "reports": Report.objects.latest_first()
            .with_snapshot()
            .defer("snapshot__data")[:200]
        }


class NewReportView(WriterView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "reports/describe.html", {"form": ReportForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the report with a first snapshot and default texts."""
        form = ReportForm(request.POST)
        if not form.is_valid():
            return render(request, "reports/describe.html", {"form": form}, status=400)
        report = form.save(commit=False)
        waves = list(form.cleaned_data["waves"])
        editing.begin(report, waves=waves, by=self.writer)
        messages.success(
            request,
            _("Le relevé est pris et chaque section a un premier texte, à corriger."),
        )
        return redirect(report.get_edit_url())


class DescribeView(WriterView):
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
        editing.describe(form.save(commit=False), waves=waves, by=self.writer)
        messages.success(
            request,
            _("Enregistré. Les chiffres restent ceux du relevé : prenez-en un autre."),
        )
        return redirect(report.get_edit_url())


class WriteView(WriterView):
    """The editor of a report: its sections, snapshots and publication."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        return render(request, "reports/write.html", board(report))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Apply the action of a button, or show why it is refused."""
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        deed = DEEDS.get(request.POST.get("geste", ""))
        if deed is None:
            raise Http404
        try:
            messages.success(request, deed(report, request, self.writer))
        except ValidationError as refusal:
            for reason in refusal.messages:
                messages.error(request, reason)
        place = request.POST.get("section", "")
        anchor = f"#section-{place}" if place.isdecimal() else ""
        return redirect(f"{report.get_edit_url()}{anchor}")


def board(report: Report) -> dict[str, Any]:
    wrong = editing.trouble(report)
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
        "moved": [] if report.is_demonstration else moved_on(report, frozen_of(report)),
        "day": frozen_of(report).day,
        "not_ready": [wave for wave in report.waves.all() if not is_ready(wave)],
    }


# The deeds of the board, each giving what to say of it -------------------------------


def section_in(report: Report, request: HttpRequest) -> ReportSection:
    """Return the section that the form names, or raise ``Http404``."""
    number = request.POST.get("section", "")
    if not (number.isascii() and number.isdecimal()):
        raise Http404
    return get_object_or_404(report.sections, pk=int(number[:18]))


def move_up(report: Report, request: HttpRequest, by: User) -> str:
    editing.move(section_in(report, request), -1, by=by)
    return _("Section montée.")


def move_down(report: Report, request: HttpRequest, by: User) -> str:
    editing.move(section_in(report, request), 1, by=by)
    return _("Section descendue.")


def hide(report: Report, request: HttpRequest, by: User) -> str:
    editing.hide(section_in(report, request), True, by=by)
    return _("Section masquée.")


def unhide(report: Report, request: HttpRequest, by: User) -> str:
    editing.hide(section_in(report, request), False, by=by)
    return _("Section remontrée.")


def remove(report: Report, request: HttpRequest, by: User) -> str:
    editing.remove(section_in(report, request), by=by)
    return _("Section supprimée.")


def add(report: Report, request: HttpRequest, by: User) -> str:
    kind = request.POST.get("nature", "")
    if kind not in SectionKind:
        raise Http404
    editing.add_section(report, kind, by=by)
    return _("Section ajoutée à la fin.")


def freeze(report: Report, request: HttpRequest, by: User) -> str:
    editing.freeze(report, by=by)
    if report.is_published():
        return _(
            "Relevé pris et gardé. L’état des lieux publié montre toujours le sien."
        )
    return _("Relevé pris : les chiffres du texte sont à jour.")


def show(report: Report, request: HttpRequest, by: User) -> str:
    number = request.POST.get("releve", "")
    if not (number.isascii() and number.isdecimal()):
        raise Http404
    chosen = get_object_or_404(Snapshot, report=report, number=int(number[:4]))
    editing.show(report, chosen, by=by)
    return _("L’état des lieux montre maintenant ce relevé.")


def publish(report: Report, request: HttpRequest, by: User) -> str:
    editing.publish(report, by=by)
    return _("Publié : tout le monde peut le lire.")


def withdraw(report: Report, request: HttpRequest, by: User) -> str:
    editing.withdraw(report, by=by)
    return _("Retiré : seule l’équipe le voit.")


def archive(report: Report, request: HttpRequest, by: User) -> str:
    editing.archive(report, by=by)
    return _("Archivé.")


DEEDS: dict[str, Callable[[Report, HttpRequest, User], str]] = {
    "monter": move_up,
    "descendre": move_down,
    "masquer": hide,
    "montrer": unhide,
    "supprimer": remove,
    "ajouter": add,
    "releve": freeze,
    "choisir": show,
    "publier": publish,
    "retirer": withdraw,
    "archiver": archive,
}


class SectionView(WriterView):
    """Edit a section, with its preview."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        section = section_of(slug, pk)
        form = SectionForm(instance=section, frozen=frozen_of(section.report))
        return self.page(section, form, section.prose_fr)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """Save the section, or show it again with its errors or its preview."""
        section, stored = section_of(slug, pk), section_of(slug, pk)
        form = SectionForm(
            request.POST, instance=section, frozen=frozen_of(section.report)
        )
        text = request.POST.get("prose_fr", "")
        if "apercu" in request.POST:
            return self.page(stored, form, text)
        if not form.is_valid():
            form.data = {**request.POST.dict(), "version": form.stored}
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
        frozen = frozen_of(section.report)
        context = {
            "form": form,
            "stored": section,
            "report": section.report,
            "is_theirs": is_theirs,
            "version": version_of(section),
            "names": names_of(frozen),
            "day": frozen.day,
            **preview_of(section, frozen, text),
        }
        return render(self.request, "reports/section.html", context, status=status)


class PreviewView(WriterView):
    """The preview of a text, as it is typed."""

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        section = section_of(slug, pk)
        language = "en" if request.GET.get("langue") == "en" else "fr"
        with override(language):
            text = request.POST.get(f"prose_{language}", "")
            context = preview_of(section, frozen_of(section.report), text)
            return render(request, "reports/_preview.html", context)


def section_of(slug: str, pk: int) -> ReportSection:
    """Return a section with its report, or raise ``Http404``."""
    rows = ReportSection.objects.select_related("report__snapshot")
    return get_object_or_404(rows, pk=pk, report__slug=slug)


def preview_of(section: ReportSection, frozen: Frozen, text: str) -> dict[str, Any]:
    """Return the blocks of a text, and its problems."""
    return {
        "blocks": Showing(section.report, frozen).blocks(text),
        "problems": problems(text, frozen),
    }


def names_of(frozen: Frozen) -> list[dict[str, Any]]:
    """Return what a text may name, in groups, with the present values."""
    groups = [
        ("chiffre", _("Chiffres"), value_of),
        ("tableau", _("Tableaux"), lambda one: lines_in(one["rows"])),
        ("carte", _("Cartes"), lambda _one: ""),
        ("liste", _("Listes"), lambda one: lines_in(one["items"])),
    ]
    return [
        {
            "title": title,
            "names": [
                {
                    "mark": f"{{{{{kind}:{name}}}}}",
                    "title": said(one["title"]),
                    "value": value(one),
                }
                for name, one in frozen.names(kind).items()
            ],
        }
        for kind, title, value in groups
        if frozen.names(kind)
    ]


def lines_in(things: list[Any]) -> str:
    words = ngettext("%(n)s ligne", "%(n)s lignes", len(things))
    return words % {"n": shown(len(things))}
