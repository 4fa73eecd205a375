"""Getting in as people do: by a code, or by password and second factor."""

import re

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from playwright.sync_api import Page, expect

from tests import factories

PASSWORD = "les quatre saisons du lac"


def current_code(secret: str) -> str:
    """Return the code that an authenticator app shows now."""
    counters = list(yield_hotp_counters_from_time())
    counter = counters[len(counters) // 2]
    return format_hotp_value(hotp_value(secret, counter))


def log_in_with_two_factors(page: Page, address: str) -> None:
    """Open an address as a new superuser, through the site's login."""
    person = factories.UserFactory(superuser=True)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    page.goto(address)
    page.get_by_label("Courriel").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.locator("#id_code").fill(current_code(secret))
    page.locator("#id_code").press("Enter")


def log_in_by_code(page: Page, email: str) -> None:
    """Ask for a code, read it in the mail, type it."""
    page.goto("/espace/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.locator("#id_code")).to_be_visible()
    page.locator("#id_code").fill(read_code(email))
    page.locator("#id_code").press("Enter")
    expect(page.get_by_role("heading", name="Mon espace")).to_be_visible()


def read_code(email: str) -> str:
    """Return the code of the last mail to an address."""
    last = [message for message in mail.outbox if message.to == [email]][-1]
    body = str(last.body)
    (code,) = re.findall(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", body, re.M)
    return str(code)
