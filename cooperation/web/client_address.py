"""The IP address of a client, behind as many proxies as the settings declare.

Each trusted proxy adds the address that it was called from at the right of
``X-Forwarded-For``; what stands further left was sent by the client, who may write
anything. With ``TRUSTED_PROXIES`` at 0 the header is not read at all.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 -- shown, never listened on
# What a provider gives to one customer; within it they change at will.
IPV6_CUSTOMER_PREFIX = 64

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def get_client_address(request: HttpRequest) -> str:
    """Return the IP address of the client, ``UNKNOWN_ADDRESS`` if there is none.

    A request with fewer addresses than trusted proxies, or with garbage in the place
    that counts, came another way: then whoever opened the connection is the client.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = settings.TRUSTED_PROXIES
    found = None
    if 0 < trusted <= len(forwarded):
        found = parse_address(forwarded[-trusted])
    found = found or parse_address(request.META.get("REMOTE_ADDR", ""))
    return str(found) if found else UNKNOWN_ADDRESS


def get_throttled_address(request: HttpRequest) -> str:
    """Return the address that requests are counted by: of IPv6 the customer's part."""
    address = get_client_address(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address, IPV6_CUSTOMER_PREFIX), strict=False))


def parse_address(text: str) -> IPAddress | None:
    """Return the address of "1.2.3.4", "1.2.3.4:80", "::1", "[::1]:80", "fe80::1%eth0".

    An IPv4 address written as IPv6 ("::ffff:1.2.3.4") is given as IPv4.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
