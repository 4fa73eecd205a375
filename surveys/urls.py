"""Routes of surveys: staff pages, and respondent pages for three ways of access."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from surveys.views.respondent import answering, submission
from surveys.views.respondent.access import INTERVIEW, LINK, SPACE
from surveys.views.staff import coding, exports, feedback, results, waves

app_name = "surveys"

# The pages of a respondent: name, end of the address, view.
RESPONDENT_ROUTES = [
    ("home", "", submission.RespondentHomeView),
    ("review", "relire/", submission.ReviewView),
    ("decline", "decliner/", submission.DeclineView),
    ("reopen", "rouvrir/", submission.ReopenView),
    ("hand_on", "transmettre/", submission.ForwardLinkView),
    ("copy", "reponses.pdf", submission.ResponseCopyView),
    ("page", "page/<slug:section>/", answering.PageView),
    ("block", "page/<slug:section>/<int:block>/", answering.PageView),
]


def build_respondent_urls(kind: str, address: str) -> list[URLPattern]:
    """Return the respondent routes of an access kind; the views check the access."""
    return [
        path(
            address + end,
            login_not_required(view.as_view(kind=kind)),
            name=f"{kind}_{name}",
        )
        for name, end, view in RESPONDENT_ROUTES
    ]


WAVES_PREFIX = "espace/enquetes/"
INTERVIEW_PREFIX = WAVES_PREFIX + "<slug:wave>/entretiens/<slug:collectivity>/"
# These stand before the pages of authorities, whose addresses they would match.
WAVE_ROUTES = [
    ("", waves.WaveListView, "waves"),
    ("nouvelle/", waves.NewWaveView, "new_wave"),
    ("<slug:slug>/", waves.WaveView, "wave"),
    ("<slug:slug>/tableau/", waves.WaveDashboardView, "board"),
    ("<slug:slug>/invitees/", waves.InvitationsView, "invited"),
    ("<slug:slug>/modifier/", waves.EditWaveView, "edit_wave"),
    ("<slug:slug>/appeler.csv", waves.WaveCallListView, "call_list"),
]
RESULTS_PREFIX = WAVES_PREFIX + "<slug:slug>/resultats/"
RESULTS_ROUTES = [
    ("", results.ResultsView, "results"),
    ("comparaison/", results.ComparisonView, "comparison"),
    ("lecture/", coding.CodingListView, "coding"),
    ("lecture/<slug:code>/", coding.CodingView, "code_answers"),
    ("lecture/<slug:code>/themes/", coding.ThemesView, "edit_themes"),
    ("citations/<int:pk>/", coding.QuoteView, "quote"),
    ("propositions/", feedback.ReturnsView, "returns"),
    ("exports/", exports.ExportsView, "exports"),
]

urlpatterns = [
    *(
        path(WAVES_PREFIX + end, view.as_view(), name=name)
        for end, view, name in WAVE_ROUTES
    ),
    *(
        path(RESULTS_PREFIX + end, view.as_view(), name=name)
        for end, view, name in RESULTS_ROUTES
    ),
    path(
        "espace/questionnaires/<int:pk>/apercu/",
        waves.QuestionnairePreviewView.as_view(),
        name="preview",
    ),
    path(
        INTERVIEW_PREFIX + "notes/",
        login_not_required(submission.NotesView.as_view(kind=INTERVIEW)),
        name="interview_notes",
    ),
    *build_respondent_urls(LINK, "enquete/<str:token>/"),
    *build_respondent_urls(INTERVIEW, INTERVIEW_PREFIX),
    *build_respondent_urls(SPACE, WAVES_PREFIX + "<slug:wave>/<slug:collectivity>/"),
]
