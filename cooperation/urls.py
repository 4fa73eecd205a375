"""Routes of the directory; ``docs/urls.md`` is their contract."""

from django.urls import path

from cooperation.views import entries
from cooperation.views.api import embed, exports, feeds, map_image, map_points, media
from cooperation.views.forms import contact, error_reports
from cooperation.views.public import (
    announcements,
    communes,
    comparison,
    directories,
    figures,
    glossary,
    guide,
    lists,
    maps,
    pages,
    prepared_files,
    search,
)

app_name = "cooperation"

urlpatterns = [
    path("", pages.HomeView.as_view(), name="home"),
    path("recherche/", search.SearchView.as_view(), name="search"),
    path("actions/", lists.ActionListView.as_view(), name="action_list"),
    path("actions.geojson", exports.action_geojson, name="action_geojson"),
    path("actions.csv", exports.action_csv, name="action_csv"),
    path("actions.xlsx", exports.action_xlsx, name="action_xlsx"),
    path(
        "exports/<slug:key>/",
        prepared_files.show_prepared_file,
        name="prepared_file",
    ),
    path(
        "exports/<slug:key>/fichier/",
        prepared_files.send_prepared_file,
        name="send_prepared_file",
    ),
    path("actions.rss", feeds.action_rss, name="action_rss"),
    path("actions.atom", feeds.action_atom, name="action_atom"),
    path("actions/points.json", exports.action_points, name="action_points"),
    path("actions/<slug:slug>/", entries.ActionView.as_view(), name="action_detail"),
    path(
        "actions/<slug:slug>/journal/",
        entries.ActionJournalView.as_view(),
        name="action_journal",
    ),
    path(
        "accords/<slug:slug>/journal/",
        entries.AgreementJournalView.as_view(),
        name="agreement_journal",
    ),
    path("carte/", maps.MapView.as_view(), name="map"),
    path("carte.svg", map_image.map_svg, name="map_svg"),
    path("carte/liens.json", maps.map_links, name="map_links"),
    path("carte/epci.json", maps.map_outlines, name="map_outlines"),
    path("carte/lieux.json", map_points.search_points, name="points"),
    path("integrer/", embed.SnippetView.as_view(), name="embed"),
    path("integrer/carte/", embed.EmbeddedMapView.as_view(), name="embed_map"),
    path("integrer/liste/", embed.EmbeddedListView.as_view(), name="embed_list"),
    path("carte/fiches/", maps.MapSummaryView.as_view(), name="map_summary"),
    path("accords/", lists.AgreementListView.as_view(), name="agreement_list"),
    path("accords.geojson", exports.agreement_geojson, name="agreement_geojson"),
    path("accords.csv", exports.agreement_csv, name="agreement_csv"),
    path("accords.xlsx", exports.agreement_xlsx, name="agreement_xlsx"),
    path("accords.rss", feeds.agreement_rss, name="agreement_rss"),
    path("accords.atom", feeds.agreement_atom, name="agreement_atom"),
    path("accords.ics", feeds.agreement_ics, name="agreement_ics"),
    path(
        "accords/<slug:slug>/", entries.AgreementView.as_view(), name="agreement_detail"
    ),
    path(
        "collectivites/",
        directories.CollectivityListView.as_view(),
        name="collectivity_list",
    ),
    path(
        "collectivites/<slug:slug>/",
        entries.CollectivityView.as_view(),
        name="collectivity_detail",
    ),
    path(
        "collectivites/<slug:slug>/ecrire/",
        contact.ContactView.as_view(),
        name="contact",
    ),
    path("ma-commune/", communes.MyCommuneView.as_view(), name="my_commune"),
    path("comparer/", comparison.CompareView.as_view(), name="compare"),
    path("partenaires/", directories.PartnerListView.as_view(), name="partner_list"),
    path(
        "partenaires/<slug:slug>/", entries.PartnerView.as_view(), name="partner_detail"
    ),
    path("pays/", directories.CountryListView.as_view(), name="country_list"),
    path("pays/<slug:iso2>/", entries.CountryView.as_view(), name="country_detail"),
    path("financements/", directories.FundingListView.as_view(), name="funding_list"),
    path("chiffres/", figures.FiguresView.as_view(), name="figures"),
    path("chiffres/<slug:code>/", figures.FigureTableView.as_view(), name="figure"),
    path("chiffres/<slug:code>.csv", figures.figure_csv, name="figure_csv"),
    path("chiffres/<slug:code>.svg", figures.figure_svg, name="figure_svg"),
    path("chiffres/<slug:code>.png", figures.figure_png, name="figure_png"),
    path(
        "financements/<slug:code>/",
        glossary.FundingWindowView.as_view(),
        name="funding_window",
    ),
    path("glossaire/", glossary.GlossaryView.as_view(), name="glossary"),
    path("glossaire/<slug:code>/", glossary.TermView.as_view(), name="term"),
    path(
        "ressources/<slug:kind>/",
        announcements.AnnouncementsView.as_view(),
        name="announcements",
    ),
    path(
        "ressources/<slug:kind>.rss",
        announcements.announcements_rss,
        name="announcements_rss",
    ),
    path(
        "ressources/<slug:kind>.atom",
        announcements.announcements_atom,
        name="announcements_atom",
    ),
    path(
        "ressources/<slug:kind>.ics",
        announcements.announcements_ics,
        name="announcements_ics",
    ),
    path("ressources/", directories.ResourceListView.as_view(), name="resource_list"),
    path(
        "actions/<slug:slug>.pdf",
        entries.ActionView.as_view(rendering="pdf"),
        name="action_pdf",
    ),
    path(
        "actions/<slug:slug>.png",
        entries.ActionView.as_view(rendering="png"),
        name="action_png",
    ),
    path(
        "accords/<slug:slug>.pdf",
        entries.AgreementView.as_view(rendering="pdf"),
        name="agreement_pdf",
    ),
    path(
        "accords/<slug:slug>.png",
        entries.AgreementView.as_view(rendering="png"),
        name="agreement_png",
    ),
    path(
        "collectivites/<slug:slug>.pdf",
        entries.CollectivityView.as_view(rendering="pdf"),
        name="collectivity_pdf",
    ),
    path(
        "collectivites/<slug:slug>.png",
        entries.CollectivityView.as_view(rendering="png"),
        name="collectivity_png",
    ),
    path(
        "partenaires/<slug:slug>.pdf",
        entries.PartnerView.as_view(rendering="pdf"),
        name="partner_pdf",
    ),
    path(
        "partenaires/<slug:slug>.png",
        entries.PartnerView.as_view(rendering="png"),
        name="partner_png",
    ),
    path(
        "pays/<slug:iso2>.pdf",
        entries.CountryView.as_view(rendering="pdf"),
        name="country_pdf",
    ),
    path(
        "collectivites/<slug:slug>/portrait.pdf",
        entries.CollectivityView.as_view(rendering="portrait"),
        name="collectivity_portrait",
    ),
    path(
        "pays/<slug:iso2>/portrait.pdf",
        entries.CountryView.as_view(rendering="portrait"),
        name="country_portrait",
    ),
    path(
        "pays/<slug:iso2>.png",
        entries.CountryView.as_view(rendering="png"),
        name="country_png",
    ),
    path("photos/<int:pk>/", media.serve_photo, name="photo"),
    path("photos/<int:pk>/petite/", media.serve_small_photo, name="small_photo"),
    path("portraits/<int:pk>/", media.serve_portrait, name="portrait"),
    path("documents/<int:pk>/", media.serve_document, name="document"),
    path(
        "documents/accords/<slug:slug>/",
        media.serve_agreement_document,
        name="agreement_document",
    ),
    path("signaler/", error_reports.ErrorReportView.as_view(), name="report"),
    path("aide/", guide.GuideView.as_view(), name="guide"),
    path("aide/<slug:page>/", guide.GuidePageView.as_view(), name="guide_page"),
    path("a-propos/", pages.AboutView.as_view(), name="about"),
    path("mentions-legales/", pages.LegalView.as_view(), name="legal"),
    path("accessibilite/", pages.AccessibilityView.as_view(), name="accessibility"),
    path("confidentialite/", pages.PrivacyView.as_view(), name="privacy"),
]
