"""Routes of staff who review proposals, run campaigns and let people in."""

from typing import Any

from django.urls import path
from django.views.generic import View

from accounts.views.staff import access_requests, campaigns, mail_texts, review

app_name = "moderation"

STAFF_ROUTES: list[tuple[str, type[View[Any]], str]] = [
    ("relecture/", review.QueueView, "queue"),
    ("relecture/<int:pk>/", review.DecideView, "decide"),
    ("relecture/<int:pk>/corriger/", review.CorrectView, "correct"),
    ("campagnes/", campaigns.CampaignListView, "campaigns"),
    ("campagnes/<int:pk>/", campaigns.CampaignView, "campaign"),
    ("campagnes/<int:pk>/relancer.csv", campaigns.CampaignCallListView, "call_list"),
    ("invitations/", campaigns.InviteView, "invite"),
    ("demandes/", access_requests.AccessRequestListView, "access_requests"),
    (
        "demandes/<int:pk>/",
        access_requests.AccessRequestDecisionView,
        "access_request",
    ),
    ("courriels/", mail_texts.MailTextListView, "mail_texts"),
    (
        "courriels/<slug:code>/<slug:language>/",
        mail_texts.MailTextView,
        "mail_text",
    ),
]

urlpatterns = [
    path(address, view.as_view(), name=name) for address, view, name in STAFF_ROUTES
]
