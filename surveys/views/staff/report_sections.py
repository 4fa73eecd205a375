"""Staff pages of one section of a report: its text, its preview, its history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from surveys.models import ReportImage, ReportSection
from surveys.reports.editing import list_image_codes
from surveys.reports.forms import SectionForm
from surveys.reports.markup import find_prose_problems
from surveys.reports.render import TONES, ReportRenderer
from surveys.reports.section_history import list_earlier_texts, save_section
from surveys.reports.snapshot_reader import (
    SnapshotItem,
    SnapshotReader,
    format_figure_value,
    format_with_unit,
    get_report_snapshot,
)
from surveys.reports.translations import get_translation
from surveys.views.base import parse_key
from surveys.views.staff.report_editing import ReportWriterView


class ReportSectionView(ReportWriterView):
    """Edit a section, with its preview and its earlier texts."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """Show the present text, or an earlier one to save again."""
        section = get_report_section(slug, pk)
        form = SectionForm(instance=section, frozen=get_report_snapshot(section.report))
        key = parse_key(request.GET.get("retablir"))
        earlier = section.history.filter(pk=key).first() if key else None
        if earlier:
            for name in SectionForm.TEXTS:
                form.initial[name] = getattr(earlier, name)
        return self.render_page(
            section, form, form.initial["prose_fr"], earlier=earlier
        )

    @transaction.atomic
    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """Save the section, or show it again with its errors or its preview."""
        section = get_report_section(slug, pk, is_locked=True)
        stored = get_report_section(slug, pk)
        form = SectionForm(
            request.POST, instance=section, frozen=get_report_snapshot(section.report)
        )
        text = request.POST.get("prose_fr", "")
        if request.POST.get("geste") == "apercu":
            return self.render_page(stored, form, text)
        if not form.is_valid():
            form.data = {**request.POST.dict(), "version": form.stored_version}
            return self.render_page(stored, form, text, status=400)
        save_section(form.save(commit=False))
        messages.success(request, _("Section enregistrée."))
        following = find_neighbours(section)["following"]
        if request.POST.get("geste") == "suite" and following:
            return redirect(get_section_url(following))
        return redirect(f"{section.report.get_edit_url()}#section-{section.pk}")

    def render_page(
        self,
        section: ReportSection,
        form: SectionForm,
        text: str,
        *,
        earlier: Any = None,
        status: int = 200,
    ) -> HttpResponse:
        frozen = get_report_snapshot(section.report)
        context = {
            "form": form,
            "stored": section,
            "report": section.report,
            "theirs": form.list_their_texts(section),
            "last_change": section.history.select_related("history_user").first(),
            "earlier": list_earlier_texts(section),
            "restored": earlier,
            "is_unsaved": form.is_bound or earlier is not None,
            "names": list_named_items(frozen, list(section.report.images.all())),
            "day": frozen.day,
            **find_neighbours(section),
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


def get_report_section(slug: str, pk: int, *, is_locked: bool = False) -> ReportSection:
    """Return a section with its report, or raise ``Http404``."""
    rows = ReportSection.objects.select_related("report__snapshot")
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, pk=pk, report__slug=slug)


def get_section_url(section: ReportSection) -> str:
    return reverse("report_editing:section", args=[section.report.slug, section.pk])


def find_neighbours(section: ReportSection) -> dict[str, ReportSection | None]:
    """Return the sections before and after a section."""
    rows = list(section.report.sections.defer("prose_fr", "prose_en"))
    place = [row.pk for row in rows].index(section.pk)
    return {
        "previous": rows[place - 1] if place else None,
        "following": rows[place + 1] if place + 1 < len(rows) else None,
    }


def build_preview(
    section: ReportSection, frozen: SnapshotReader, text: str
) -> Mapping[str, object]:
    """Return the blocks of a text, its colour on the page, and its problems."""
    images = list_image_codes(section.report)
    return {
        "blocks": ReportRenderer(section.report, frozen).render_blocks(text),
        "tone": TONES.get(section.kind, ""),
        "problems": find_prose_problems(text, frozen, images),
    }


@dataclass(frozen=True)
class NamedItem:
    """What a text may name: how it is written, its title, its present value.

    ``large`` shows a figure in large on a line of its own.
    """

    mark: str
    title: str
    value: str
    large: str = ""


@dataclass(frozen=True)
class NamedItemGroup:
    title: str
    names: list[NamedItem]


def list_named_items(
    frozen: SnapshotReader, images: list[ReportImage]
) -> list[NamedItemGroup]:
    groups: list[tuple[str, str, Callable[[SnapshotItem], str]]] = [
        ("chiffre", _("Chiffres"), format_figure_value),
        ("tableau", _("Tableaux"), lambda one: format_line_count(one["rows"])),
        ("carte", _("Cartes"), lambda _one: ""),
        ("liste", _("Listes"), lambda one: format_line_count(one["items"])),
    ]
    found = [
        NamedItemGroup(
            title,
            [
                NamedItem(
                    mark=f"{{{{{kind}:{name}}}}}",
                    title=get_translation(one["title"]),
                    value=value(one),
                    large=f"{{{{chiffres:{name}}}}}" if kind == "chiffre" else "",
                )
                for name, one in items.items()
            ],
        )
        for kind, title, value in groups
        if (items := frozen.get_items(kind))
    ]
    shown = [NamedItem(image.mark, image.alt, "") for image in images]
    return found + ([NamedItemGroup(_("Images"), shown)] if shown else [])


def format_line_count(things: list[Any]) -> str:
    words = ngettext("%(n)s ligne", "%(n)s lignes", len(things))
    return words % {"n": format_with_unit(len(things))}
