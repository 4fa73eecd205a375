"""Access of people: decisions on requests, and direct grants."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import (
    AccessRequest,
    Membership,
    MembershipRole,
    RequestState,
    User,
)
from cooperation.models import Collectivity
from cooperation.web.outbox import queue_mail


class NoAuthorityError(ValueError):
    """The request has no authority of the directory; staff must choose one."""


@transaction.atomic
def grant_access(
    email: str,
    collectivity: Collectivity,
    *,
    role: str = MembershipRole.AGENT,
    function: str = "",
) -> Membership:
    """Create a membership, and an account if needed; notify the person by mail.

    A current membership for the same authority is kept; the mail is sent again.
    """
    user = User.objects.filter(email__iexact=email).first() or create_account(email)
    current = Membership.objects.for_user(user).current()
    membership = current.filter(collectivity=collectivity).first()
    if membership is None:
        membership = Membership.objects.create(
            user=user, collectivity=collectivity, role=role, function=function
        )
    queue_mail(
        "accounts/mail/welcome",
        user.email,
        {"collectivity": collectivity, "email": user.email},
    )
    return membership


def create_account(email: str) -> User:
    """Create an account without a password.

    Its address is verified: the login code is sent there.
    """
    user = User.objects.create_user(email)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user


@transaction.atomic
def accept_request(request: AccessRequest, staff: User) -> Membership:
    """Accept a request; raise ``NoAuthorityError`` if it has no authority."""
    if request.collectivity is None:
        raise NoAuthorityError
    record_request_decision(request, staff, RequestState.ACCEPTED)
    return grant_access(request.email, request.collectivity, function=request.function)


@transaction.atomic
def refuse_request(request: AccessRequest, staff: User) -> None:
    """Refuse a request and notify the person by mail."""
    record_request_decision(request, staff, RequestState.REFUSED)
    queue_mail(
        "accounts/mail/refused", request.email, {"authority": request.authority_name}
    )


def record_request_decision(
    request: AccessRequest, staff: User, state: RequestState
) -> None:
    request.state = state
    request.decided_by = staff
    request.decided_at = timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])


def has_authority_domain(request: AccessRequest) -> bool:
    """Return whether the address has the domain of the authority's website."""
    website = request.collectivity.website if request.collectivity else ""
    host = website.split("//")[-1].split("/")[0].removeprefix("www.")
    return bool(host) and request.email.rpartition("@")[2] == host
