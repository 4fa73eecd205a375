"""Routes of staff who write reports."""

from django.urls import path

from surveys.views.staff import report_editing, report_partners

app_name = "report_editing"

STAFF_ROUTES = [
    ("", report_editing.ReportDraftListView, "drafts"),
    ("nouveau/", report_editing.NewReportView, "new"),
    ("<slug:slug>/", report_editing.ReportEditorView, "write"),
    ("<slug:slug>/fiche/", report_editing.ReportDescriptionView, "describe"),
    ("<slug:slug>/partenaires/", report_partners.ReportPartnersView, "partners"),
    ("<slug:slug>/sections/<int:pk>/", report_editing.ReportSectionView, "section"),
    (
        "<slug:slug>/sections/<int:pk>/apercu/",
        report_editing.SectionPreviewView,
        "preview",
    ),
]

urlpatterns = [path(end, view.as_view(), name=name) for end, view, name in STAFF_ROUTES]
