"""Routes of agents, of staff who review, and of accounts."""

from django.urls import path

from accounts.models import ProposalKind
from accounts.views.account import access_requests
from accounts.views.space import (
    autocomplete,
    confirmations,
    editing,
    handover,
    home,
    personal_data,
    proposals,
)
from accounts.views.staff import campaigns, review

app_name = "accounts"

urlpatterns = [
    path("espace/", home.SpaceView.as_view(), name="space"),
    path("espace/confirmer/", confirmations.confirm_entries, name="confirm"),
    path(
        "espace/lien/<str:token>/",
        confirmations.ConfirmationLinkView.as_view(),
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
        home.download_template,
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
        home.HistoryView.as_view(),
        name="history",
    ),
    path(
        "espace/actions/<str:reference>/copier/",
        proposals.copy_action,
        name="copy_action",
    ),
    path(
        "espace/propositions/<int:pk>/modifier/",
        editing.EditDraftView.as_view(),
        name="edit_draft",
    ),
    path(
        "espace/suggestions/<slug:kind>/",
        autocomplete.get_suggestions,
        name="suggestions",
    ),
    path(
        "espace/propositions/<int:pk>/",
        proposals.ProposalView.as_view(),
        name="proposal",
    ),
    path(
        "espace/propositions/<int:pk>/fichiers/<str:token>/",
        proposals.proposed_file,
        name="proposed_file",
    ),
    path(
        "espace/propositions/<int:pk>/retirer/",
        proposals.withdraw_proposal,
        name="withdraw",
    ),
    path(
        "espace/propositions/<int:pk>/supprimer/",
        proposals.discard_draft,
        name="discard",
    ),
    path(
        "espace/mandats/<int:pk>/",
        handover.MembershipView.as_view(),
        name="mandate",
    ),
    path(
        "relecture/campagnes/",
        campaigns.CampaignListView.as_view(),
        name="campaigns",
    ),
    path(
        "relecture/campagnes/<int:pk>/",
        campaigns.CampaignView.as_view(),
        name="campaign",
    ),
    path(
        "relecture/campagnes/<int:pk>/relancer.csv",
        campaigns.CampaignCallListView.as_view(),
        name="call_list",
    ),
    path("relecture/inviter/", campaigns.InviteView.as_view(), name="invite"),
    path("relecture/", review.QueueView.as_view(), name="queue"),
    path("relecture/<int:pk>/", review.DecideView.as_view(), name="decide"),
    path(
        "relecture/<int:pk>/corriger/",
        review.CorrectView.as_view(),
        name="correct",
    ),
    path(
        "compte/donnees/",
        personal_data.PersonalDataView.as_view(),
        name="personal_data",
    ),
    path(
        "compte/demande/", access_requests.AccessRequestView.as_view(), name="request"
    ),
    path(
        "compte/demande/recue/",
        access_requests.AccessRequestedView.as_view(),
        name="requested",
    ),
]
