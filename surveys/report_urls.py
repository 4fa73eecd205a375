"""Routes of reports: public pages, and pages of staff who write them."""

from django.urls import path

from surveys.views.public import reports
from surveys.views.staff import report_editing

app_name = "reports"

PUBLIC_PREFIX, STAFF_PREFIX = "etats-des-lieux/", "espace/etats-des-lieux/"
PUBLIC_ROUTES = [
    ("", reports.ReportListView.as_view(), "list"),
    ("<slug:slug>/", reports.ReportDetailView.as_view(), "report"),
    ("<slug:slug>.pdf", reports.report_pdf_view, "pdf"),
    ("<slug:slug>.csv", reports.all_figures_csv, "csv"),
    ("<slug:slug>/carte.json", reports.report_map_links, "map_links"),
    (
        "<slug:slug>/chiffres/<slug:code>/",
        reports.ReportFigureView.as_view(),
        "figure",
    ),
    ("<slug:slug>/chiffres/<slug:code>.csv", reports.figure_csv, "figure_csv"),
]
STAFF_ROUTES = [
    ("", report_editing.ReportDraftListView, "drafts"),
    ("nouveau/", report_editing.NewReportView, "new"),
    ("<slug:slug>/", report_editing.ReportEditorView, "write"),
    ("<slug:slug>/fiche/", report_editing.ReportDescriptionView, "describe"),
    ("<slug:slug>/sections/<int:pk>/", report_editing.ReportSectionView, "section"),
    (
        "<slug:slug>/sections/<int:pk>/apercu/",
        report_editing.SectionPreviewView,
        "preview",
    ),
]

urlpatterns = [
    *(path(PUBLIC_PREFIX + end, view, name=name) for end, view, name in PUBLIC_ROUTES),
    *(
        path(STAFF_PREFIX + end, view.as_view(), name=name)
        for end, view, name in STAFF_ROUTES
    ),
]
