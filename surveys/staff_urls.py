"""Routes of staff who run surveys: waves, results, interviews."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from surveys.urls import build_respondent_urls
from surveys.views.respondent import submission
from surveys.views.respondent.access import INTERVIEW
from surveys.views.staff import (
    builder,
    builder_exchange,
    builder_preview,
    builder_texts,
    coding,
    exports,
    feedback,
    results,
    shipped,
    waves,
)

app_name = "waves"

INTERVIEW_PREFIX = "<slug:wave>/entretiens/<slug:collectivity>/"
WAVE_ROUTES = [
    ("", waves.WaveListView, "waves"),
    ("nouvelle/", waves.NewWaveView, "new_wave"),
    ("<slug:slug>/", waves.WaveView, "wave"),
    ("<slug:slug>/tableau/", waves.WaveDashboardView, "board"),
    ("<slug:slug>/invitees/", waves.InvitationsView, "invited"),
    ("<slug:slug>/modifier/", waves.EditWaveView, "edit_wave"),
    ("<slug:slug>/appeler.csv", waves.WaveCallListView, "call_list"),
]
BUILDER_PREFIX = "questionnaires/"
BUILDER_ROUTES = [
    ("", builder.QuestionnaireListView, "questionnaires"),
    ("livres/", shipped.ShippedQuestionnairesView, "shipped_questionnaires"),
    ("importer/", builder_exchange.ImportQuestionnaireView, "import_questionnaire"),
    ("<int:pk>/", builder.BuilderView, "builder"),
    ("<int:pk>/apercu/", builder_preview.QuestionnairePreviewView, "preview"),
    ("<int:pk>/cadre/", builder_preview.PreviewFrameView, "preview_frame"),
    ("<int:pk>/traduction/", builder_texts.TranslationView, "translation"),
    ("<int:pk>/bibliotheque/", builder_exchange.LibraryView, "library"),
    (
        "<int:pk>/questionnaire.json",
        builder_exchange.QuestionnaireJsonView,
        "questionnaire_json",
    ),
    (
        "<int:pk>/xlsform.xlsx",
        builder_exchange.QuestionnaireXlsformView,
        "questionnaire_xlsform",
    ),
]
RESULTS_PREFIX = "<slug:slug>/resultats/"
RESULTS_ROUTES = [
    ("", results.ResultsView, "results"),
    ("tableaux.csv", results.AggregatesView, "aggregates"),
    ("tableaux.xlsx", results.WorkbookView, "aggregates_workbook"),
    ("croisement/", results.CrossingView, "crossing"),
    ("publication/", results.PublicationView, "publication"),
    ("comparaison/", results.ComparisonView, "comparison"),
    ("lecture/", coding.CodingListView, "coding"),
    ("lecture/<slug:code>/", coding.CodingView, "code_answers"),
    ("lecture/<slug:code>/themes/", coding.ThemesView, "edit_themes"),
    ("citations/<int:pk>/", coding.QuoteView, "quote"),
    ("propositions/", feedback.ReturnsView, "returns"),
    ("exports/", exports.ExportsView, "exports"),
    ("exports/<int:pk>/", exports.ExportFileView, "export_file"),
]

urlpatterns = [
    *(
        path(BUILDER_PREFIX + end, view.as_view(), name=name)
        for end, view, name in BUILDER_ROUTES
    ),
    *(path(end, view.as_view(), name=name) for end, view, name in WAVE_ROUTES),
    *(
        path(RESULTS_PREFIX + end, view.as_view(), name=name)
        for end, view, name in RESULTS_ROUTES
    ),
    path(
        INTERVIEW_PREFIX + "notes/",
        login_not_required(submission.NotesView.as_view(kind=INTERVIEW)),
        name="interview_notes",
    ),
    *build_respondent_urls(INTERVIEW, INTERVIEW_PREFIX),
]
