"""Routes of the published reports."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http.response import HttpResponseBase
from django.urls import path

from surveys.views.public import report_files, report_review, reports

app_name = "reports"

PUBLIC_ROUTES: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
    ("", reports.ReportListView.as_view(), "list"),
    ("<slug:slug>/", reports.ReportDetailView.as_view(), "report"),
    ("<slug:slug>.pdf", reports.report_pdf_view, "pdf"),
    ("<slug:slug>/resume.pdf", reports.report_summary_view, "summary"),
    ("<slug:slug>/affiche.pdf", reports.report_poster_view, "poster"),
    ("<slug:slug>/partenaires/<int:pk>/logo/", reports.report_logo_view, "logo"),
    ("<slug:slug>.csv", reports.all_figures_csv, "csv"),
    ("<slug:slug>.docx", report_files.report_docx_view, "docx"),
    ("<slug:slug>/carte.json", reports.report_map_links, "map_links"),
    ("<slug:slug>/images/<slug:code>.jpg", reports.report_image_view, "image"),
    ("<slug:slug>/carte.svg", report_files.map_svg, "map_svg"),
    ("<slug:slug>/carte.png", report_files.map_png, "map_png"),
    (
        "<slug:slug>/chiffres/<slug:code>/",
        reports.ReportFigureView.as_view(),
        "figure",
    ),
    ("<slug:slug>/chiffres/<slug:code>.csv", reports.figure_csv, "figure_csv"),
    ("<slug:slug>/chiffres/<slug:code>.svg", report_files.figure_svg, "figure_svg"),
    ("<slug:slug>/chiffres/<slug:code>.png", report_files.figure_png, "figure_png"),
]

# By the token of a link; the views check it.
REVIEW_ROUTES = [
    ("", report_review.DraftReviewView, "review"),
    ("etat-des-lieux.pdf", report_review.DraftReviewPdfView, "review_pdf"),
    ("images/<slug:code>.jpg", report_review.DraftReviewImageView, "review_image"),
]

urlpatterns = [
    *(
        path(f"etats-des-lieux/{end}", view, name=name)
        for end, view, name in PUBLIC_ROUTES
    ),
    *(
        path(
            f"etats-des-lieux/relecture/<str:token>/{end}",
            login_not_required(view.as_view()),
            name=name,
        )
        for end, view, name in REVIEW_ROUTES
    ),
]
