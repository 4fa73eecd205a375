"""Workflow of proposals: send, withdraw, accept, refuse, undo."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.confirming import note, note_for
from accounts.mails import send
from accounts.models import Membership, Proposal, ProposalKind, ProposalState, User
from accounts.proposals.contents import Content
from accounts.proposals.kinds import now, sheet_of
from accounts.proposals.merging import merged
from cooperation.enums import Publication


class NotWaitingError(ValueError):
    """The proposal was decided or withdrawn meanwhile."""


def fields_of(proposal: Proposal, content: Content | None = None) -> list[str]:
    """Return the fields that a proposal changes; all of them for a new entry."""
    sheet = sheet_of(proposal)
    if proposal.subject is None:
        return list(sheet.fields)
    return sheet.changed(proposal.base, content or proposal.content)


def outcome(proposal: Proposal, today: Content | None = None) -> Content:
    """Return today's content of the entry with the proposal merged into it."""
    if proposal.subject is None:
        return dict(proposal.content)
    today = now(proposal) if today is None else today
    return merged(sheet_of(proposal), proposal.base, today, proposal.content)


@transaction.atomic
def submit(proposal: Proposal, membership: Membership) -> None:
    """Send a draft to review; accept it at once if the membership is trusted."""
    proposal.state = ProposalState.SENT
    proposal.sent_at = timezone.now()
    proposal.save()
    if membership.is_trusted:
        accept(proposal, fields_of(proposal), decided_by=None)


@transaction.atomic
def withdraw(proposal: Proposal) -> None:
    """Make a sent proposal a draft again.

    Raises ``NotWaitingError`` if it is decided.
    """
    held = waiting(proposal)
    held.state = ProposalState.DRAFT
    held.save()


def discard(draft: Proposal) -> None:
    """Delete a draft; one that was sent before is kept as withdrawn."""
    if draft.sent_at is None:
        draft.delete()
        return
    draft.state = ProposalState.WITHDRAWN
    draft.save()


def waiting(proposal: Proposal) -> Proposal:
    """Lock and return a proposal; raise ``NotWaitingError`` if it does not wait."""
    held = locked(proposal)
    if held.state != ProposalState.SENT:
        raise NotWaitingError
    return held


def locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)


@transaction.atomic
def accept(
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
    held, sheet = waiting(proposal), sheet_of(proposal)
    said = held.content if content is None else content
    proposed = fields_of(held, said)
    wanted = [field for field in proposed if field in set(fields)]
    is_new = held.subject is None
    row = target(held)
    before = {} if is_new else sheet.content_of(row)
    row._history_user = held.author
    row._change_reason = f"proposition {held.pk}"
    after = said if is_new else merged(sheet, held.base, before, said)
    sheet.write(row, after, wanted)
    confirm_in_the_name_of(held, row)
    attach(held, row)
    held.accepted_fields = wanted
    held.written = {"before": before, "after": sheet.content_of(row)}
    is_whole = is_new or set(fields_of(held)) <= set(wanted)
    close(
        held, ProposalState.ACCEPTED if is_whole else ProposalState.PARTLY, decided_by
    )
    return row


def target(proposal: Proposal) -> Any:
    """Return the entry to write, locked, or a new one."""
    sheet, subject = sheet_of(proposal), proposal.subject
    if subject is None:
        return sheet.made_by(proposal.collectivity)
    rows = sheet.model.objects.select_for_update(of=("self",))
    return rows.get(pk=subject.pk)


def attach(proposal: Proposal, row: Any) -> None:
    """Link a proposal to the entry that it created."""
    if proposal.kind == ProposalKind.ACTION:
        proposal.action = row
    elif proposal.kind == ProposalKind.AGREEMENT:
        proposal.agreement = row


def confirm_in_the_name_of(proposal: Proposal, row: Any) -> None:
    """Record that the authority confirmed the action by its proposal.

    A proposal from a survey has no author: the authority itself answered.
    """
    if proposal.origin and proposal.kind == ProposalKind.ACTION:
        note_for(row, proposal.author)
        return
    membership = Membership.objects.filter(
        user=proposal.author, collectivity=proposal.collectivity
    ).first()
    if membership and proposal.kind == ProposalKind.ACTION:
        note(row, membership)


@transaction.atomic
def refuse(proposal: Proposal, reason: str, decided_by: User) -> None:
    """Refuse with a reason; raise ``NotWaitingError`` if it was decided meanwhile."""
    held = waiting(proposal)
    held.reason = reason
    close(held, ProposalState.REFUSED, decided_by)


def may_be_undone(proposal: Proposal) -> bool:
    """Return whether a proposal was published by trust and not reviewed since."""
    by_trust = proposal.state == ProposalState.ACCEPTED and not proposal.decided_by_id
    return bool(by_trust and proposal.written and proposal.subject)


@transaction.atomic
def undo(proposal: Proposal, reason: str, decided_by: User) -> None:
    """Undo what a trusted person published, with a reason.

    A new entry is archived. Raises ``NotWaitingError`` if it was not published by
    trust, or if a plain field that it wrote has changed since.
    """
    held, sheet = locked(proposal), sheet_of(proposal)
    if not may_be_undone(held):
        raise NotWaitingError
    row = target(held)
    row._history_user = decided_by
    row._change_reason = f"proposition {held.pk} annulée"
    before, after = held.written["before"], held.written["after"]
    if before:
        today = sheet.content_of(row)
        plain = set(held.accepted_fields) & set(sheet.plain)
        if any(today[field] != after[field] for field in plain):
            raise NotWaitingError
        put_back = merged(sheet, after, today, before)
        sheet.write(row, put_back, held.accepted_fields)
    else:
        row.publication = Publication.ARCHIVED
        row.save(update_fields=["publication"])
    held.reason = reason
    close(held, ProposalState.REFUSED, decided_by)


def close(proposal: Proposal, state: ProposalState, decided_by: User | None) -> None:
    """Save a decision; notify the author by mail unless published by trust."""
    proposal.state = state
    proposal.decided_at = timezone.now()
    proposal.decided_by = decided_by
    proposal.save()
    if proposal.author and decided_by:
        send("decided", proposal.author.email, {"proposal": proposal})
