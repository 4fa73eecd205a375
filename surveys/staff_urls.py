"""Routes of staff who run surveys: waves, results, interviews."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from surveys.urls import build_respondent_urls
from surveys.views.respondent import submission
from surveys.views.respondent.access import INTERVIEW
from surveys.views.staff import coding, exports, feedback, results, waves

app_name = "waves"

INTERVIEW_PREFIX = "<slug:wave>/entretiens/<slug:collectivity>/"
WAVE_ROUTES = [
    ("", waves.WaveListView, "waves"),
    ("nouvelle/", waves.NewWaveView, "new_wave"),
    ("questionnaires/<int:pk>/apercu/", waves.QuestionnairePreviewView, "preview"),
    ("<slug:slug>/", waves.WaveView, "wave"),
    ("<slug:slug>/tableau/", waves.WaveDashboardView, "board"),
    ("<slug:slug>/invitees/", waves.InvitationsView, "invited"),
    ("<slug:slug>/modifier/", waves.EditWaveView, "edit_wave"),
    ("<slug:slug>/appeler.csv", waves.WaveCallListView, "call_list"),
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
