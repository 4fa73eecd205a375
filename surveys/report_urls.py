"""Routes of reports: public pages, and pages of staff who write them."""

from django.urls import path

from surveys.views.reports import reading, writing

app_name = "reports"

urlpatterns = [
    path("etats-des-lieux/", reading.ReportListView.as_view(), name="list"),
    path(
        "etats-des-lieux/<slug:slug>/",
        reading.ReportView.as_view(),
        name="report",
    ),
    path("etats-des-lieux/<slug:slug>.pdf", reading.pdf, name="pdf"),
    path("etats-des-lieux/<slug:slug>.csv", reading.all_figures, name="csv"),
    path("etats-des-lieux/<slug:slug>/carte.json", reading.map_links, name="map_links"),
    path(
        "etats-des-lieux/<slug:slug>/chiffres/<slug:code>/",
        reading.FigureView.as_view(),
        name="figure",
    ),
    path(
        "etats-des-lieux/<slug:slug>/chiffres/<slug:code>.csv",
        reading.figure_csv,
        name="figure_csv",
    ),
    path("espace/etats-des-lieux/", writing.DraftListView.as_view(), name="drafts"),
    path(
        "espace/etats-des-lieux/nouveau/",
        writing.NewReportView.as_view(),
        name="new",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/",
        writing.WriteView.as_view(),
        name="write",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/fiche/",
        writing.DescribeView.as_view(),
        name="describe",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/sections/<int:pk>/",
        writing.SectionView.as_view(),
        name="section",
    ),
    path(
        "espace/etats-des-lieux/<slug:slug>/sections/<int:pk>/apercu/",
        writing.PreviewView.as_view(),
        name="preview",
    ),
]
