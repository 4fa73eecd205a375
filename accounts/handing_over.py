"""Leaving a mandate: one's rights end at once, a successor's begin."""

from django.db import transaction

from accounts.mails import send
from accounts.models import Membership, Proposal, ProposalState, User
from accounts.welcoming import welcome


@transaction.atomic
def hand_over(
    membership: Membership, *, successor: str = "", function: str = "", leaves: bool
) -> Membership | None:
    """Invite a colleague, leave, or both; give the colleague's mandate if there is one.

    Whoever leaves keeps nothing of the authority: their rights end now, and their
    drafts that were not sent yet go to the successor, or away.
    """
    heir = None
    if successor:
        heir = welcome(
            successor,
            membership.collectivity,
            role=membership.role,
            function=function,
        )
    if leaves:
        leave(membership, heir)
    return heir


def pass_on(draft: Proposal, heir: User) -> None:
    """Give a draft to the successor, unless they write the same sheet already."""
    theirs = Proposal.objects.by(heir).open().about(draft)
    if draft.subject is None or not theirs.exists():
        draft.author = heir
        draft.save()


def leave(membership: Membership, heir: Membership | None = None) -> None:
    """End a mandate now."""
    drafts = Proposal.objects.by(membership.user).filter(
        collectivity=membership.collectivity, state=ProposalState.DRAFT
    )
    if heir:
        for draft in drafts:
            pass_on(draft, heir.user)
    drafts.delete()
    membership.end()
    send("left", membership.user.email, {"collectivity": membership.collectivity})
