"""Requirement 47: three idle hours, twelve at most, and nothing for strangers."""

import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HOUR = 3600


def is_logged_in(client: Client) -> bool:
    """Return whether the admin opens."""
    return client.get("/gestion/").status_code == 200


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let time pass for the session's absolute age."""
    moment = time.time() + seconds
    monkeypatch.setattr("accounts.people.sessions.time.time", lambda: moment)


def test_a_session_ends_after_three_idle_hours(staff_client: Client) -> None:
    staff_client.get("/gestion/")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=2, minutes=59) < left <= timedelta(hours=3)


def test_each_page_gives_three_hours_more(staff_client: Client) -> None:
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    staff_client.get("/gestion/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=2)


def test_a_session_lasts_while_it_is_young(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 11 * HOUR)
    assert is_logged_in(staff_client)


def test_a_session_ends_after_twelve_hours_whatever_happens(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 12 * HOUR + 60)
    assert not is_logged_in(staff_client)
    assert not Session.objects.exists()


def test_a_session_of_unknown_age_ends(staff_client: Client) -> None:
    session = staff_client.session
    del session["opened_at"]
    session.save()
    assert not is_logged_in(staff_client)


def test_a_login_opens_a_new_session(client: Client) -> None:
    person = UserFactory(superuser=True)
    person.set_password("un mot de passe")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    client.post(
        "/compte/login/", {"login": person.email, "password": "un mot de passe"}
    )
    assert "opened_at" in client.session


def test_the_cookie_is_out_of_reach(staff_client: Client) -> None:
    cookie = staff_client.get("/gestion/").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.key == "__Host-session"
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (
        True,
        True,
        "Lax",
    )
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "")


def test_who_leaves_is_out_at_once(staff_client: Client) -> None:
    person = Session.objects.get().get_decoded()["_auth_user_id"]
    UserFactory._meta.model.objects.filter(pk=person).update(is_active=False)
    assert not is_logged_in(staff_client)
