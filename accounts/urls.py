"""Routes of the people who look after their authority's sheets."""

from django.urls import path

from accounts.views import confirming, requests, space

app_name = "accounts"

urlpatterns = [
    path("espace/", space.SpaceView.as_view(), name="space"),
    path("espace/confirmer/", confirming.confirm_sheets, name="confirm"),
    path(
        "espace/lien/<str:token>/", confirming.LinkView.as_view(), name="confirm_link"
    ),
    path("compte/demande/", requests.AccessRequestView.as_view(), name="request"),
    path(
        "compte/demande/recue/",
        requests.AccessRequestedView.as_view(),
        name="requested",
    ),
]
