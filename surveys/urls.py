"""Routes of respondents: by their personal link, and in the space of agents."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from surveys.views.respondent import answering, lookups, submission
from surveys.views.respondent.access import LINK, SPACE

app_name = "surveys"

# The pages of a respondent: name, end of the address, view.
RESPONDENT_ROUTES = [
    ("home", "", submission.RespondentHomeView),
    ("review", "relire/", submission.ReviewView),
    ("decline", "decliner/", submission.DeclineView),
    ("reopen", "rouvrir/", submission.ReopenView),
    ("give_up", "renoncer/", submission.GiveUpChangesView),
    ("hand_on", "transmettre/", submission.ForwardLinkView),
    ("copy", "reponses.pdf", submission.ResponseCopyView),
    ("suggestions", "suggestions/<slug:kind>/", lookups.SuggestionsView),
    ("file", "fichiers/<uuid:key>/", lookups.AnswerFileView),
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


urlpatterns = [
    *build_respondent_urls(LINK, "enquete/<str:token>/"),
    *build_respondent_urls(SPACE, "espace/enquetes/<slug:wave>/<slug:collectivity>/"),
]
