"""Confirmations ("Rien n’a changé"): an authority says that its entries are true."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import ConfirmationLink, Membership
from accounts.permissions import actions_of
from cooperation.enums import Verifier
from cooperation.models import Action, Collectivity

REASON = "confirmée par la collectivité"


@transaction.atomic
def confirm(membership: Membership, actions: Iterable[Action]) -> int:
    """Record that entries are still true today; return their number.

    The update dates of the entries stay, as nothing in them changes. ``actions`` must
    be among those of the membership (``permissions``).
    """
    number = 0
    for action in actions:
        note(action, membership)
        number += 1
    note_use(membership)
    return number


def note(action: Any, membership: Membership) -> None:
    note_for(action, membership.user)


def note_for(action: Any, user: Any) -> None:
    """Record the authority's confirmation in the name of ``user``, with its history."""
    action.verified_on = timezone.localdate()
    action.verified_by = Verifier.AUTHORITY
    action._history_user = user
    action._change_reason = REASON
    action.save(update_fields=["verified_on", "verified_by"])


def note_use(membership: Membership) -> None:
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
    return confirm(link.membership, sheets_of(link.membership.collectivity))


def sheets_of(collectivity: Collectivity) -> list[Action]:
    """Return the published actions that an authority can confirm, by title."""
    keys = Collectivity.objects.filter(pk=collectivity.pk).order_by().values("pk")
    rows = actions_of(keys).published()
    return list(rows.select_related("lead").order_by("title_key", "pk"))
