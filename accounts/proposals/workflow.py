"""Workflow of proposals: send, withdraw, accept, refuse, undo."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.confirmations import record_confirmation_by
from accounts.mail import kinds
from accounts.models import Membership, Proposal, ProposalKind, ProposalState, User
from accounts.proposals.content import Content
from accounts.proposals.decisions import (
    describe_decision,
    list_proposed_fields,
    pick_corrections,
)
from accounts.proposals.kinds import get_current_content, get_entry_schema
from accounts.proposals.rebase import merge_content
from cooperation.enums import Publication
from cooperation.models.verification import Verifiable
from cooperation.web.mail_texts import MailKind, link_to, queue_text


class NotWaitingError(ValueError):
    """The proposal was decided or withdrawn meanwhile."""


def build_merged_content(proposal: Proposal, today: Content | None = None) -> Content:
    """Return today's content of the entry with the proposal merged into it."""
    if proposal.subject is None:
        return dict(proposal.content)
    today = get_current_content(proposal) if today is None else today
    return merge_content(
        get_entry_schema(proposal), proposal.base, today, proposal.content
    )


@transaction.atomic
def submit_proposal(
    proposal: Proposal, membership: Membership, *, is_reviewed: bool = False
) -> None:
    """Send a draft to review; accept it at once if the membership is trusted.

    With ``is_reviewed`` nobody is.
    """
    proposal.state = ProposalState.SENT
    proposal.sent_at = timezone.now()
    proposal.reviewer = proposal.review_began_at = None
    proposal.save()
    if membership.is_trusted and not is_reviewed:
        accept_proposal(proposal, list_proposed_fields(proposal), decided_by=None)


@transaction.atomic
def withdraw_to_draft(proposal: Proposal) -> None:
    """Make a sent proposal a draft again.

    Raises ``NotWaitingError`` if it is decided.
    """
    locked = lock_waiting_proposal(proposal)
    locked.state = ProposalState.DRAFT
    locked.save()


def discard_proposal(draft: Proposal) -> None:
    """Delete a draft; one that was sent before is kept as withdrawn."""
    if draft.sent_at is None:
        draft.delete()
        return
    draft.state = ProposalState.WITHDRAWN
    draft.save()


def lock_waiting_proposal(proposal: Proposal) -> Proposal:
    """Lock and return a proposal; raise ``NotWaitingError`` if it does not wait."""
    locked = lock_proposal(proposal)
    if locked.state != ProposalState.SENT:
        raise NotWaitingError
    return locked


def lock_proposal(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)


@transaction.atomic
def accept_proposal(
    proposal: Proposal,
    fields: Iterable[str],
    *,
    decided_by: User | None,
    content: Content | None = None,
) -> Any:
    """Write the accepted fields in the author's name; return the entry.

    ``content`` is the proposal as staff edited it, if they did. What others changed
    since the draft was begun stays (see ``merge_content``). Raises ``ValidationError``
    if the entry would not be valid, ``NotWaitingError`` if it was decided meanwhile.
    """
    locked = lock_waiting_proposal(proposal)
    schema = get_entry_schema(proposal)
    accepted = locked.content if content is None else content
    proposed = list_proposed_fields(locked, accepted)
    wanted = [field for field in proposed if field in set(fields)]
    is_new = locked.subject is None
    row = get_target_entry(locked)
    before = {} if is_new else schema.read_content(row)
    row._history_user = locked.author
    row._change_reason = f"proposition {locked.pk}"
    after = accepted if is_new else merge_content(schema, locked.base, before, accepted)
    schema.write(row, after, wanted)
    record_author_confirmation(locked, row)
    attach_entry(locked, row)
    locked.accepted_fields = wanted
    locked.written = {
        "before": before,
        "after": schema.read_content(row),
        "corrected": pick_corrections(locked, before, after, wanted),
    }
    is_whole = is_new or set(list_proposed_fields(locked)) <= set(wanted)
    record_decision(
        locked,
        ProposalState.ACCEPTED if is_whole else ProposalState.PARTLY,
        decided_by,
    )
    return row


