"""Sending, withdrawing, accepting and refusing proposals."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.confirming import note
from accounts.mails import send
from accounts.models import Membership, Proposal, ProposalState, User
from accounts.proposals.contents import FIELDS, changed, content_of, write
from cooperation.enums import Publication
from cooperation.models import Action


class NotWaitingError(ValueError):
    """The proposal was decided or withdrawn meanwhile."""


def fields_of(proposal: Proposal) -> list[str]:
    """Give the fields that a proposal would change: all, of a new action."""
    if proposal.action_id is None:
        return list(FIELDS)
    return changed(proposal.base, proposal.content)


@transaction.atomic
def submit(proposal: Proposal, membership: Membership) -> None:
    """Send a draft to staff; what a trusted person writes is published at once."""
    proposal.state = ProposalState.SENT
    proposal.sent_at = timezone.now()
    proposal.save()
    if membership.is_trusted:
        accept(proposal, fields_of(proposal), decided_by=None)


@transaction.atomic
def withdraw(proposal: Proposal) -> None:
    """Take back what was not decided yet; it is a draft again."""
    held = waiting(proposal)
    held.state = ProposalState.DRAFT
    held.sent_at = None
    held.save()


def waiting(proposal: Proposal) -> Proposal:
    """Give a proposal, locked; raises ``NotWaitingError`` if it waits no more."""
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if held.state != ProposalState.SENT:
        raise NotWaitingError
    return held


@transaction.atomic
def accept(
    proposal: Proposal,
    fields: Iterable[str],
    *,
    decided_by: User | None,
    content: dict[str, Any] | None = None,
) -> Any:
    """Write the accepted fields under the author's name; give the action.

    ``content`` is the proposal as staff edited it, if they did. Raises
    ``ValidationError`` where the sheet would not be valid, ``NotWaitingError`` where
    somebody decided first.
    """
    held = waiting(proposal)
    proposed = fields_of(held)
    wanted = [field for field in proposed if field in set(fields)]
    action = target(held)
    action._history_user = held.author
    action._change_reason = f"proposition {held.pk}"
    write(action, content or held.content, wanted)
    confirm_in_the_name_of(held, action)
    held.action = action
    held.accepted_fields = wanted
    is_whole = held.base == {} or len(wanted) == len(proposed)
    close(
        held, ProposalState.ACCEPTED if is_whole else ProposalState.PARTLY, decided_by
    )
    return action


def target(proposal: Proposal) -> Any:
    """Give the action to write, locked; a new one for a new action."""
    if proposal.action_id is None:
        return Action(
            lead=proposal.collectivity,
            publication=Publication.PUBLISHED,
            source_name=str(proposal.collectivity),
        )
    return Action.objects.select_for_update(of=("self",)).get(pk=proposal.action_id)


def confirm_in_the_name_of(proposal: Proposal, action: Any) -> None:
    """Note that the authority has just looked at the sheet."""
    membership = Membership.objects.filter(
        user=proposal.author, collectivity=proposal.collectivity
    ).first()
    if membership:
        note(action, membership)


@transaction.atomic
def refuse(proposal: Proposal, reason: str, decided_by: User) -> None:
    """Refuse, and say why; raises ``NotWaitingError`` where somebody decided first."""
    held = waiting(proposal)
    held.reason = reason
    close(held, ProposalState.REFUSED, decided_by)


@transaction.atomic
def undo(proposal: Proposal, reason: str, decided_by: User) -> None:
    """Put back what a trusted person published, and say why.

    A new sheet is archived. Raises ``NotWaitingError`` where it was not published by
    trust, or where the sheet has changed since in a field that it wrote.
    """
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if held.state != ProposalState.ACCEPTED or held.decided_by or not held.action:
        raise NotWaitingError
    action: Any = Action.objects.select_for_update(of=("self",)).get(pk=held.action_id)
    action._history_user = decided_by
    action._change_reason = f"proposition {held.pk} annulée"
    if held.base:
        today = content_of(action)
        if any(differs(today, held.content, name) for name in held.accepted_fields):
            raise NotWaitingError
        write(action, held.base, held.accepted_fields)
    else:
        action.publication = Publication.ARCHIVED
        action.save(update_fields=["publication"])
    held.reason = reason
    close(held, ProposalState.REFUSED, decided_by)


def differs(today: dict[str, Any], written: dict[str, Any], field: str) -> bool:
    """Say whether a plain field is no longer what was written.

    Rows of lists get keys when they are written: what they say is compared.
    """
    if field in ("partners", "locations"):
        names = ("name", "role", "country")
        return [[row.get(name) for name in names] for row in today[field]] != [
            [row.get(name) for name in names] for row in written[field]
        ]
    return bool(today[field] != written[field])


def close(proposal: Proposal, state: ProposalState, decided_by: User | None) -> None:
    """Keep a decision, and tell the author if they have not made it themselves."""
    proposal.state = state
    proposal.decided_at = timezone.now()
    proposal.decided_by = decided_by
    proposal.save()
    if proposal.author and decided_by:
        send("decided", proposal.author.email, {"proposal": proposal})


def now(proposal: Proposal) -> dict[str, Any]:
    """Give what the sheet says today; nothing of an action that is not there yet."""
    return content_of(proposal.action) if proposal.action else {}
