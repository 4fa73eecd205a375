"""Requirements 49 to 52: what every answer says, to whom it belongs, what it sets."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client, override_settings
from django.urls import reverse

from cooperation.views.base import MACHINE_PATH
from tests.security.routes import public_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
UNUSED = {
    f"{feature}=()"
    for feature in (
        "autoplay",
        "camera",
        "geolocation",
        "microphone",
        "payment",
        "usb",
    )
}
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# The only pages that other sites may show in a frame, and the one that shows them.
FRAMABLE = {
    reverse("cooperation:embed_map"),
    reverse("cooperation:embed_list"),
    reverse("cooperation:embed_entry", args=["actions", "action-publique"]),
}
FRAMING = {reverse("cooperation:embed")}
# The only page that may ask the browser where it is.
LOCATING = {reverse("cooperation:map")}
EVERY_KIND = [
    *public_addresses(),
    "/en/actions/",
    "/n-existe-pas/",
    "/actions/n-existe-pas/",
    "/actions/?q=%00",
    "/gestion/",
    "/compte/login/",
]


def policy_of(address: str) -> set[str]:
    """Return the security policy of an address."""
    if address in FRAMABLE:
        return POLICY - {"frame-ancestors 'none'"} | {"frame-ancestors *"}
    return POLICY | ({"frame-src 'self'"} if address in FRAMING else set())


def visit(client: Client, address: str, **options: Any) -> Any:
    """Open an address and read the answer to its end, so that files are closed.

    Closing an answer would close the connection too, with the rows of the module.
    """
    answer = client.get(address, **options)
    if answer.streaming:
        answer.getvalue()
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
    return answer


Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def answer_to(world: object) -> Ask:
    """How a stranger is answered, asked once for all that is said of an answer."""

    @cache
    def ask(address: str) -> Any:
        return visit(Client(), address)

    return ask


def vary(answer: Any) -> set[str]:
    """Return the request headers that an answer depends on."""
    return {name.strip().lower() for name in answer.get("Vary", "").split(",")} - {""}


@pytest.mark.parametrize("address", EVERY_KIND)
def test_requirement_49_nothing_runs_that_is_not_ours(
    answer_to: Ask, address: str
) -> None:
    header = answer_to(address).headers["Content-Security-Policy"]
    assert set(header.split("; ")) == policy_of(address)


@pytest.mark.parametrize("address", EVERY_KIND)
def test_requirement_50_headers_of_every_answer(answer_to: Ask, address: str) -> None:
    answer = answer_to(address)
    expected = HEADERS | ({"X-Frame-Options": None} if address in FRAMABLE else {})
    if MACHINE_PATH.search(address):
        expected |= {"Cross-Origin-Resource-Policy": "cross-origin"}
    assert {name: answer.headers.get(name) for name in HEADERS} == expected
    allowed = {"geolocation=(self)"} if address in LOCATING else set()
    unused = UNUSED - {"geolocation=()"} if allowed else UNUSED
    features = set(answer.headers["Permissions-Policy"].split(", "))
    assert features == unused | allowed


@pytest.mark.parametrize("address", public_addresses())
def test_open_data_may_be_read_from_other_sites_and_pages_not(
    answer_to: Ask, address: str
) -> None:
    headers = answer_to(address).headers
    names = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")
    assert [headers.get(name) for name in names] == (
        ["*", "ETag, Link"] if MACHINE_PATH.search(address) else [None, None]
    )


def test_requirement_50_only_https_for_a_year(client: Client, world: object) -> None:
    answer = client.get("/", secure=True)
    assert (
        answer.headers["Strict-Transport-Security"]
        == "max-age=31536000; includeSubDomains; preload"
    )


@override_settings(SECURE_SSL_REDIRECT=True)
def test_requirement_50_http_leads_to_https_but_for_health(client: Client) -> None:
    answer = client.get("/actions/?q=eau")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://testserver/actions/?q=eau"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", public_addresses())
def test_requirement_52_a_stranger_gets_no_cookie(answer_to: Ask, address: str) -> None:
    answer = answer_to(address)
    assert answer.status_code in (200, 302, 404)
    assert not answer.cookies
    assert "cookie" not in vary(answer)


@pytest.mark.parametrize("address", public_addresses())
def test_requirement_52_the_session_is_not_even_opened(
    client: Client, world: object, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: Any) -> None:
        raise AssertionError("The session was asked for something.")

    monkeypatch.setattr(
        "django.contrib.sessions.backends.base.SessionBase._session", property(opened)
    )
    assert visit(client, address).status_code in (200, 302, 404)


def public_pages() -> list[str]:
    """Return the addresses that caches may keep."""
    health = {reverse("healthz"), reverse("readyz")}
    return [address for address in public_addresses() if address not in health]


@pytest.mark.parametrize("address", public_pages())
def test_requirement_52_public_pages_may_be_kept(answer_to: Ask, address: str) -> None:
    directives = answer_to(address).headers.get("Cache-Control", "")
    assert "private" not in directives
    assert "no-store" not in directives


@pytest.mark.parametrize("address", [*public_addresses(), "/gestion/"])
def test_requirement_52_pages_of_people_are_theirs_alone(
    staff_client: Client, world: object, address: str
) -> None:
    answer = visit(staff_client, address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "cookie" in vary(answer)


def test_a_stale_session_cookie_leaves_a_page_public(
    client: Client, world: object
) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    answer = client.get("/")
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert "cookie" in vary(answer)
