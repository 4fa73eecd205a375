"""Every page of an account opens, for an agent and for staff."""

from collections.abc import Iterator
from http.client import OK
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.models import Membership, User
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db


def list_account_paths() -> list[str]:
    """Return the addresses under /compte/ that take no argument."""

    def walk(patterns: list[Any], start: str = "") -> Iterator[str]:
        for one in patterns:
            path = start + str(one.pattern)
            if isinstance(one, URLPattern):
                yield path
            else:
                yield from walk(one.url_patterns, path)

    found = {path for path in walk(get_resolver().url_patterns) if "<" not in path}
    return sorted(f"/{path}" for path in found if path.startswith("compte/"))


def build_passkey() -> dict[str, Any]:
    """Return what a browser answers when a passkey is made."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    name = b"a key of the office"
    credential = AttestedCredentialData.create(
        bytes(16), name, ES256.from_cryptography_key(key)
    )
    made = AuthenticatorData.create(sha256(b"testserver"), 0x41, 0, credential)
    client = CollectedClientData.create(
        "webauthn.create", bytes(16), "https://testserver"
    )
    return {
        "id": websafe_encode(name),
        "rawId": websafe_encode(name),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(
                AttestationObject.create("none", made, {})
            ),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


@pytest.fixture
def staff_member() -> User:
    """A member of staff with a passkey beside the second factor."""
    person = factories.UserFactory(superuser=True, second_factor=True)
    Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Clé du bureau", "credential": build_passkey()},
        last_used_at=timezone.now(),
    )
    RecoveryCodes.activate(person)
    return person


def log_in_again(client: Client, person: User) -> Client:
    """Log a person in who has just typed their password, as some pages ask for."""
    log_in_with_second_factor(client, person)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, person, "password", email=person.email)
    request.session.save()
    return client


def list_failures(client: Client) -> dict[str, int]:
    """Open each page of the account; return the answers that are no page."""
    codes = {path: open_page(client, path) for path in list_account_paths()}
    return {path: code for path, code in codes.items() if code != OK}


def open_page(client: Client, path: str) -> int:
    return client.get(path, follow=True).status_code


def test_there_are_pages_to_open() -> None:
    assert {"/compte/sessions/", "/compte/2fa/webauthn/", "/compte/donnees/"} <= set(
        list_account_paths()
    )


@pytest.mark.slow
def test_all_open_for_an_agent(client: Client, membership: Membership) -> None:
    log_in_again(client, membership.user)
    # They have no second factor to remove, and no recovery code to read.
    assert list_failures(client) == dict.fromkeys(
        (
            "/compte/2fa/recovery-codes/",
            "/compte/2fa/recovery-codes/download/",
            "/compte/2fa/totp/deactivate/",
        ),
        404,
    )


@pytest.mark.slow
def test_all_open_for_staff(client: Client, staff_member: User) -> None:
    log_in_again(client, staff_member)
    assert list_failures(client) == {}


def test_the_passkey_of_staff_is_renamed_and_removed_on_pages(
    client: Client, staff_member: User
) -> None:
    log_in_again(client, staff_member)
    keys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    for page in ("edit", "remove"):
        path = f"/compte/2fa/webauthn/keys/{keys.get().pk}/{page}/"
        assert open_page(client, path) == OK
