"""Second factor, required of staff (ANSSI, requirement 43 of the site)."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from accounts.people.staff_password import has_weak_password


def lacks_second_factor(request: HttpRequest) -> bool:
    """Return whether a member of staff still has to set up a second factor.

    Once it is set up, each login asks for it and the session records it; only a session
    older than the second factor needs a query.
    """
    user = request.user
    if not settings.STAFF_SECOND_FACTOR or not user.is_authenticated:
        return False
    if not user.is_staff or has_used_second_factor(request):
        return False
    return not is_mfa_enabled(user)


def has_strong_login(request: HttpRequest) -> bool:
    """Return whether nothing of a member's login keeps them from the staff pages."""
    return not lacks_second_factor(request) and not has_weak_password(request)


def has_used_second_factor(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
