"""Routes of staff who write reports."""

from django.urls import path

from surveys.views.staff import (
    report_editing,
    report_images,
    report_partners,
    report_reviews,
    report_sections,
    report_texts,
    shipped,
)

app_name = "report_editing"

STAFF_ROUTES = [
    ("", report_editing.ReportDraftListView, "drafts"),
    ("nouveau/", report_editing.NewReportView, "new"),
    ("livres/", shipped.ShippedReportsView, "shipped_reports"),
    ("<slug:slug>/", report_editing.ReportEditorView, "write"),
    ("<slug:slug>/fiche/", report_editing.ReportDescriptionView, "describe"),
    ("<slug:slug>/partenaires/", report_partners.ReportPartnersView, "partners"),
    ("<slug:slug>/images/", report_images.ReportImageListView, "images"),
    ("<slug:slug>/images/<slug:code>/", report_images.ReportImageView, "image"),
    ("<slug:slug>/textes/", report_texts.ShippedTextsView, "texts"),
    ("<slug:slug>/relecture/", report_reviews.ReviewLinksView, "reviews"),
    ("<slug:slug>/sections/<int:pk>/", report_sections.ReportSectionView, "section"),
    (
        "<slug:slug>/sections/<int:pk>/apercu/",
        report_sections.SectionPreviewView,
        "preview",
    ),
]

urlpatterns = [path(end, view.as_view(), name=name) for end, view, name in STAFF_ROUTES]
