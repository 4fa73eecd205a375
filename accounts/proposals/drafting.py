"""Drafts of a person: the open one, a new one, or a copy."""

from typing import Any, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Proposal, ProposalKind, ProposalState, User
from accounts.proposals.kinds import SHEETS, now
from cooperation.models import Action, Agreement, Collectivity


def draft_by_key(user: Any, pk: int) -> Proposal:
    """Return an open proposal of the person, while they have the membership."""
    mine = Proposal.objects.by(user).open()
    held = mine.filter(collectivity__in=permissions.authorities(user))
    return get_object_or_404(held, pk=pk)


def draft_of_action(user: Any, reference: str) -> Proposal:
    rows = permissions.editable_actions(user)
    return draft_of(user, get_object_or_404(rows, reference=reference))


def draft_of_agreement(user: Any, reference: str) -> Proposal:
    rows = permissions.editable_agreements(user)
    return draft_of(user, get_object_or_404(rows, reference=reference))


def draft_of_collectivity(user: Any, slug: str) -> Proposal:
    authority = authority_of(user, slug)
    new = Proposal(kind=ProposalKind.COLLECTIVITY, collectivity=authority)
    return opened(user, new)


def new_sheet(user: Any, kind: ProposalKind, slug: str) -> Proposal:
    authority = authority_of(user, slug)
    mine = Proposal.objects.by(user).filter(
        kind=kind,
        state=ProposalState.DRAFT,
        collectivity=authority,
        action__isnull=True,
        agreement__isnull=True,
    )
    new = Proposal(kind=kind, author=cast(User, user), collectivity=authority)
    return mine.first() or new


def authority_of(user: Any, slug: str) -> Collectivity:
    rows: Any = permissions.authorities(user)
    found: Collectivity = get_object_or_404(rows, slug=slug)
    return found


def draft_of(user: Any, sheet: Action | Agreement) -> Proposal:
    mandate = permissions.mandate_for(user, sheet)
    if mandate is None:
        raise Http404
    new = Proposal(collectivity=mandate.collectivity)
    if isinstance(sheet, Agreement):
        new.kind, new.agreement = ProposalKind.AGREEMENT, sheet
    else:
        new.action = sheet
    return opened(user, new)


def opened(user: Any, new: Proposal) -> Proposal:
    """Return the open proposal for the same entry, or ``new`` with today's content."""
    written = Proposal.objects.by(user).open().about(new).first()
    if written:
        return written
    new.author = cast(User, user)
    new.base = now(new)
    return new


def copy_of(user: Any, reference: str) -> Proposal:
    """Create a draft of a new action from an existing one of the person.

    Fundings and files are not copied.
    """
    rows = permissions.editable_actions(user)
    action = get_object_or_404(rows, reference=reference)
    mandate = permissions.mandate_for(user, action)
    if mandate is None:
        raise Http404
    said = SHEETS[ProposalKind.ACTION].content_of(action)
    said |= {"fundings": [], "photos": [], "documents": []}
    said["title"] = _("%(title)s (copie)") % {"title": action.title[:180]}
    return Proposal.objects.create(
        author=cast(User, user), collectivity=mandate.collectivity, content=said
    )
