"""What comes with the site and is not there yet: added by one button each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from surveys import permissions
from surveys.questionnaires.fixtures import (
    list_missing_questionnaires,
    load_questionnaire,
)
from surveys.reports.fixtures import list_missing_reports, load_report
from surveys.views.staff.base import StaffView


class ShippedQuestionnairesView(StaffView):
    """Add the questionnaires that come with the site; those there stay as they are."""

    has_permission = staticmethod(permissions.may_add_questionnaires)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        for data in list_missing_questionnaires():
            load_questionnaire(data)
        messages.success(request, _("Les questionnaires livrés avec le site sont là."))
        return redirect("waves:questionnaires")


class ShippedReportsView(StaffView):
    """Publish the reports that come with the site, with their figures as published."""

    has_permission = staticmethod(permissions.may_write_report)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        for path in list_missing_reports():
            load_report(path)
        words = _("Les états des lieux livrés avec le site sont là, et publiés.")
        messages.success(request, words)
        return redirect("report_editing:drafts")
