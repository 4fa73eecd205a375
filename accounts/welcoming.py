"""Giving people access: by accepting what they ask, or by inviting them."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.mails import send
from accounts.models import (
    AccessRequest,
    Membership,
    MembershipRole,
    RequestState,
    User,
)
from cooperation.models import Collectivity


class NoAuthorityError(ValueError):
    """The request names no authority of the directory: staff must choose one first."""


@transaction.atomic
def welcome(
    email: str,
    collectivity: Collectivity,
    *,
    role: str = MembershipRole.AGENT,
    function: str = "",
) -> Membership:
    """Give a person a mandate, and an account if they have none; tell them by mail.

    Whoever has that mandate already keeps it, and is told again how to log in.
    """
    user = User.objects.filter(email__iexact=email).first() or new_account(email)
    current = Membership.objects.of(user).current()
    membership = current.filter(collectivity=collectivity).first()
    if membership is None:
        membership = Membership.objects.create(
            user=user, collectivity=collectivity, role=role, function=function
        )
    send("welcome", user.email, {"collectivity": collectivity, "email": user.email})
    return membership


def new_account(email: str) -> User:
    """Open an account without a password.

    Its address needs no other proof: the code that opens the account goes there.
    """
    user = User.objects.create_user(email)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user


@transaction.atomic
def accept(request: AccessRequest, staff: User) -> Membership:
    """Accept a request; raises ``NoAuthorityError`` where no authority is chosen."""
    if request.collectivity is None:
        raise NoAuthorityError
    decide(request, staff, RequestState.ACCEPTED)
    return welcome(request.email, request.collectivity, function=request.function)


@transaction.atomic
def refuse(request: AccessRequest, staff: User) -> None:
    """Refuse a request, and say so by mail."""
    decide(request, staff, RequestState.REFUSED)
    send("refused", request.email, {"authority": request.authority_name})


def decide(request: AccessRequest, staff: User, state: RequestState) -> None:
    """Note who decided what, and when."""
    request.state = state
    request.decided_by = staff
    request.decided_at = timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])


def domain_is_known(request: AccessRequest) -> bool:
    """Say whether the address is of the domain of the authority's own website."""
    website = request.collectivity.website if request.collectivity else ""
    host = website.split("//")[-1].split("/")[0].removeprefix("www.")
    return bool(host) and request.email.rpartition("@")[2] == host
