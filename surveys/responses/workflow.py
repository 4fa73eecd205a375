"""Workflow of a participation: opened, saved, sent, reopened, declined.

What was sent counts until it is sent again or withdrawn: once reopened, all is written
on a draft (``surveys.responses.drafts``).

Each function locks the row first. Where someone else saved a page since it was shown,
``EditConflictError`` is raised, nothing is overwritten, and the page shows both
versions.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import User
from surveys.enums import BlockOutcome, ParticipationMode, ParticipationState
from surveys.models import Answer, AnswerFile, Block, Participation, Question, Section
from surveys.responses.drafts import apply_draft, drop_draft, make_draft
from surveys.responses.prefill import prefill_blocks
from surveys.responses.response import (
    AnswerValue,
    MissingAnswer,
    Response,
    ValuesByCode,
    get_page_key,
    is_same_value,
)

Answers = Mapping[Question, AnswerValue | None]
MAX_REASON_LENGTH = 500


class NotWritableError(Exception):
    """The answers were sent or declined, or the wave is closed."""


class EditConflictError(Exception):
    """Someone else saved the page since it was shown."""


class IncompleteError(Exception):
    """Required questions have no answer."""

    def __init__(self, missing: list[MissingAnswer]) -> None:
        super().__init__(f"{len(missing)} missing")
        self.missing = missing


def lock_participation(
    participation: Participation, *, by_staff: bool = False
) -> Participation:
    """Lock the row; raise ``NotWritableError`` where it may not be changed."""
    row = lock_open_participation(participation, by_staff=by_staff)
    if not row.is_writable:
        raise NotWritableError
    return row


def lock_open_participation(
    participation: Participation, *, by_staff: bool
) -> Participation:
    """Lock the row; raise ``NotWritableError`` where its wave takes no answers.

    Staff may write until the wave is closed, respondents until its last day.
    """
    rows = Participation.objects.select_for_update(of=("self",)).select_related("wave")
    row = rows.get(pk=participation.pk)
    if not (row.wave.is_running if by_staff else row.wave.is_answerable):
        raise NotWritableError
    return row


def get_block_in_hand(row: Participation, block: Block) -> Block:
    """Return a cooperation as it is written now, sent or reopened meanwhile."""
    rows = Block.with_drafts.in_hand(row).select_related("section")
    found: Block | None = rows.filter(Q(pk=block.key) | Q(draft_of=block.key)).first()
    if found is None:
        raise NotWritableError
    return found


@transaction.atomic
def open_questionnaire(participation: Participation) -> None:
    """Record that the questionnaire was opened; prefill it from the directory."""
    prefill_blocks(participation)
    Participation.objects.filter(
        pk=participation.pk, state=ParticipationState.INVITED
    ).update(state=ParticipationState.OPENED, opened_at=timezone.now())


@transaction.atomic
def save_page(
    participation: Participation,
    *,
    section: Section,
    answers: Answers,
    version: int,
    block: Block | None = None,
    by: User | None = None,
    interview: bool = False,
) -> Participation:
    """Save the answers of a page as it was shown at ``version``.

    Unchanged answers count as no change. Raise ``NotWritableError`` or
    ``EditConflictError``.
    """
    row = lock_participation(participation, by_staff=interview)
    block = get_block_in_hand(row, block) if block else None
    page = get_page_key(section, block)
    is_overtaken = row.saved.get(page, 0) > version
    if is_overtaken and has_different_answers(row, block, answers):
        raise EditConflictError
    changed = write_answers(row, block, answers)
    if block:
        changed |= record_outcome(block, answers)
    if changed or page not in row.saved:
        row.version += 1
        row.saved[page] = row.version
    record_activity(row, by=by, interview=interview)
    row.save()
    return row


def has_different_answers(
    row: Participation, block: Block | None, answers: Answers
) -> bool:
    """Return whether the answers differ from those stored."""
    rows = Answer.with_drafts.in_hand(row).filter(
        block=block, question__in=list(answers)
    )
    known = {one.question_id: AnswerValue(one.value, one.other) for one in rows}
    return any(known.get(one.pk) != given for one, given in answers.items())


def write_answers(row: Participation, block: Block | None, answers: Answers) -> bool:
    """Write the answers that differ from those stored; return whether any did."""
    rows = Answer.with_drafts.in_hand(row).filter(
        block=block, question__in=list(answers)
    )
    known = {one.question_id: one for one in rows}
    changed = False
    for question, given in answers.items():
        before = known.get(question.pk)
        if given is None:
            if before:
                before.delete()
                changed = True
        elif not before or (before.value, before.other) != tuple(given):
            Answer.with_drafts.update_or_create(
                participation=row,
                question=question,
                block=block,
                is_draft=row.has_draft,
                defaults={"value": given.value, "other": given.other},
            )
            changed = True
    return changed


def record_outcome(block: Block, answers: Answers) -> bool:
    """Update outcome and title of a block; return whether they changed."""
    before = (block.outcome, block.title)
    values = {
        question.code: given.value for question, given in answers.items() if given
    }
    block.title = values.get("coop_titre", block.title)[:250]
    if block.outcome != BlockOutcome.ADDED:
        block.outcome = get_block_outcome(block, values)
    block.save(update_fields=["outcome", "title"])
    return before != (block.outcome, block.title)


def get_block_outcome(block: Block, values: ValuesByCode) -> BlockOutcome:
    """Return whether a known cooperation was corrected, ended or confirmed."""
    was, now = block.base.get("coop_etat"), values.get("coop_etat")
    if now == "terminee" and was != "terminee":
        return BlockOutcome.ENDED
    if any(
        not is_same_value(block.base.get(code), value) for code, value in values.items()
    ):
        return BlockOutcome.CORRECTED
    is_less = any(code not in values for code in block.base)
    return BlockOutcome.CORRECTED if is_less else BlockOutcome.CONFIRMED


def record_activity(row: Participation, *, by: User | None, interview: bool) -> None:
    """Record that somebody writes, and whether it is an interview."""
    if row.begun_at is None:
        row.begun_at = timezone.now()
    if row.state in (ParticipationState.INVITED, ParticipationState.OPENED):
        row.state = ParticipationState.BEGUN
    # How the answers that count were given stays known until others replace them.
    if interview and not row.has_draft:
        row.mode, row.interviewer = ParticipationMode.INTERVIEW, by


# Cooperations -----------------------------------------------------------------------


@transaction.atomic
def decide_blocks(
    participation: Participation,
    blocks: list[Block],
    outcome: BlockOutcome,
    *,
    by: User | None = None,
    interview: bool = False,
) -> None:
    """Set the outcome of cooperations: confirmed or ended.

    The values of the directory become the answers, so that results count them.
    """
    row = lock_participation(participation, by_staff=interview)
    for shown in blocks:
        block = get_block_in_hand(row, shown)
        questions = {one.code: one for one in shown.section.questions.all()}
        values = dict(block.base)
        if outcome == BlockOutcome.ENDED and "coop_etat" in questions:
            values["coop_etat"] = "terminee"
        given = {
            question: get_base_answer(values, code)
            for code, question in questions.items()
        }
        write_answers(row, block, given)
        block.outcome = outcome
        block.save(update_fields=["outcome"])
        row.version += 1
        row.saved[get_page_key(block.section, block)] = row.version
    record_activity(row, by=by, interview=interview)
    row.save()


def get_base_answer(base: ValuesByCode, code: str) -> AnswerValue | None:
    """Return the value of the directory as an answer, or None."""
    return AnswerValue(base[code]) if code in base else None


@transaction.atomic
def add_block(
    participation: Participation, section: Section, *, interview: bool = False
) -> Block:
    """Add a cooperation that the directory does not know."""
    row = lock_participation(participation, by_staff=interview)
    known = Block.with_drafts.in_hand(row).filter(section=section)
    last = known.aggregate(last=Max("position"))["last"]
    added = Block(
        participation=row,
        section=section,
        is_draft=row.has_draft,
        position=(last or 0) + 1,
        outcome=BlockOutcome.ADDED,
    )
    added.save()
    return added


@transaction.atomic
def remove_block(
    participation: Participation, block: Block, *, interview: bool = False
) -> None:
    """Delete a cooperation that was added; those of the directory stay."""
    row = lock_participation(participation, by_staff=interview)
    found = get_block_in_hand(row, block)
    if found.outcome == BlockOutcome.ADDED:
        Answer.with_drafts.filter(block=found).delete()
        found.delete()


# Sending and not --------------------------------------------------------------------


@transaction.atomic
def submit_response(
    participation: Participation, *, by: User | None = None, interview: bool = False
) -> Participation:
    """Submit the answers; those to questions no longer asked are deleted.

    They replace those that were sent before. Raise ``IncompleteError`` with what is
    missing, or ``NotWritableError``.
    """
    row = lock_participation(participation, by_staff=interview)
    response = Response(row)
    missing = response.list_missing_answers()
    if missing:
        raise IncompleteError(missing)
    drop_hidden(response)
    if row.has_draft:
        apply_draft(row)
    AnswerFile.objects.delete_unused([row.pk])
    row.state, row.submitted_at = ParticipationState.SUBMITTED, timezone.now()
    record_activity(row, by=by, interview=interview)
    row.version += 1
    row.save()
    return row


def drop_hidden(response: Response) -> None:
    """Delete answers and cooperations that a changed choice left behind."""
    answers = Answer.with_drafts.filter(pk__in=response.list_hidden_answer_ids())
    answers.delete()
    shown = response.shown_blocks
    left = [one.pk for one in response.repeated_blocks if one not in shown]
    blocks = Block.with_drafts.filter(pk__in=left)
    blocks.filter(outcome=BlockOutcome.ADDED).delete()
    blocks.update(outcome="")


@transaction.atomic
def reopen_response(participation: Participation, *, by_staff: bool = False) -> None:
    """Reopen answers that were sent or declined, while the wave takes answers."""
    row = lock_open_participation(participation, by_staff=by_staff)
    if row.is_writable:
        raise NotWritableError
    if row.has_sent_answers:
        make_draft(row)
    row.state, row.reopened_at = ParticipationState.REOPENED, timezone.now()
    row.save(update_fields=["state", "reopened_at", "updated_at"])


@transaction.atomic
def give_up_changes(participation: Participation, *, by_staff: bool = False) -> None:
    """Drop the draft: the answers are as they were sent."""
    row = lock_participation(participation, by_staff=by_staff)
    if not row.has_draft:
        raise NotWritableError
    drop_draft(row)
    AnswerFile.objects.delete_unused([row.pk])
    row.state = ParticipationState.SUBMITTED
    row.version += 1
    row.save(update_fields=["state", "version", "updated_at"])


@transaction.atomic
def decline_participation(
    participation: Participation,
    *,
    reason: str,
    withdraw: bool = False,
    by_staff: bool = False,
) -> None:
    """Record that an authority does not answer, and why.

    What it had sent still counts, unless it withdraws that too.
    """
    row = lock_open_participation(participation, by_staff=by_staff)
    if row.state == ParticipationState.DECLINED:
        raise NotWritableError
    if withdraw and row.has_sent_answers:
        if row.has_draft:
            apply_draft(row)
        row.withdrawn_at = timezone.now()
    row.state, row.declined_at = ParticipationState.DECLINED, timezone.now()
    row.decline_reason = reason[:MAX_REASON_LENGTH]
    row.save()


@transaction.atomic
def save_notes(participation: Participation, notes: str, *, before: str) -> None:
    """Save the notes of staff, below what a colleague wrote since ``before``."""
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    if normalize_newlines(row.notes) == normalize_newlines(notes):
        return
    if normalize_newlines(row.notes) != normalize_newlines(before):
        notes = f"{row.notes}\n\n{notes}"
    row.notes = notes[:20_000]
    row.save(update_fields=["notes", "updated_at"])


def normalize_newlines(text: str) -> str:
    """Return a text with uniform line ends, which browsers change."""
    return "\n".join(text.splitlines()).strip()
