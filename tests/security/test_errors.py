"""Requirement 29: pages of errors are in French, static, and need no database."""

import errno

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config import urls

FAILURES = {
    "broken": ZeroDivisionError,
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "away": OperationalError,
    "forbidden": PermissionDenied,
    "odd": SuspiciousOperation,
    "missing": Http404,
}


@login_not_required
def failing(_request: HttpRequest, failure: str) -> HttpResponse:
    """Fail as asked."""
    raise FAILURES[failure]


urlpatterns = [path("echec/<failure>", failing), *urls.urlpatterns]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

CASES = [
    ("broken", 500),
    ("away", 503),
    ("forbidden", 403),
    ("odd", 400),
    ("missing", 404),
]


@pytest.fixture
def calm_client() -> Client:
    """A client that shows the pages of errors, as a visitor sees them."""
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(("failure", "status"), CASES)
def test_an_error_has_a_page_in_french_without_database(
    calm_client: Client, failure: str, status: int
) -> None:
    answer = calm_client.get(f"/echec/{failure}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"Erreur {status}" in page
    assert '<html lang="fr">' in page
    assert "<h1>" in page


@pytest.mark.parametrize(("failure", "status"), CASES)
def test_an_error_has_the_headers_of_every_page(
    calm_client: Client, failure: str, status: int
) -> None:
    answer = calm_client.get(f"/echec/{failure}")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


def test_a_database_that_is_away_says_when_to_come_back(calm_client: Client) -> None:
    assert calm_client.get("/echec/away").headers["Retry-After"] == "30"


def test_an_unknown_address_has_its_page(client: Client, db: None) -> None:
    answer = client.get("/n-existe-pas/")
    assert answer.status_code == 404
    assert "Erreur 404" in answer.content.decode()


def test_a_forged_form_has_its_page() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/compte/login/", {"username": "a"})
    assert answer.status_code == 403
    assert "Erreur 403" in answer.content.decode()


def test_an_unknown_host_has_its_page(client: Client) -> None:
    answer = client.get("/actions/", headers={"host": "ailleurs.example"})
    assert answer.status_code == 400
    assert "Erreur 400" in answer.content.decode()


def test_a_full_disk_is_told_in_a_sentence(calm_client: Client) -> None:
    answer = calm_client.get("/echec/full")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Le disque du site est plein : rien n’a été enregistré." in page
    assert "No space left" not in page
