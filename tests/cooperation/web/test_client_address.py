"""Whose address a request has, behind no proxy, one or several."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.people.adapter import AccountAdapter
from cooperation.web.client_address import (
    get_client_address,
    get_throttled_address,
    parse_address,
)

PROXY = "10.0.0.1"


def request_with(forwarded: str | None, remote: str = PROXY) -> HttpRequest:
    more: dict[str, Any] = {"REMOTE_ADDR": remote}
    if forwarded is not None:
        more["HTTP_X_FORWARDED_FOR"] = forwarded
    return RequestFactory().get("/", **more)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "203.0.113.9", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (1, "garbage, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, " 203.0.113.9 ,10.0.0.2", "203.0.113.9"),
        (1, "2001:db8::42", "2001:db8::42"),
        (1, "2001:DB8:0:0::42", "2001:db8::42"),
        (1, "[2001:db8::42]:4711", "2001:db8::42"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_client_is_read_from_the_right(
    settings: LazySettings, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert get_client_address(request_with(forwarded)) == address


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [
        (1, None),
        (1, ""),
        (1, "203.0.113.9, garbage"),
        (1, "203.0.113.9, "),
        (1, "203.0.113.9, 999.1.1.1"),
        (1, "unknown"),
        (1, "_hidden"),
        (1, "<script>"),
        (2, "203.0.113.9"),
        (3, "203.0.113.9, 10.0.0.2"),
    ],
)
def test_a_header_that_the_proxies_did_not_write_is_not_believed(
    settings: LazySettings, proxies: int, forwarded: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert get_client_address(request_with(forwarded)) == PROXY


@pytest.mark.parametrize("remote", ["", "unix:", "garbage"])
def test_a_connection_without_an_address_has_one_that_says_so(
    settings: LazySettings, remote: str
) -> None:
    settings.TRUSTED_PROXIES = 0
    assert get_client_address(request_with(None, remote)) == "0.0.0.0"


def test_whatever_is_sent_there_is_an_address() -> None:
    for text in ("1", "1:2", "[", "[::1", "]:80", ":", "::", "1.2.3", "é", "0x7f.1"):
        assert str(parse_address(text)) in {"None", "::1", "::"}


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
    ],
)
def test_a_customer_counts_as_one_whatever_address_they_take(
    address: str, counted: str
) -> None:
    assert get_throttled_address(request_with(None, address)) == counted


def test_logins_and_sessions_have_the_same_address(settings: LazySettings) -> None:
    settings.TRUSTED_PROXIES = 1
    request = request_with("198.51.100.7, 203.0.113.9")
    assert AccountAdapter().get_client_ip(request) == get_client_address(request)
