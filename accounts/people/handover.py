"""Handover of a membership: one's rights end at once, a successor's begin."""

from django.db import transaction

from accounts.mail import kinds
from accounts.models import Membership, Proposal, ProposalState, User
from accounts.people.access_requests import grant_access
from cooperation.web.mail_texts import link_to, queue_text


@transaction.atomic
def hand_over(
    membership: Membership, *, successor: str = "", function: str = "", leaves: bool
) -> Membership | None:
    """Invite a successor, leave, or both; return the successor's membership, if any.

    The rights of whoever leaves end now. Their drafts that were not sent go to the
    successor, or are deleted.
    """
    new = None
    if successor:
        new = grant_access(
            successor,
            membership.collectivity,
            role=membership.role,
            function=function,
        )
    if leaves:
        leave_membership(membership, new)
    return new


def transfer_draft(draft: Proposal, successor: User) -> None:
    """Make the successor the author of a draft.

    Does nothing if they have an open proposal for the same entry.
    """
    theirs = Proposal.objects.by_author(successor).open().about(draft)
    if draft.subject is None or not theirs.exists():
        draft.author = successor
        draft.save()


def leave_membership(membership: Membership, new: Membership | None = None) -> None:
    """End a membership now; drafts go to the successor or are deleted."""
    drafts = Proposal.objects.by_author(membership.user).filter(
        collectivity=membership.collectivity, state=ProposalState.DRAFT
    )
    if new:
        for draft in drafts:
            transfer_draft(draft, new.user)
    drafts.delete()
    membership.end()
    values = {
        "collectivite": membership.collectivity.name,
        "lien": link_to("accounts:request"),
    }
    queue_text(kinds.RIGHTS_ENDED, membership.user.email, values)
