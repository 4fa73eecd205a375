"""Permissions on objects, all in this module.

Another authority's object is answered with 404; a forbidden action on an object that
the person may see with 403.
"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.models import Membership
from accounts.people.second_factor import has_strong_login
from cooperation.enums import Publication
from cooperation.models import Action, Agreement, Collectivity
from cooperation.models.agreements import AgreementQuerySet
from cooperation.models.queries import ActionQuerySet


def may_moderate(request: HttpRequest) -> bool:
    """Return whether the user is staff who may decide on proposals."""
    return is_staff_with(request, "accounts.change_proposal")


def may_read_proposals(request: HttpRequest) -> bool:
    return may_moderate(request) or is_staff_with(request, "accounts.view_proposal")


def may_read_campaigns(request: HttpRequest) -> bool:
    may_view = is_staff_with(request, "accounts.view_updatecampaign")
    return may_view or may_moderate(request)


def is_staff_with(request: HttpRequest, right: str) -> bool:
    """Return whether the user is staff, with a second factor, who has a right."""
    user = request.user
    is_staff = user.is_active and user.is_staff and has_strong_login(request)
    return bool(is_staff and user.has_perm(right))


def may_read_mail_texts(request: HttpRequest) -> bool:
    user = request.user
    is_staff = user.is_active and user.is_staff and has_strong_login(request)
    return bool(is_staff and user.has_perm("accounts.view_mailtext"))


def get_memberships(user: Any) -> QuerySet[Membership]:
    return Membership.objects.for_user(user).current().select_related("collectivity")


def get_user_authorities(user: Any) -> QuerySet[Collectivity]:
    held = get_memberships(user).filter(collectivity=OuterRef("pk"))
    rows: QuerySet[Collectivity] = Collectivity.objects.filter(Exists(held))
    return rows


def get_authority_key(membership: Membership) -> QuerySet[Any, Any]:
    """Return the key of a membership's authority, as a QuerySet of one value."""
    rows = Collectivity.objects.filter(pk=membership.collectivity_id)
    return rows.order_by().values("pk")


def get_editable_actions(user: Any) -> ActionQuerySet:
    """Return the actions that a person's authorities lead or join.

    Archived entries are left out.
    """
    return get_led_or_joined_actions(get_user_authorities(user).order_by().values("pk"))


def get_editable_agreements(user: Any) -> AgreementQuerySet:
    """Return the agreements that a person's authorities signed.

    Archived entries are left out.
    """
    return get_signed_agreements(get_user_authorities(user).order_by().values("pk"))


def find_membership_for(user: Any, entry: Action | Agreement) -> Membership | None:
    """Return the membership that gives a person access to an entry.

    That of the lead or first signatory is preferred.
    """
    select = (
        get_led_or_joined_actions
        if isinstance(entry, Action)
        else get_signed_agreements
    )
    first = getattr(entry, "lead_id", None) or getattr(entry, "collectivity_id", None)
    memberships = sorted(
        get_memberships(user), key=lambda one: one.collectivity_id != first
    )
    for membership in memberships:
        if select(get_authority_key(membership)).filter(pk=entry.pk).exists():
            return membership
    return None


def get_entry_keys(membership: Membership) -> set[tuple[type[Any], int]]:
    """Return (model, key) of the entries that a membership gives access to."""
    authority = get_authority_key(membership)
    found = (get_led_or_joined_actions(authority), get_signed_agreements(authority))
    return {
        (rows.model, key) for rows in found for key in rows.values_list("pk", flat=True)
    }


def get_signed_agreements(authorities: QuerySet[Any, Any]) -> AgreementQuerySet:
    """Return agreements signed by authorities, given by their keys; no archived one."""
    joined = Agreement.other_signatories.through.objects
    signed = Agreement.objects.filter(collectivity__in=authorities).values("pk")
    keys = signed.union(joined.filter(collectivity__in=authorities).values("agreement"))
    rows: AgreementQuerySet = Agreement.objects.filter(pk__in=keys)
    return rows.exclude(publication=Publication.ARCHIVED)


def get_led_or_joined_actions(authorities: QuerySet[Any, Any]) -> ActionQuerySet:
    """Return actions led or joined by authorities, given by keys; no archived one."""
    joined = Action.co_leads.through.objects
    led = Action.objects.filter(lead__in=authorities).values("pk")
    keys = led.union(joined.filter(collectivity__in=authorities).values("action"))
    rows: ActionQuerySet = Action.objects.filter(pk__in=keys)
    return rows.exclude(publication=Publication.ARCHIVED)
