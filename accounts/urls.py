"""Routes of the people who look after their authority's sheets."""

from django.urls import path

from accounts.views import confirming, editing, moderating, requests, space

app_name = "accounts"

urlpatterns = [
    path("espace/", space.SpaceView.as_view(), name="space"),
    path("espace/confirmer/", confirming.confirm_sheets, name="confirm"),
    path(
        "espace/lien/<str:token>/", confirming.LinkView.as_view(), name="confirm_link"
    ),
    path(
        "espace/actions/<str:reference>/",
        editing.EditView.as_view(),
        name="edit_action",
    ),
    path(
        "espace/collectivites/<slug:slug>/nouvelle-action/",
        editing.EditView.as_view(),
        name="new_action",
    ),
    path(
        "espace/propositions/<int:pk>/",
        editing.ProposalView.as_view(),
        name="proposal",
    ),
    path(
        "espace/propositions/<int:pk>/retirer/",
        editing.withdraw_proposal,
        name="withdraw",
    ),
    path(
        "espace/propositions/<int:pk>/supprimer/",
        editing.discard_draft,
        name="discard",
    ),
    path("relecture/", moderating.QueueView.as_view(), name="queue"),
    path("relecture/<int:pk>/", moderating.DecideView.as_view(), name="decide"),
    path("compte/demande/", requests.AccessRequestView.as_view(), name="request"),
    path(
        "compte/demande/recue/",
        requests.AccessRequestedView.as_view(),
        name="requested",
    ),
]
