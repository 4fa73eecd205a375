"""Confirmations ("Rien n’a changé"): an authority says that its entries are true."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import ConfirmationLink, Membership, Proposal, ProposalState
from accounts.people.permissions import (
    get_led_or_joined_actions,
    get_signed_agreements,
)
from cooperation.enums import Verifier
from cooperation.models import Action, Agreement, Collectivity

REASON = "confirmée par la collectivité"


@transaction.atomic
def record_confirmations(
    membership: Membership, entries: Iterable[Action | Agreement]
) -> int:
    """Record that entries are still true today; return their number.

    The update dates of the entries stay, as nothing in them changes. ``entries`` must
    be among those of the membership (``permissions``).
    """
    number = 0
    for entry in entries:
        record_confirmation_by(entry, membership.user)
        number += 1
    record_membership_use(membership)
    return number


def record_confirmation_by(entry: Any, user: Any) -> None:
    """Record the authority's confirmation in the name of ``user``, with its history."""
    entry.verified_on = timezone.localdate()
    entry.verified_by = Verifier.AUTHORITY
    entry._history_user = user
    entry._change_reason = REASON
    entry.save(update_fields=["verified_on", "verified_by"])


def record_membership_use(membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk).update(used_at=timezone.now())


@transaction.atomic
def confirm_by_link(link: ConfirmationLink) -> int:
    """Confirm every published entry of the link's authority and use up the link.

    The row of the link is locked, so that two requests at once confirm once.
    """
    usable = ConfirmationLink.objects.usable().select_for_update(of=("self",))
    if not usable.filter(pk=link.pk).exists():
        return 0
    ConfirmationLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
    return record_confirmations(
        link.membership, list_confirmable_entries(link.membership.collectivity)
    )


def exclude_waiting(rows: Any) -> Any:
    """Leave out the entries of which a proposal waits: they are about to change."""
    waiting = Proposal.objects.filter(state=ProposalState.SENT)
    field = "action" if rows.model is Action else "agreement"
    return rows.exclude(Exists(waiting.filter(**{field: OuterRef("pk")})))


def list_confirmable_entries(collectivity: Collectivity) -> list[Action | Agreement]:
    """Return what an authority can confirm, by title: actions, then agreements."""
    keys = Collectivity.objects.filter(pk=collectivity.pk).order_by().values("pk")
    found = (get_led_or_joined_actions(keys), get_signed_agreements(keys))
    return [
        entry
        for rows in found
        for entry in exclude_waiting(rows.published()).order_by("title_key", "pk")
    ]
