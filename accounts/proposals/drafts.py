"""Drafts of a person: the open one, a new one, or a copy."""

from typing import Any, cast
from uuid import UUID, uuid4

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Proposal, ProposalKind, ProposalState, User
from accounts.people import permissions
from accounts.proposals.kinds import (
    ENTRY_SCHEMAS,
    build_proposal_form,
    get_current_content,
    get_entry_schema,
)
from cooperation.models import Action, Agreement, Collectivity

MAX_DRAFTS = 20


def get_open_draft(user: Any, pk: int) -> Proposal:
    """Return an open proposal of the person, while they have the membership."""
    mine = Proposal.objects.by_author(user).open()
    held = mine.filter(collectivity__in=permissions.get_user_authorities(user))
    return complete_draft(get_object_or_404(held, pk=pk))


def get_action_draft(user: Any, reference: str) -> Proposal:
    rows = permissions.get_editable_actions(user)
    return get_entry_draft(user, get_object_or_404(rows, reference=reference))


def get_agreement_draft(user: Any, reference: str) -> Proposal:
    rows = permissions.get_editable_agreements(user)
    return get_entry_draft(user, get_object_or_404(rows, reference=reference))


def get_collectivity_draft(user: Any, slug: str) -> Proposal:
    authority = get_own_authority(user, slug)
    new = Proposal(kind=ProposalKind.COLLECTIVITY, collectivity=authority)
    return get_or_begin_draft(user, new)


def get_new_entry_draft(
    user: Any, kind: ProposalKind, slug: str, form_key: str
) -> Proposal:
    """Return what a blank form made, whatever became of it, or a new draft of it.

    Each form has a key of its own, so that two tabs are two drafts, and a form that is
    sent twice is one.
    """
    authority = get_own_authority(user, slug)
    key = parse_form_key(form_key)
    mine = Proposal.objects.by_author(user).filter(form_key=key, kind=kind)
    found = mine.filter(collectivity=authority).first() if key else None
    new = Proposal(kind=kind, author=cast(User, user), collectivity=authority)
    is_taken = key is None or Proposal.objects.filter(form_key=key).exists()
    new.form_key = uuid4() if is_taken else key
    return found or new


def parse_form_key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def list_new_entry_drafts(user: Any, draft: Proposal) -> list[Proposal]:
    """Return the person's other drafts of new entries of the same kind, latest first.

    One that was begun is taken up again by choice only.
    """
    mine = Proposal.objects.by_author(user).filter(
        kind=draft.kind,
        state=ProposalState.DRAFT,
        collectivity=draft.collectivity,
        action__isnull=True,
        agreement__isnull=True,
    )
    return list(mine.exclude(pk=draft.pk).with_typed_title()[:MAX_DRAFTS])


def get_own_authority(user: Any, slug: str) -> Collectivity:
    return get_object_or_404(permissions.get_user_authorities(user), slug=slug)


def get_entry_draft(user: Any, entry: Action | Agreement) -> Proposal:
    membership = permissions.find_membership_for(user, entry)
    if membership is None:
        raise Http404
    new = Proposal(collectivity=membership.collectivity)
    if isinstance(entry, Agreement):
        new.kind, new.agreement = ProposalKind.AGREEMENT, entry
    else:
        new.action = entry
    return get_or_begin_draft(user, new)


def get_or_begin_draft(user: Any, new: Proposal) -> Proposal:
    """Return the open proposal for the same entry, or ``new`` with today's content."""
    written = Proposal.objects.by_author(user).open().about(new).first()
    if written:
        return complete_draft(written)
    new.author = cast(User, user)
    new.base = get_current_content(new)
    return new


def complete_draft(draft: Proposal) -> Proposal:
    """Add to a draft the fields that its kind has got since, as the entry has them."""
    schema = get_entry_schema(draft)
    added = [field for field in schema.fields if field not in draft.base]
    if draft.subject is None or not added:
        return draft
    today = get_current_content(draft)
    new = {field: today[field] for field in added}
    draft.base = new | draft.base
    if draft.content:
        draft.content = new | draft.content
    if draft.typed:
        form = build_proposal_form(draft, content=today)
        draft.typed = form.list_typed(added) | draft.typed
    return draft


def create_action_copy(user: Any, reference: str) -> Proposal:
    """Create a draft of a new action from an existing one of the person.

    Fundings and files are not copied.
    """
    rows = permissions.get_editable_actions(user)
    action = get_object_or_404(rows, reference=reference)
    membership = permissions.find_membership_for(user, action)
    if membership is None:
        raise Http404
    copied_content = ENTRY_SCHEMAS[ProposalKind.ACTION].read_content(action)
    copied_content |= {"fundings": [], "photos": [], "documents": []}
    copied_content["title"] = _("%(title)s (copie)") % {"title": action.title[:180]}
    return Proposal.objects.create(
        author=cast(User, user),
        collectivity=membership.collectivity,
        content=copied_content,
    )
