"""The first administrator of a site, who comes by a link printed at its start.

The link is signed and names nobody: it works for a day, and only while the site has no
administrator, so that it serves once.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import User
from accounts.people.access_requests import create_account
from cooperation.web.site import build_full_url

VALID_FOR = timedelta(hours=24)
SALT = "accounts.first_administrator"
PURPOSE = "first-administrator"
# Two who use the link in the same second wait for each other.
LOCK_ID = 815_016


class SpentLinkError(Exception):
    """The site has an administrator by now."""


def has_administrator() -> bool:
    """Return whether there is a superuser, even one whose account is closed."""
    return User.objects.filter(is_superuser=True).exists()


def build_link() -> str:
    """Return a link that makes whoever opens it the administrator."""
    token = signing.TimestampSigner(salt=SALT).sign(PURPOSE)
    return build_full_url(reverse("accounts:first_administrator", args=[token]))


def is_usable(token: str) -> bool:
    """Return whether a token is ours, of the last day, and not used yet."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(token, max_age=VALID_FOR)
    except signing.BadSignature:
        return False
    return not has_administrator()


@transaction.atomic
def create_administrator(email: str, password: str) -> User:
    """Create the administrator; raise ``SpentLinkError`` if there is one.

    An account that has this address already becomes the administrator's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_ID])
    if has_administrator():
        raise SpentLinkError
    user = User.objects.filter(email__iexact=email).first() or create_account(email)
    # Their address needs no proof: a new site may be unable to send mail.
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    return user
