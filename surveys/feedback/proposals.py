"""Proposals and confirmations from blocks of answers, once each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.confirmations import record_confirmation_by
from accounts.models import Proposal, ProposalKind, ProposalState
from accounts.proposals.content import Content
from accounts.proposals.kinds import ENTRY_SCHEMAS
from accounts.proposals.schema import EntrySchema
from cooperation.enums import ActionStatus
from surveys.enums import BlockOutcome
from surveys.feedback.content import (
    ACTION_SETTERS,
    AGREEMENT_SETTERS,
    ContentBuilder,
    ReferenceLists,
    add_status_event,
    load_reference_lists,
)
from surveys.models import Block, BlockReturn, Wave
from surveys.responses.response import ValuesByCode


@dataclass(frozen=True)
class FeedbackResult:
    """How many proposals, confirmations, and blocks to be read by people."""

    proposals: int = 0
    confirmed: int = 0
    to_read: int = 0


def list_answered_blocks(wave: Wave) -> QuerySet[Block]:
    rows: QuerySet[Block] = Block.objects.for_wave(wave).submitted()
    return (
        rows.exclude(outcome="")
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


def list_pending_blocks(wave: Wave) -> QuerySet[Block]:
    return list_answered_blocks(wave).filter(given_back__isnull=True)


def propose_feedback(*, blocks: Iterable[int], wave: Wave, by: Any) -> FeedbackResult:
    """Process the chosen blocks of a wave, each in one transaction.

    Invented answers give nothing back: the entries of the directory are real.
    """
    if wave.is_demonstration:
        return FeedbackResult()
    known = load_reference_lists()
    chosen = list_pending_blocks(wave).filter(pk__in=list(blocks))
    counts = Counter(
        propose_block_feedback(key, known, by=by)
        for key in chosen.values_list("pk", flat=True)
    )
    return FeedbackResult(counts["proposals"], counts["confirmed"], counts["to_read"])


@transaction.atomic
def propose_block_feedback(key: int, known: ReferenceLists, *, by: Any) -> str:
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
        what = confirm_entry(block)
    else:
        what = create_block_proposal(block, result, known)
    result.save()
    return what


def confirm_entry(block: Block) -> str:
    """Record that an authority said that nothing changed; staff approve it."""
    entry = block.action or block.agreement
    if entry is None:
        return "to_read"
    record_confirmation_by(entry, None)
    return "confirmed"


def create_block_proposal(
    block: Block, result: BlockReturn, known: ReferenceLists
) -> str:
    proposal = build_proposal(block)
    if proposal is None:
        result.unread = ["fiche"]
        return "to_read"
    entry_kind = ENTRY_SCHEMAS[proposal.kind]
    content = (
        dict(proposal.base) if proposal.subject else build_empty_content(entry_kind)
    )
    builder = ContentBuilder(known, content, get_block_answers(block), dict(block.base))
    is_action = proposal.kind == ProposalKind.ACTION
    builder.apply_setters(ACTION_SETTERS if is_action else AGREEMENT_SETTERS)
    if block.outcome == BlockOutcome.ENDED:
        mark_ended(builder, is_action=is_action)
    result.unread = sorted(builder.unread)
    if proposal.subject and not entry_kind.diff_fields(proposal.base, content):
        return "to_read"
    proposal.content = content
    proposal.save()
    result.proposal = proposal
    return "proposals"


def build_empty_content(schema: EntrySchema) -> Content:
    """Return the content of an entry that the directory does not know yet."""
    row = schema.model()
    plain = {field: getattr(row, field) for field in schema.plain}
    return plain | {name: [] for name in schema.lists}


def build_proposal(block: Block) -> Proposal | None:
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
        proposal.base = ENTRY_SCHEMAS[proposal.kind].read_content(proposal.subject)
    return proposal


def get_block_answers(block: Block) -> ValuesByCode:
    rows = block.answers.select_related("question").order_by("pk")
    values = {row.question.code: row.value for row in rows}
    if block.outcome == BlockOutcome.ADDED:
        values.setdefault("coop_titre", block.title)
    return values


def mark_ended(builder: ContentBuilder, *, is_action: bool) -> None:
    if is_action:
        builder.content["status"] = ActionStatus.ENDED.value
        return
    if builder.answers.get("coop_etat") != "terminee":
        builder.answers["coop_etat"] = "terminee"
        add_status_event(builder)
