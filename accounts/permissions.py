"""Who may do what to which object: asked here, and nowhere else.

Another authority's object is as if it did not exist (404); a forbidden deed on an
object that one may see is refused (403).
"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.models import Membership
from accounts.second_factor import is_missing
from cooperation.enums import Publication
from cooperation.models import Action, Agreement, Collectivity
from cooperation.models.action_queries import ActionQuerySet
from cooperation.models.agreements import AgreementQuerySet


def may_moderate(request: HttpRequest) -> bool:
    """Say whether a person decides on proposals: staff who have that right."""
    user = request.user
    is_staff = user.is_active and user.is_staff and not is_missing(request)
    return bool(is_staff and user.has_perm("accounts.change_proposal"))


def memberships(user: Any) -> QuerySet[Membership]:
    """Give a person's current mandates, with their authorities."""
    return Membership.objects.of(user).current().select_related("collectivity")


def authorities(user: Any) -> QuerySet[Collectivity]:
    """Give the authorities that a person acts for."""
    held = memberships(user).filter(collectivity=OuterRef("pk"))
    rows: QuerySet[Collectivity] = Collectivity.objects.filter(Exists(held))
    return rows


def authorities_of(membership: Membership) -> QuerySet[Any, Any]:
    """Give the key of a mandate's authority, as ``actions_of`` takes it."""
    rows = Collectivity.objects.filter(pk=membership.collectivity_id)
    return rows.order_by().values("pk")


def editable_actions(user: Any) -> ActionQuerySet:
    """Give the actions that a person looks after: led or joined by their authorities.

    What staff archived is closed.
    """
    return actions_of(authorities(user).order_by().values("pk"))


def editable_agreements(user: Any) -> AgreementQuerySet:
    """Give the agreements that a person looks after: signed by their authorities."""
    return agreements_of(authorities(user).order_by().values("pk"))


def mandate_for(user: Any, sheet: Action | Agreement) -> Membership | None:
    """Give the mandate by which a person looks after a sheet, the first signatory's."""
    mandates = list(memberships(user))
    of = actions_of if isinstance(sheet, Action) else agreements_of
    first = getattr(sheet, "lead_id", None) or getattr(sheet, "collectivity_id", None)
    for mandate in sorted(mandates, key=lambda one: one.collectivity_id != first):
        if of(authorities_of(mandate)).filter(pk=sheet.pk).exists():
            return mandate
    return None


def agreements_of(authorities: QuerySet[Any, Any]) -> AgreementQuerySet:
    """Give the agreements that some authorities, given by their keys, signed."""
    joined = Agreement.other_signatories.through.objects.filter(
        collectivity__in=authorities
    )
    signed = Agreement.objects.filter(collectivity__in=authorities).values("pk")
    rows: AgreementQuerySet = Agreement.objects.filter(
        pk__in=signed.union(joined.values("agreement"))
    )
    kept: AgreementQuerySet = rows.exclude(publication=Publication.ARCHIVED)
    return kept


def actions_of(authorities: QuerySet[Any, Any]) -> ActionQuerySet:
    """Give the actions that some authorities, given by their keys, lead or join."""
    joined = Action.co_leads.through.objects.filter(collectivity__in=authorities)
    led = Action.objects.filter(lead__in=authorities).values("pk")
    rows: ActionQuerySet = Action.objects.filter(
        pk__in=led.union(joined.values("action"))
    )
    kept: ActionQuerySet = rows.exclude(publication=Publication.ARCHIVED)
    return kept
