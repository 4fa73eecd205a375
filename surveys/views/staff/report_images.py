"""Staff pages of the pictures of a report: add, describe, remove."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from surveys.models import Report, ReportImage, ReportSection
from surveys.reports.images import ReportImageForm, delete_image, list_showing_sections
from surveys.views.base import parse_key
from surveys.views.staff.report_editing import ReportWriterView


class ReportImageListView(ReportWriterView):
    """The pictures of a report, and a form to add one."""

    @cached_property
    def report(self) -> Report:
        return get_object_or_404(Report, slug=self.kwargs["slug"])

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.render_page(ReportImageForm(report=self.report))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ReportImageForm(request.POST, request.FILES, report=self.report)
        if not form.is_valid():
            return self.render_page(form, status=400)
        image = form.save()
        words = _("Image ajoutée. Dans un texte, elle s’écrit %(mark)s.")
        messages.success(request, words % {"mark": image.mark})
        return redirect(request.get_full_path())

    def render_page(self, form: ReportImageForm, status: int = 200) -> HttpResponse:
        context = {
            "report": self.report,
            "form": form,
            "images": self.report.images.all(),
            "section": self.find_section(),
        }
        return render(self.request, "reports/images.html", context, status=status)

    def find_section(self) -> ReportSection | None:
        """Return the section that one comes from, to go back to."""
        key = parse_key(self.request.GET.get("section"))
        return self.report.sections.filter(pk=key).first()


class ReportImageView(ReportWriterView):
    """Describe a picture again, replace its file, remove it."""

    @cached_property
    def image(self) -> ReportImage:
        rows = ReportImage.objects.select_related("report")
        where = {"report__slug": self.kwargs["slug"], "code": self.kwargs["code"]}
        return get_object_or_404(rows, **where)

    def get(self, request: HttpRequest, **_where: Any) -> HttpResponse:
        form = ReportImageForm(report=self.image.report, instance=self.image)
        return self.render_page(form)

    def post(self, request: HttpRequest, **_where: Any) -> HttpResponse:
        """Save the picture, or remove one that no text shows."""
        if request.POST.get("geste") == "supprimer":
            return self.remove()
        report = self.image.report
        form = ReportImageForm(
            request.POST, request.FILES, report=report, instance=self.image
        )
        if not form.is_valid():
            return self.render_page(form, status=400)
        form.save()
        messages.success(request, _("Image enregistrée."))
        return redirect("report_editing:images", report.slug)

    def remove(self) -> HttpResponse:
        """Remove the picture; refuse while a section shows it."""
        shown = list_showing_sections(self.image)
        if shown:
            words = _("Cette image est encore montrée par : %(sections)s.")
            names = ", ".join(f"« {section.title_fr} »" for section in shown)
            messages.error(self.request, words % {"sections": names})
            return redirect(self.request.path)
        delete_image(self.image)
        messages.success(self.request, _("Image supprimée."))
        return redirect("report_editing:images", self.image.report.slug)

    def render_page(self, form: ReportImageForm, status: int = 200) -> HttpResponse:
        context = {"report": self.image.report, "image": self.image, "form": form}
        return render(self.request, "reports/image.html", context, status=status)
