"""Staff page of those who made a report, and their logos."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from surveys.models import Report
from surveys.reports.partner_forms import PartnerFormSet, build_partner_formset
from surveys.views.staff.report_editing import ReportWriterView


class ReportPartnersView(ReportWriterView):
    """Name the operator of a report, its partners and who paid."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        report = get_object_or_404(Report, slug=slug)
        return self.render_page(report, build_partner_formset(report))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Save all rows, or show them again with what is to be corrected."""
        report = get_object_or_404(Report, slug=slug)
        formset = build_partner_formset(report, request.POST, request.FILES)
        if not formset.is_valid():
            return self.render_page(report, formset, status=400)
        formset.save()
        messages.success(request, _("Enregistré : la page et les PDF les montrent."))
        return redirect("report_editing:partners", slug=report.slug)

    def render_page(
        self, report: Report, formset: PartnerFormSet, status: int = 200
    ) -> HttpResponse:
        context = {"report": report, "formset": formset}
        return render(self.request, "reports/partners.html", context, status=status)
