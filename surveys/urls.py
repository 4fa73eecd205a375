"""Routes of surveys: staff pages, and respondent pages for three ways of access."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from surveys.views.respondent import answering, submission
from surveys.views.respondent.access import INTERVIEW, LINK, SPACE
from surveys.views.staff import coding, exports, feedback, results, waves

app_name = "surveys"

# What stands behind each door: name, end of the address, view.
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


# Results stand before the pages of authorities, whose addresses they would match.
RESULTS_PREFIX = "espace/enquetes/<slug:slug>/resultats/"
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
    path("espace/enquetes/", waves.WaveListView.as_view(), name="waves"),
    path("espace/enquetes/nouvelle/", waves.NewWaveView.as_view(), name="new_wave"),
    path("espace/enquetes/<slug:slug>/", waves.WaveView.as_view(), name="wave"),
    path(
        "espace/enquetes/<slug:slug>/tableau/",
        waves.WaveDashboardView.as_view(),
        name="board",
    ),
    path(
        "espace/enquetes/<slug:slug>/invitees/",
        waves.InvitationsView.as_view(),
        name="invited",
    ),
    path(
        "espace/enquetes/<slug:slug>/modifier/",
        waves.EditWaveView.as_view(),
        name="edit_wave",
    ),
    path(
        "espace/enquetes/<slug:slug>/appeler.csv",
        waves.WaveCallListView.as_view(),
        name="call_list",
    ),
    path(
        "espace/questionnaires/<int:pk>/apercu/",
        waves.QuestionnairePreviewView.as_view(),
        name="preview",
    ),
    path(
        "espace/enquetes/<slug:wave>/entretiens/<slug:collectivity>/notes/",
        login_not_required(submission.NotesView.as_view(kind=INTERVIEW)),
        name="interview_notes",
    ),
    *(
        path(RESULTS_PREFIX + end, view.as_view(), name=name)
        for end, view, name in RESULTS_ROUTES
    ),
    *build_respondent_urls(LINK, "enquete/<str:token>/"),
    *build_respondent_urls(
        INTERVIEW, "espace/enquetes/<slug:wave>/entretiens/<slug:collectivity>/"
    ),
    *build_respondent_urls(SPACE, "espace/enquetes/<slug:wave>/<slug:collectivity>/"),
]
