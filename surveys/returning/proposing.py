"""Proposals and confirmations from blocks of answers, once each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.confirming import note_for
from accounts.models import Proposal, ProposalKind, ProposalState
from accounts.proposals.contents import Content
from accounts.proposals.kinds import SHEETS
from cooperation.enums import ActionStatus
from surveys.enums import BlockOutcome, ParticipationState
from surveys.models import Block, BlockReturn, Wave
from surveys.returning.reading import (
    OF_ACTION,
    OF_AGREEMENT,
    Known,
    Reader,
    event,
    known_lists,
)

NEW_ACTION: Content = {
    "title": "",
    "summary": "",
    "description": "",
    "results": "",
    "contact_function": "",
    "contact_email": "",
    "status": ActionStatus.UNKNOWN.value,
    "start_year": None,
    "end_year": None,
    "budget_eur": None,
    "own_share_eur": None,
    "themes": [],
    "locations": [],
    "partners": [],
    "fundings": [],
    "photos": [],
    "documents": [],
}


@dataclass(frozen=True)
class Made:
    """How many proposals, confirmations, and blocks to be read by people."""

    proposals: int = 0
    confirmed: int = 0
    to_read: int = 0


def blocks_of(wave: Wave) -> QuerySet[Block]:
    return (
        Block.objects.filter(
            participation__wave=wave,
            participation__state=ParticipationState.SUBMITTED,
        )
        .exclude(outcome="")
        .select_related(
            "participation__collectivity",
            "action",
            "agreement",
            "given_back__proposal",
        )
        .defer(
            *("action__search_vector", "action__related_vector"),
            *("agreement__search_vector", "agreement__related_vector"),
            "participation__collectivity__outline",
        )
        .order_by("participation__collectivity__name_key", "position", "pk")
    )


def waiting(wave: Wave) -> QuerySet[Block]:
    return blocks_of(wave).filter(given_back__isnull=True)


def give_back(*, blocks: Iterable[int], wave: Wave, by: Any) -> Made:
    """Process the chosen blocks of a wave, each in one transaction."""
    known, counts = known_lists(), {"proposals": 0, "confirmed": 0, "to_read": 0}
    for key in waiting(wave).filter(pk__in=list(blocks)).values_list("pk", flat=True):
        if what := give_back_one(key, known, by=by):
            counts[what] += 1
    return Made(**counts)


@transaction.atomic
def give_back_one(key: int, known: Known, *, by: Any) -> str:
    """Process one block; do nothing where somebody just did.

    Return ``proposals``, ``confirmed``, ``to_read`` or an empty text.
    """
    locked = Block.objects.select_for_update(of=("self",)).filter(pk=key)
    block = locked.select_related(
        "participation__wave", "participation__collectivity", "action", "agreement"
    ).first()
    if block is None or BlockReturn.objects.filter(block=block).exists():
        return ""
    result = BlockReturn(block=block, returned_by=by)
    if block.outcome == BlockOutcome.CONFIRMED:
        what = confirmed(block)
    else:
        what = proposed(block, result, known)
    result.save()
    return what


def confirmed(block: Block) -> str:
    """Record that an authority said that nothing changed; staff approve it."""
    if block.action:
        note_for(block.action, None)
    return "confirmed" if block.action or block.agreement else "to_read"


def proposed(block: Block, result: BlockReturn, known: Known) -> str:
    proposal = proposal_of(block)
    if proposal is None:
        result.unread = ["fiche"]
        return "to_read"
    sheet = SHEETS[proposal.kind]
    content = dict(proposal.base) if proposal.subject else dict(NEW_ACTION)
    reader = Reader(known, content, answers_of(block), dict(block.base))
    is_action = proposal.kind == ProposalKind.ACTION
    reader.take(OF_ACTION if is_action else OF_AGREEMENT)
    if block.outcome == BlockOutcome.ENDED:
        end(reader, is_action=is_action)
    result.unread = sorted(reader.unread)
    if proposal.subject and not sheet.changed(proposal.base, content):
        return "to_read"
    proposal.content = content
    proposal.save()
    result.proposal = proposal
    return "proposals"


def proposal_of(block: Block) -> Proposal | None:
    """Return an unsaved proposal, ready to be reviewed; None if the entry is gone."""
    participation = block.participation
    proposal = Proposal(
        collectivity=participation.collectivity,
        origin=(_("enquête « %s »") % participation.wave.name)[:200],
        state=ProposalState.SENT,
        sent_at=timezone.now(),
    )
    if block.action:
        proposal.action = block.action
    elif block.agreement:
        proposal.kind, proposal.agreement = ProposalKind.AGREEMENT, block.agreement
    elif block.outcome != BlockOutcome.ADDED:
        return None
    if proposal.subject:
        proposal.base = SHEETS[proposal.kind].content_of(proposal.subject)
    return proposal


def answers_of(block: Block) -> dict[str, Any]:
    rows = block.answers.select_related("question").order_by("pk")
    said = {row.question.code: row.value for row in rows}
    if block.outcome == BlockOutcome.ADDED:
        said.setdefault("coop_titre", block.title)
    return said


def end(reader: Reader, *, is_action: bool) -> None:
    if is_action:
        reader.content["status"] = ActionStatus.ENDED.value
        return
    if reader.now.get("coop_etat") != "terminee":
        reader.now["coop_etat"] = "terminee"
        event(reader)
