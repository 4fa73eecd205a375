"""Staff page of the texts that come with the site, for an edition loaded before."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Report
from surveys.reports.shipped_texts import list_shipped_texts, take_shipped_texts
from surveys.views.staff.report_editing import ReportWriterView


class ShippedTextsView(ReportWriterView):
    """Show what would change, and take it: what people changed stays."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        texts = list_shipped_texts(report)
        if not texts:
            raise Http404
        context = {
            "report": report,
            "texts": [one for one in texts if one.is_different],
            "n_taken": sum(one.is_taken for one in texts),
        }
        return render(request, "reports/shipped_texts.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        report = get_object_or_404(Report.objects.with_snapshot(), slug=slug)
        n = take_shipped_texts(report)
        words = ngettext(
            "%(n)s section complétée. Son texte d’avant est gardé, sur sa page.",
            "%(n)s sections complétées. Leurs textes d’avant sont gardés, sur leurs "
            "pages.",
            n,
        )
        if n:
            messages.success(request, words % {"n": n})
        else:
            messages.info(request, _("Rien à compléter : aucun texte n’a changé."))
        return redirect(report.get_edit_url())
