"""Access of people: decisions on requests, and direct grants."""

from allauth.account.models import EmailAddress
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mail import kinds
from accounts.models import (
    AccessRequest,
    Membership,
    MembershipRole,
    RequestState,
    User,
)
from cooperation.models import Collectivity
from cooperation.models.slugs import make_unique_slug
from cooperation.web.mail_texts import MailKind, link_to, queue_text
from cooperation.web.outbox import queue_mail
from cooperation.web.throttle import ThrottledError, check_attempt


class NoAuthorityError(ValueError):
    """The request has no authority of the directory; staff must choose one."""


class RequestDecidedError(ValueError):
    """Somebody else decided on the request meanwhile."""


@transaction.atomic
def grant_access(
    email: str,
    collectivity: Collectivity,
    *,
    role: str = MembershipRole.AGENT,
    function: str = "",
    answer: str = "",
    mail: MailKind = kinds.INVITATION,
) -> Membership:
    """Create a membership, and an account if needed; notify the person by mail.

    A current membership for the same authority is kept; the mail is sent again.
    ``answer`` is what staff add to it, where that mail has it.
    """
    user = User.objects.filter(email__iexact=email).first() or create_account(email)
    current = Membership.objects.for_user(user).current()
    membership = current.filter(collectivity=collectivity).first()
    if membership is None:
        membership = Membership.objects.create(
            user=user, collectivity=collectivity, role=role, function=function
        )
    values = {
        "collectivite": collectivity.name,
        "adresse": user.email,
        "lien": link_to("account_login"),
        "mot": answer,
    }
    queue_text(mail, user.email, values)
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


def keep_name(user: User, full_name: str) -> None:
    """Set the name of an account that has none, from its request."""
    if user.get_full_name() or not full_name:
        return
    user.first_name, _space, user.last_name = full_name.strip().partition(" ")
    user.save(update_fields=["first_name", "last_name"])


def acknowledge_request(request: AccessRequest) -> None:
    """Tell the person that their request has come, and staff that it waits."""
    context = {"request": request, "authority": request.authority_name}
    try:
        check_attempt("acknowledgements", request.email.lower())
    except ThrottledError:
        return
    queue_text(
        kinds.REQUEST_RECEIVED, request.email, {"collectivite": request.authority_name}
    )
    for person in list_request_deciders():
        queue_mail("accounts/mail/request_waits", person.email, dict(context))


def list_request_deciders() -> list[User]:
    allowed = ModelBackend().with_perm("accounts.change_accessrequest")
    return list(allowed.filter(is_staff=True).order_by("pk"))


@transaction.atomic
def accept_request(request: AccessRequest, staff: User, answer: str = "") -> Membership:
    """Accept a request; raise ``NoAuthorityError`` if it has no authority."""
    if request.collectivity is None:
        raise NoAuthorityError
    record_request_decision(request, staff, RequestState.ACCEPTED, answer)
    membership = grant_access(
        request.email,
        request.collectivity,
        function=request.function,
        answer=answer,
        mail=kinds.REQUEST_ACCEPTED,
    )
    keep_name(membership.user, request.full_name)
    return membership


@transaction.atomic
def refuse_request(request: AccessRequest, staff: User, answer: str = "") -> None:
    """Refuse a request and notify the person by mail."""
    record_request_decision(request, staff, RequestState.REFUSED, answer)
    values = {
        "collectivite": request.authority_name,
        "mot": answer,
        "lien": link_to("cooperation:about"),
    }
    queue_text(kinds.REQUEST_REFUSED, request.email, values)


def record_request_decision(
    request: AccessRequest, staff: User, state: RequestState, answer: str
) -> None:
    """Record a decision; raise ``RequestDecidedError`` if somebody just took one."""
    waiting = AccessRequest.objects.select_for_update(of=("self",)).pending()
    if not waiting.filter(pk=request.pk).exists():
        raise RequestDecidedError
    request.state, request.answer = state, answer
    request.decided_by = staff
    request.decided_at = timezone.now()
    request.save(
        update_fields=["state", "answer", "decided_by", "decided_at", "collectivity"]
    )


@transaction.atomic
def create_requested_authority(
    request: AccessRequest, *, name: str, kind: str, epci_type: str = ""
) -> Collectivity:
    """Add the authority that a request names to the directory; it is then chosen.

    Raises ``ValidationError`` if it would not be valid.
    """
    authority = Collectivity(
        name=name,
        kind=kind,
        epci_type=epci_type,
        slug=make_unique_slug(Collectivity, name),
    )
    authority.full_clean()
    authority.save()
    request.collectivity = authority
    request.save(update_fields=["collectivity"])
    return authority


class DomainMatch(TextChoices):
    """What the domain of an address says of its authority."""

    SAME = "same", _("même domaine que le site de la collectivité")
    OTHER = "other", _("autre domaine que celui de la collectivité : vérifiez")
    UNKNOWN = "unknown", _("le site de la collectivité n’est pas connu : vérifiez")


def match_domain(request: AccessRequest) -> DomainMatch:
    """Compare the domain of the address with that of the authority's website."""
    website = request.collectivity.website if request.collectivity else ""
    host = website.split("//")[-1].split("/")[0].removeprefix("www.").lower()
    if not host:
        return DomainMatch.UNKNOWN
    is_same = request.email.rpartition("@")[2].lower() == host
    return DomainMatch.SAME if is_same else DomainMatch.OTHER
