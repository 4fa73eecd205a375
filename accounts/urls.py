"""Routes of agents and of accounts."""

from django.urls import path

from accounts.models import ProposalKind
from accounts.proposals import drafts
from accounts.views.account.access_requests import (
    AccessRequestedView,
    AccessRequestView,
)
from accounts.views.account.first_administrator import FirstAdministratorView
from accounts.views.account.presentation import ForAuthoritiesView
from accounts.views.space import (
    autocomplete,
    confirmations,
    editing,
    handover,
    home,
    personal_data,
    proposals,
    spreadsheet,
)

app_name = "accounts"

urlpatterns = [
    path("espace-collectivites/", ForAuthoritiesView.as_view(), name="for_authorities"),
    path("espace/", home.SpaceView.as_view(), name="space"),
    path("espace/confirmer/", confirmations.confirm_entries, name="confirm"),
    path(
        "espace/lien/<str:token>/",
        confirmations.ConfirmationLinkView.as_view(),
        name="confirm_link",
    ),
    path(
        "espace/actions/<str:reference>/",
        editing.EditView.as_view(find_draft=drafts.get_action_draft),
        name="edit_action",
    ),
    path(
        "espace/collectivites/<slug:slug>/nouvelle-action/",
        editing.NewEntryView.as_view(kind=ProposalKind.ACTION),
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
        "espace/collectivites/<slug:slug>/fiches.xlsx",
        spreadsheet.download_own_entries,
        name="own_entries",
    ),
    path("espace/tableur/", spreadsheet.SpreadsheetView.as_view(), name="spreadsheet"),
    path(
        "espace/tableur/<int:pk>/",
        spreadsheet.SpreadsheetPreviewView.as_view(),
        name="spreadsheet_preview",
    ),
    path(
        "espace/collectivites/<slug:slug>/",
        editing.EditView.as_view(find_draft=drafts.get_collectivity_draft),
        name="edit_collectivity",
    ),
    path(
        "espace/accords/<str:reference>/",
        editing.EditView.as_view(find_draft=drafts.get_agreement_draft),
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
        editing.EditView.as_view(find_draft=drafts.get_open_draft),
        name="edit_draft",
    ),
    path(
        "espace/suggestions/<slug:kind>/",
        autocomplete.get_suggestions,
        name="suggestions",
    ),
    path("espace/propositions/<int:pk>/", proposals.show_proposal, name="proposal"),
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
    path("espace/mandats/<int:pk>/", handover.MembershipView.as_view(), name="mandate"),
    path(
        "espace/mandats/<int:pk>/collegues/<int:colleague>/retirer/",
        handover.ask_removal,
        name="ask_removal",
    ),
    path(
        "compte/donnees/",
        personal_data.PersonalDataView.as_view(),
        name="personal_data",
    ),
    path(
        "compte/premier-acces/<str:token>/",
        FirstAdministratorView.as_view(),
        name="first_administrator",
    ),
    path("compte/demande/", AccessRequestView.as_view(), name="request"),
    path("compte/demande/recue/", AccessRequestedView.as_view(), name="requested"),
]
