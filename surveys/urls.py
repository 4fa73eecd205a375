"""Routes of surveys: staff pages, and respondent pages for three ways of access."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from surveys.views import (
    answering,
    coding,
    exporting,
    results,
    returning,
    sending,
    waves,
)
from surveys.views.doors import INTERVIEW, LINK, SPACE

app_name = "surveys"

# What stands behind each door: name, end of the address, view.
BEHIND = [
    ("home", "", sending.HomeView),
    ("review", "relire/", sending.ReviewView),
    ("decline", "decliner/", sending.DeclineView),
    ("reopen", "rouvrir/", sending.ReopenView),
    ("hand_on", "transmettre/", sending.HandOnView),
    ("copy", "reponses.pdf", sending.CopyView),
    ("page", "page/<slug:section>/", answering.PageView),
    ("block", "page/<slug:section>/<int:block>/", answering.PageView),
]


def behind(kind: str, address: str) -> list[URLPattern]:
    """Return the respondent routes of an access kind; the views check the access."""
    return [
        path(
            address + end,
            login_not_required(view.as_view(kind=kind)),
            name=f"{kind}_{name}",
        )
        for name, end, view in BEHIND
    ]


# Results stand before the pages of authorities, whose addresses they would match.
ABOUT = "espace/enquetes/<slug:slug>/resultats/"
RESULTS = [
    ("", results.ResultsView, "results"),
    ("comparaison/", results.ComparisonView, "comparison"),
    ("lecture/", coding.CodingListView, "coding"),
    ("lecture/<slug:code>/", coding.CodingView, "code_answers"),
    ("lecture/<slug:code>/themes/", coding.ThemesView, "edit_themes"),
    ("citations/<int:pk>/", coding.QuoteView, "quote"),
    ("propositions/", returning.ReturnsView, "returns"),
    ("exports/", exporting.ExportsView, "exports"),
]

urlpatterns = [
    path("espace/enquetes/", waves.WaveListView.as_view(), name="waves"),
    path("espace/enquetes/nouvelle/", waves.NewWaveView.as_view(), name="new_wave"),
    path("espace/enquetes/<slug:slug>/", waves.WaveView.as_view(), name="wave"),
    path(
        "espace/enquetes/<slug:slug>/tableau/",
        waves.BoardView.as_view(),
        name="board",
    ),
    path(
        "espace/enquetes/<slug:slug>/invitees/",
        waves.InvitedView.as_view(),
        name="invited",
    ),
    path(
        "espace/enquetes/<slug:slug>/modifier/",
        waves.EditWaveView.as_view(),
        name="edit_wave",
    ),
    path(
        "espace/enquetes/<slug:slug>/appeler.csv",
        waves.CallListView.as_view(),
        name="call_list",
    ),
    path(
        "espace/questionnaires/<int:pk>/apercu/",
        waves.PreviewView.as_view(),
        name="preview",
    ),
    path(
        "espace/enquetes/<slug:wave>/entretiens/<slug:collectivity>/notes/",
        login_not_required(sending.NotesView.as_view(kind=INTERVIEW)),
        name="interview_notes",
    ),
    *(path(ABOUT + end, view.as_view(), name=name) for end, view, name in RESULTS),
    *behind(LINK, "enquete/<str:token>/"),
    *behind(INTERVIEW, "espace/enquetes/<slug:wave>/entretiens/<slug:collectivity>/"),
    *behind(SPACE, "espace/enquetes/<slug:wave>/<slug:collectivity>/"),
]
