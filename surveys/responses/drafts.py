"""Changes to answers that were sent: a draft beside them, until it replaces them.

The sent rows stay where they are, with what staff made of them (themes, quotes,
proposals), so that nothing that counts them changes while somebody writes.
"""

from surveys.models import Answer, Block, Participation

BLOCK_FIELDS = ("action_id", "agreement_id", "title", "base", "outcome", "position")


def make_draft(row: Participation) -> None:
    """Copy the sent answers, unless an earlier draft is still there."""
    blocks, answers = list_drafts(row)
    if blocks or answers:
        return
    sent = list(row.blocks.all())
    copies = Block.objects.bulk_create(
        Block(
            participation=row,
            section_id=block.section_id,
            is_draft=True,
            draft_of=block,
            **{name: getattr(block, name) for name in BLOCK_FIELDS},
        )
        for block in sent
    )
    keys = {copy.draft_of_id: copy.pk for copy in copies}
    Answer.objects.bulk_create(
        Answer(
            participation=row,
            question_id=one.question_id,
            block_id=keys.get(one.block_id),
            value=one.value,
            other=one.other,
            is_draft=True,
        )
        for one in row.answers.all()
    )


def list_drafts(row: Participation) -> tuple[list[Block], list[Answer]]:
    blocks = Block.with_drafts.filter(participation=row).drafts()
    answers = Answer.with_drafts.filter(participation=row).drafts()
    return list(blocks), list(answers)


def drop_draft(row: Participation) -> None:
    Answer.with_drafts.filter(participation=row).drafts().delete()
    Block.with_drafts.filter(participation=row).drafts().delete()


def apply_draft(row: Participation) -> None:
    """Replace the sent answers by the draft; a row that is in both stays the same."""
    blocks, answers = list_drafts(row)
    targets = {block.pk: block.draft_of_id or block.pk for block in blocks}
    known = {(one.question_id, one.block_id): one for one in row.answers.all()}
    for draft in answers:
        target = targets.get(draft.block_id) if draft.block_id else None
        if sent := known.pop((draft.question_id, target), None):
            replace_answer(sent, draft)
        else:
            draft.block_id, draft.is_draft = target, False
            draft.save()
    row.answers.filter(pk__in=[one.pk for one in known.values()]).delete()
    apply_blocks(row, blocks)


def replace_answer(sent: Answer, draft: Answer) -> None:
    if (sent.value, sent.other) != (draft.value, draft.other):
        sent.value, sent.other = draft.value, draft.other
        sent.save()
    draft.delete()


def apply_blocks(row: Participation, drafts: list[Block]) -> None:
    kept = [draft.draft_of_id for draft in drafts if draft.draft_of_id]
    row.blocks.exclude(pk__in=kept).delete()
    sent = row.blocks.in_bulk(kept)
    for draft in drafts:
        block = sent.get(draft.draft_of_id)
        if block:
            block.title, block.outcome = draft.title, draft.outcome
            draft.delete()
            block.save()
        else:
            draft.is_draft, draft.draft_of = False, None
            draft.save()
