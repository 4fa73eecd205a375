"""An error that is sent elsewhere says where it happened, and nothing of a person."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from config import error_tracking
from config.urls import *  # noqa: F403 -- handlers of errors too
from config.urls import urlpatterns as routes
from tests.security.production import in_production


@login_not_required
@csrf_exempt
def fail(request: HttpRequest, key: str) -> None:
    secret = "-".join(["le", "mot", "de", "passe", key])
    raise ValueError(f"{secret} {request.POST.get('email')}")


urlpatterns = [path("enquete/<str:key>/", fail), *routes]


class KeptTransport(Transport):
    """A transport that keeps what it would send."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Any] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.kept += [item.payload.json for item in envelope.items]


@pytest.fixture
def sent(settings: Any) -> Iterator[list[Any]]:
    settings.SENTRY_DSN = "https://key@errors.invalid/1"
    transport = KeptTransport()
    error_tracking.start_sending(transport=transport)
    yield transport.kept
    sentry_sdk.init()


@pytest.mark.django_db
@pytest.mark.urls("tests.config.test_error_tracking")
def test_an_error_is_sent_without_anything_of_who_met_it(sent: list[Any]) -> None:
    request = RequestFactory().post(
        "/enquete/clef-personnelle/?q=Dupont",
        {"email": "qui@annuaire.invalid"},
        headers={
            "cookie": "autre=clef-de-session",
            "user-agent": "le-navigateur",
            "x-forwarded-for": "203.0.113.9",
        },
    )
    told: list[str] = []
    # As gunicorn calls it: the package takes what it tells of a request from there.
    answer = WSGIHandler()(
        request.environ, lambda status, _headers: told.append(status)
    )
    assert b"Erreur 500" in b"".join(answer)
    assert told == ["500 Internal Server Error"]

    assert not sentry_sdk.get_client().options["send_default_pii"]
    (event,) = sent
    said = json.dumps(event)
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert event["request"] == {
        "method": "POST",
        "url": "http://testserver/enquete/…/",
    }
    for hidden in [
        *("le-mot-de-passe", "qui@", "clef-de-session", "clef-personnelle", "Dupont"),
        *("le-navigateur", "203.0.113.9", "127.0.0.1"),
    ]:
        assert hidden not in said


@pytest.mark.slow
@pytest.mark.parametrize("dsn", ["", "https://key@errors.invalid/1"])
def test_the_package_is_loaded_only_where_it_is_set(dsn: str) -> None:
    program = (
        "import os, sys, django; "
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup(); "
        "print('sentry_sdk' in sys.modules)"
    )
    done = in_production("-c", program, SENTRY_DSN=dsn)
    assert done.stdout == f"{bool(dsn)}\n", done.stderr
