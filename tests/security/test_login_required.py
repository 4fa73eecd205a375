"""Requirement 11: one must log in, but on the routes that are listed as public."""

import pytest
from django.test import Client

from surveys import report_urls
from surveys.urls import RESPONDENT_ROUTES
from tests.security.routes import PUBLIC, Route, routes

# Everyone must reach the login, ask for an account, and use the link of a mail.
DOORS = {
    "admin:login",
    "cooperation:report",
    # The address of an export that a worker makes is a key.
    "cooperation:prepared_file",
    "cooperation:send_prepared_file",
    "former_address",
    # They ask strangers to log in themselves, and give back what was being sent.
    "accounts:edit_action",
    "accounts:new_action",
    "accounts:edit_draft",
    "accounts:edit_agreement",
    "accounts:edit_collectivity",
    "accounts:new_agreement",
    "cooperation:contact",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "accounts:confirm_link",
    "accounts:first_administrator",
    "accounts:request",
    "accounts:requested",
    # A personal link is a key; the others ask by themselves, as the forms above do.
    *(
        f"{routes}:{kind}_{name}"
        for routes, kind in (
            ("surveys", "link"),
            ("surveys", "space"),
            ("waves", "interview"),
        )
        for name, _end, _view in RESPONDENT_ROUTES
    ),
    "waves:interview_notes",
    # A link to a draft is a key too.
    *(
        f"reports:{entry.name}"
        for entry in report_urls.urlpatterns
        if str(entry.name).startswith("review_")
    ),
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def is_public(route: Route) -> bool:
    """Return whether a view lets anonymous visitors in."""
    return not getattr(route.view, "login_required", True)


def test_public_routes_are_those_that_are_listed() -> None:
    public = {route.name for route in routes() if is_public(route)}
    assert public == set(PUBLIC) | DOORS


def test_every_route_has_a_name_or_belongs_to_the_admin() -> None:
    nameless = {route.name for route in routes() if not route.name.split(":")[-1]}
    assert nameless <= {"admin:"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/gestion/",
        "/gestion/cooperation/action/",
        "/gestion/cooperation/action/add/",
        "/gestion/accounts/user/",
        "/gestion/autocomplete/",
        "/gestion/n-existe-pas/",
        "/gestion/relecture/",
        "/gestion/demandes/1/",
        "/gestion/enquetes/",
        "/gestion/enquetes/essai/entretiens/annecy/",
        "/gestion/etats-des-lieux/",
        "/espace/",
        "/espace/confirmer/",
        "/compte/2fa/",
        "/compte/sessions/",
    ],
)
def test_a_stranger_is_led_to_the_login(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/login/?next=" in answer.headers["Location"]
