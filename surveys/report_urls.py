"""Routes of reports: public pages, and pages of staff who write them."""

from django.urls import path

from surveys.views.public import reports
from surveys.views.staff import report_editing

app_name = "reports"

urlpatterns = [
    path("etats-des-lieux/", reports.ReportListView.as_view(), name="list"),
    path(
        "etats-des-lieux/<slug:slug>/",
        reports.ReportDetailView.as_view(),
        name="report",
    ),
    path("etats-des-lieux/<slug:slug>.pdf", reports.report_pdf_view, name="pdf"),
    path("etats-des-lieux/<slug:slug>.csv", reports.all_figures_csv, name="csv"),
    path(
        "etats-des-lieux/<slug:slug>/carte.json",
        reports.report_map_links,
        name="map_links",
    ),
    path(
        "etats-des-lieux/<slug:slug>/chiffres/<slug:code>/",
        reports.ReportFigureView.as_view(),
        name="figure",
    ),
    path(
        "etats-des-lieux/<slug:slug>/chiffres/<slug:code>.csv",
        reports.figure_csv,
        name="figure_csv",
    ),
    path(
        "espace/etats-des-lieux/",
        report_editing.ReportDraftListView.as_view(),
        name="drafts",
    ),
    path(
        "espace/etats-des-lieux/nouveau/",
        report_editing.NewReportView.as_view(),
        name="new",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/",
        report_editing.ReportEditorView.as_view(),
        name="write",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/fiche/",
        report_editing.ReportDescriptionView.as_view(),
        name="describe",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/sections/<int:pk>/",
        report_editing.ReportSectionView.as_view(),
        name="section",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/sections/<int:pk>/apercu/",
        report_editing.SectionPreviewView.as_view(),
        name="preview",
    ),
]
