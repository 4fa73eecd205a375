"""Routes of reports: public pages, and pages of staff who write them."""

from django.urls import path

from surveys.views.reports import reading, writing

app_name = "reports"

urlpatterns = [
    path("etats-des-lieux/", reading.ReportListView.as_view(), name="list"),
    path(
        "etats-des-lieux/<slug:slug>/",
        reading.ReportDetailView.as_view(),
        name="report",
    ),
    path("etats-des-lieux/<slug:slug>.pdf", reading.report_pdf_view, name="pdf"),
    path("etats-des-lieux/<slug:slug>.csv", reading.all_figures_csv, name="csv"),
    path(
        "etats-des-lieux/<slug:slug>/carte.json",
        reading.report_map_links,
        name="map_links",
    ),
    path(
        "etats-des-lieux/<slug:slug>/chiffres/<slug:code>/",
        reading.ReportFigureView.as_view(),
        name="figure",
    ),
    path(
        "etats-des-lieux/<slug:slug>/chiffres/<slug:code>.csv",
        reading.figure_csv,
        name="figure_csv",
    ),
    path(
        "espace/etats-des-lieux/", writing.ReportDraftListView.as_view(), name="drafts"
    ),
    path(
        "espace/etats-des-lieux/nouveau/",
        writing.NewReportView.as_view(),
        name="new",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/",
        writing.ReportEditorView.as_view(),
        name="write",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/fiche/",
        writing.ReportDescriptionView.as_view(),
        name="describe",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/sections/<int:pk>/",
        writing.ReportSectionView.as_view(),
        name="section",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/sections/<int:pk>/apercu/",
        writing.SectionPreviewView.as_view(),
        name="preview",
    ),
]
