"""Routes of agents, of staff who review, and of accounts."""

from django.urls import path

from accounts.models import ProposalKind
from accounts.views import (
    campaigning,
    confirming,
    editing,
    handing_over,
    moderating,
    personal_data,
    proposing,
    requests,
    space,
    suggesting,
)

app_name = "accounts"

urlpatterns = [
    path("espace/", space.SpaceView.as_view(), name="space"),
    path("espace/confirmer/", confirming.confirm_entries, name="confirm"),
    path(
        "espace/lien/<str:token>/",
        confirming.ConfirmationLinkView.as_view(),
        name="confirm_link",
    ),
    path(
        "espace/actions/<str:reference>/",
        editing.EditActionView.as_view(),
        name="edit_action",
    ),
    path(
        "espace/collectivites/<slug:slug>/nouvelle-action/",
        editing.NewEntryView.as_view(),
        name="new_action",
    ),
    path(
        "espace/collectivites/<slug:slug>/nouvel-accord/",
        editing.NewEntryView.as_view(kind=ProposalKind.AGREEMENT),
        name="new_agreement",
    ),
    path(
        "espace/collectivites/<slug:slug>/modele.xlsx",
        space.download_template,
        name="template",
    ),
    path(
        "espace/collectivites/<slug:slug>/",
        editing.EditCollectivityView.as_view(),
        name="edit_collectivity",
    ),
    path(
        "espace/accords/<str:reference>/",
        editing.EditAgreementView.as_view(),
        name="edit_agreement",
    ),
    path(
        "espace/actions/<str:reference>/historique/",
        space.HistoryView.as_view(),
        name="history",
    ),
    path(
        "espace/actions/<str:reference>/copier/",
        proposing.copy_action,
        name="copy_action",
    ),
    path(
        "espace/propositions/<int:pk>/modifier/",
        editing.EditDraftView.as_view(),
        name="edit_draft",
    ),
    path(
        "espace/suggestions/<slug:kind>/",
        suggesting.get_suggestions,
        name="suggestions",
    ),
    path(
        "espace/propositions/<int:pk>/",
        proposing.ProposalView.as_view(),
        name="proposal",
    ),
    path(
        "espace/propositions/<int:pk>/fichiers/<str:token>/",
        proposing.proposed_file,
        name="proposed_file",
    ),
    path(
        "espace/propositions/<int:pk>/retirer/",
        proposing.withdraw_proposal,
        name="withdraw",
    ),
    path(
        "espace/propositions/<int:pk>/supprimer/",
        proposing.discard_draft,
        name="discard",
    ),
    path(
        "espace/mandats/<int:pk>/",
        handing_over.MembershipView.as_view(),
        name="mandate",
    ),
    path(
        "relecture/campagnes/",
        campaigning.CampaignListView.as_view(),
        name="campaigns",
    ),
    path(
        "relecture/campagnes/<int:pk>/",
        campaigning.CampaignView.as_view(),
        name="campaign",
    ),
    path(
        "relecture/campagnes/<int:pk>/relancer.csv",
        campaigning.CampaignCallListView.as_view(),
        name="call_list",
    ),
    path("relecture/inviter/", campaigning.InviteView.as_view(), name="invite"),
    path("relecture/", moderating.QueueView.as_view(), name="queue"),
    path("relecture/<int:pk>/", moderating.DecideView.as_view(), name="decide"),
    path(
        "relecture/<int:pk>/corriger/",
        moderating.CorrectView.as_view(),
        name="correct",
    ),
    path(
        "compte/donnees/",
        personal_data.PersonalDataView.as_view(),
        name="personal_data",
    ),
    path("compte/demande/", requests.AccessRequestView.as_view(), name="request"),
    path(
        "compte/demande/recue/",
        requests.AccessRequestedView.as_view(),
        name="requested",
    ),
]
