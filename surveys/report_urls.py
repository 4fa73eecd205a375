"""Routes of reports: published ones for everybody, drafts behind a review link."""

from django.urls import path

from cooperation.views.base import public_view
from surveys.views.public import report_files, reports
from surveys.views.public.report_access import (
    ReportView,
    open_as_file,
    open_by_link,
    open_to_public,
)

app_name = "reports"

# The whole report in each format, by the ending of its address.
DOCUMENT_ROUTES: list[tuple[str, ReportView]] = [
    ("pdf", reports.send_report_pdf),
    ("csv", reports.send_all_figures),
    ("docx", report_files.send_docx),
]
# What is under the address of a report.
PART_ROUTES: list[tuple[str, ReportView, str]] = [
    ("resume.pdf", reports.send_summary, "summary"),
    ("affiche.pdf", reports.send_poster, "poster"),
    ("carte.svg", report_files.send_map_svg, "map_svg"),
    ("carte.png", report_files.send_map_png, "map_png"),
    ("chiffres/<slug:code>/", reports.show_figure, "figure"),
    ("chiffres/<slug:code>.csv", reports.send_figure_csv, "figure_csv"),
    ("chiffres/<slug:code>.svg", report_files.send_figure_svg, "figure_svg"),
    ("chiffres/<slug:code>.png", report_files.send_figure_png, "figure_png"),
]
STORED_ROUTES: list[tuple[str, ReportView, str]] = [
    ("images/<slug:code>.jpg", reports.send_image, "image"),
    ("partenaires/<int:pk>/logo/", reports.send_logo, "logo"),
]
REVIEW = "etats-des-lieux/relecture/<str:token>/"
REPORT = "etats-des-lieux/<slug:slug>"

urlpatterns = [
    path("etats-des-lieux/", reports.ReportListView.as_view(), name="list"),
    path(f"{REPORT}/", open_to_public(reports.show_report, public_view), name="report"),
    *(
        path(f"{REPORT}.{ending}", open_to_public(view, public_view), name=ending)
        for ending, view in DOCUMENT_ROUTES
    ),
    *(
        path(f"{REPORT}/{end}", open_to_public(view, public_view), name=name)
        for end, view, name in PART_ROUTES
    ),
    path(
        f"{REPORT}/carte.json",
        open_to_public(reports.send_map_links, public_view),
        name="map_links",
    ),
    *(
        path(f"{REPORT}/{end}", open_to_public(view, open_as_file), name=name)
        for end, view, name in STORED_ROUTES
    ),
    path(REVIEW, open_by_link(reports.show_draft), name="review_report"),
    *(
        path(
            f"{REVIEW}etat-des-lieux.{ending}",
            open_by_link(view),
            name=f"review_{ending}",
        )
        for ending, view in DOCUMENT_ROUTES
    ),
    *(
        path(f"{REVIEW}{end}", open_by_link(view), name=f"review_{name}")
        for end, view, name in [*PART_ROUTES, *STORED_ROUTES]
    ),
]
