"""Sending, withdrawing, accepting and refusing proposals."""

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
    """Give the fields that a proposal would change: all, of a new sheet."""
    sheet = sheet_of(proposal)
    if proposal.subject is None:
        return list(sheet.fields)
    return sheet.changed(proposal.base, content or proposal.content)


def outcome(proposal: Proposal, today: Content | None = None) -> Content:
    """Give what the sheet would say with a proposal on top of what it says today."""
    if proposal.subject is None:
        return dict(proposal.content)
    today = now(proposal) if today is None else today
    return merged(sheet_of(proposal), proposal.base, today, proposal.content)


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
    """Take back what was not decided yet; it is a draft again, once sent."""
    held = waiting(proposal)
    held.state = ProposalState.DRAFT
    held.save()


def discard(draft: Proposal) -> None:
    """Throw a draft away; one that staff had in their queue is kept as withdrawn."""
    if draft.sent_at is None:
        draft.delete()
        return
    draft.state = ProposalState.WITHDRAWN
    draft.save()


def waiting(proposal: Proposal) -> Proposal:
    """Give a proposal, locked; raises ``NotWaitingError`` if it waits no more."""
    held = locked(proposal)
    if held.state != ProposalState.SENT:
        raise NotWaitingError
    return held


def locked(proposal: Proposal) -> Proposal:
    """Give a proposal as it is now; nobody else decides on it meanwhile."""
    return Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)


@transaction.atomic
def accept(
    proposal: Proposal,
    fields: Iterable[str],
    *,
    decided_by: User | None,
    content: Content | None = None,
) -> Any:
    """Write the accepted fields under the author's name; give the sheet.

    ``content`` is the proposal as staff edited it, if they did. What others changed
    since the proposal was begun stays (see ``merging``). Raises ``ValidationError``
    where the sheet would not be valid, ``NotWaitingError`` where somebody decided
    first.
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
    """Give the sheet to write, locked; a new one where one is proposed."""
    sheet, subject = sheet_of(proposal), proposal.subject
    if subject is None:
        return sheet.made_by(proposal.collectivity)
    rows = sheet.model.objects.select_for_update(of=("self",))
    return rows.get(pk=subject.pk)


def attach(proposal: Proposal, row: Any) -> None:
    """Note which sheet came of a proposal."""
    if proposal.kind == ProposalKind.ACTION:
        proposal.action = row
    elif proposal.kind == ProposalKind.AGREEMENT:
        proposal.agreement = row


def confirm_in_the_name_of(proposal: Proposal, row: Any) -> None:
    """Note that the authority has just looked at the sheet, where that is kept.

    What comes from a survey has no author here: the authority itself answered.
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
    """Refuse, and say why; raises ``NotWaitingError`` where somebody decided first."""
    held = waiting(proposal)
    held.reason = reason
    close(held, ProposalState.REFUSED, decided_by)


def may_be_undone(proposal: Proposal) -> bool:
    """Say whether a proposal was published by trust, and nobody looked at it yet."""
    by_trust = proposal.state == ProposalState.ACCEPTED and not proposal.decided_by_id
    return bool(by_trust and proposal.written and proposal.subject)


@transaction.atomic
def undo(proposal: Proposal, reason: str, decided_by: User) -> None:
    """Put back what a trusted person published, and say why.

    A new sheet is archived. Raises ``NotWaitingError`` where it was not published by
    trust, or where a plain field that it wrote has changed since.
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
    """Keep a decision, and tell the author if they have not made it themselves."""
    proposal.state = state
    proposal.decided_at = timezone.now()
    proposal.decided_by = decided_by
    proposal.save()
    if proposal.author and decided_by:
        send("decided", proposal.author.email, {"proposal": proposal})