def get_target_entry(proposal: Proposal) -> Any:
    """Return the entry to write, locked, or a new one."""
    schema, subject = get_entry_schema(proposal), proposal.subject
    if subject is None:
        return schema.build_new_entry(proposal.collectivity)
    rows = schema.model.objects.select_for_update(of=("self",))
    return rows.get(pk=subject.pk)


def attach_entry(proposal: Proposal, row: Any) -> None:
    """Link a proposal to the entry that it created."""
    if proposal.kind == ProposalKind.ACTION:
        proposal.action = row
    elif proposal.kind == ProposalKind.AGREEMENT:
        proposal.agreement = row


def record_author_confirmation(proposal: Proposal, row: Any) -> None:
    """Record that the authority confirmed the entry by its proposal.

    A proposal from a survey has no author: the authority itself answered.
    """
    if not isinstance(row, Verifiable):
        return
    held = Membership.objects.filter(
        user=proposal.author, collectivity=proposal.collectivity
    )
    if proposal.origin or held.exists():
        record_confirmation_by(row, proposal.author)


@transaction.atomic
def refuse_proposal(proposal: Proposal, reason: str, decided_by: User) -> None:
    """Refuse with a reason; raise ``NotWaitingError`` if it was decided meanwhile."""
    locked = lock_waiting_proposal(proposal)
    locked.reason = reason
    record_decision(locked, ProposalState.REFUSED, decided_by)


def is_revertible(proposal: Proposal) -> bool:
    """Return whether a proposal was published by trust and not reviewed since."""
    by_trust = proposal.state == ProposalState.ACCEPTED and not proposal.decided_by_id
    return bool(by_trust and proposal.written and proposal.subject)


@transaction.atomic
def revert_proposal(proposal: Proposal, reason: str, decided_by: User) -> None:
    """Undo what a trusted person published, with a reason.

    A new entry is archived. Raises ``NotWaitingError`` if it was not published by
    trust, or if a plain field that it wrote has changed since.
    """
    locked, schema = lock_proposal(proposal), get_entry_schema(proposal)
    if not is_revertible(locked):
        raise NotWaitingError
    row = get_target_entry(locked)
    row._history_user = decided_by
    row._change_reason = f"proposition {locked.pk} annulée"
    before, after = locked.written["before"], locked.written["after"]
    if before:
        today = schema.read_content(row)
        plain = set(locked.accepted_fields) & set(schema.plain)
        if any(today[field] != after[field] for field in plain):
            raise NotWaitingError
        put_back = merge_content(schema, after, today, before)
        schema.write(row, put_back, locked.accepted_fields)
    else:
        row.publication = Publication.ARCHIVED
        row.save(update_fields=["publication"])
    locked.reason = reason
    record_decision(locked, ProposalState.REFUSED, decided_by)


def record_decision(
    proposal: Proposal, state: ProposalState, decided_by: User | None
) -> None:
    """Save a decision; notify the author by mail unless published by trust."""
    proposal.state = state
    proposal.decided_at = timezone.now()
    proposal.decided_by = decided_by
    proposal.reviewer = proposal.review_began_at = None
    proposal.save()
    if proposal.author and decided_by:
        values = {
            "titre": str(proposal),
            "motif": proposal.reason,
            "details": describe_decision(proposal),
            "lien": link_to("accounts:proposal", proposal.pk),
        }
        queue_text(choose_decision_mail(proposal), proposal.author.email, values)


def choose_decision_mail(proposal: Proposal) -> MailKind:
    if proposal.state == ProposalState.REFUSED:
        return kinds.PROPOSAL_REFUSED
    if proposal.state == ProposalState.PARTLY:
        return kinds.PROPOSAL_PARTLY_ACCEPTED
    if proposal.written.get("corrected"):
        return kinds.PROPOSAL_CORRECTED
    return kinds.PROPOSAL_ACCEPTED
