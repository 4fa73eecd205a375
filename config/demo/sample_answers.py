"""Generated answers, for the demonstration and benchmarks; one seed, one result.

They are marked as generated, and only go to waves marked as a demonstration.
"""

import datetime
import random
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from surveys.enums import BlockOutcome, ParticipationState, QuestionKind
from surveys.models import Answer, Block, Participation, Question, Section, Wave
from surveys.questionnaires.conditions import filter_shown_questions, is_shown
from surveys.responses.directory import TABLES
from surveys.responses.prefill import prefill_blocks
from surveys.responses.response import Response, ValuesByCode, get_page_key

SAMPLE_TEXT = "Texte de démonstration, inventé."
SEED = 2026
SAMPLE_ROWS = 20
# Of ten authorities, how many end up so; the others stay silent.
SAMPLE_STATES = (
    *(ParticipationState.SUBMITTED,) * 6,
    ParticipationState.BEGUN,
    ParticipationState.DECLINED,
)
SAMPLE_OUTCOMES = (
    *(BlockOutcome.CONFIRMED,) * 6,
    *(BlockOutcome.CORRECTED,) * 2,
    BlockOutcome.ENDED,
    "",
)


class NotDemonstrationError(Exception):
    """The wave is not a demonstration: it gets no generated answers."""


def generate_responses(
    wave: Wave, excluded: Iterable[int] = (), seed: int = SEED
) -> None:
    """Generate the answers of a demonstration, except for the ``excluded``."""
    if not wave.is_demonstration:
        raise NotDemonstrationError
    left = set(excluded)
    rows = wave.participations.select_related("wave", "collectivity")
    for participation in rows.order_by("collectivity__slug"):
        if participation.collectivity_id not in left:
            generate_response(participation, seed)


@transaction.atomic
def generate_response(participation: Participation, seed: int = SEED) -> None:
    """Generate the state and answers of a participation, seeded by the slug."""
    # The same answers every time; nothing here is secret.
    draw = random.Random(f"{seed}:{participation.collectivity.slug}")  # noqa: S311
    state = draw.choice((*SAMPLE_STATES, ParticipationState.INVITED))
    day = timezone.now() - datetime.timedelta(days=draw.randint(1, 20))
    participation.state = state
    if state == ParticipationState.DECLINED:
        participation.declined_at = day
        participation.decline_reason = SAMPLE_TEXT
    if state in (ParticipationState.SUBMITTED, ParticipationState.BEGUN):
        participation.opened_at = participation.begun_at = day
        generate_pages(participation, draw, half=state == ParticipationState.BEGUN)
    if state == ParticipationState.SUBMITTED:
        participation.submitted_at = day
    participation.save()


def generate_pages(
    participation: Participation, draw: random.Random, *, half: bool
) -> None:
    """Answer every page, or the first half of them."""
    prefill_blocks(participation)
    response = Response(participation)
    sections = response.sections
    known: ValuesByCode = {}
    for section in sections[: len(sections) // 2] if half else sections:
        participation.version += 1
        participation.saved[get_page_key(section)] = participation.version
        if section.is_repeated:
            for block in response.list_blocks(section):
                generate_block(section, block, draw, known)
        else:
            answers = generate_values(section, draw, known)
            create_answers(participation, section, None, answers)


def generate_block(
    section: Section, block: Block, draw: random.Random, known: ValuesByCode
) -> None:
    """Confirm a cooperation, correct it, end it, or leave it undecided."""
    block.outcome = draw.choice(SAMPLE_OUTCOMES)
    if not block.outcome:
        return
    values = dict(block.base)
    if block.outcome == BlockOutcome.CORRECTED:
        values = generate_values(section, draw, dict(known)) | values
        values["coop_resultats"] = SAMPLE_TEXT
    if block.outcome == BlockOutcome.ENDED:
        values["coop_etat"] = "terminee"
    asked = {
        one.code
        for one in filter_shown_questions(section.questions.all(), known | values)
    }
    values = {code: value for code, value in values.items() if code in asked}
    create_answers(block.participation, section, block, values)
    block.save(update_fields=["outcome"])


def create_answers(
    participation: Participation,
    section: Section,
    block: Block | None,
    values: ValuesByCode,
) -> None:
    Answer.objects.bulk_create(
        Answer(
            participation=participation,
            question=question,
            block=block,
            value=values[question.code],
            other=SAMPLE_TEXT if "autre" in str(values[question.code]) else "",
        )
        for question in section.questions.all()
        if question.code in values
    )


def generate_values(
    section: Section, draw: random.Random, known: ValuesByCode
) -> ValuesByCode:
    """Generate answers to most questions shown on a page."""
    found: ValuesByCode = {}
    for question in section.questions.all():
        if not (is_shown(section, known) and is_shown(question, known)):
            continue
        if question.is_required or draw.random() < 0.85:
            found[question.code] = known[question.code] = generate_value(question, draw)
    nothing: tuple[Any, ...] = (None, "", [], {})
    return {code: value for code, value in found.items() if value not in nothing}


def generate_value(question: Question, draw: random.Random) -> Any:
    """Return a random answer of the question's kind."""
    options = list(question.options.all())
    codes = [option.code for option in options if not option.is_row]
    least = 0 if question.least is None else question.least
    kind = question.kind
    if kind == QuestionKind.ONE:
        return draw.choice(codes)
    if kind == QuestionKind.SEVERAL:
        return sorted(draw.sample(codes, draw.randint(1, min(3, len(codes)))))
    if kind == QuestionKind.RANKING:
        return draw.sample(codes, min(question.most or len(codes), len(codes)))
    if kind == QuestionKind.SCALE:
        return draw.randint(question.least or 1, question.most or 5)
    if kind == QuestionKind.NUMBER:
        return draw.randint(least, min(question.most or 8, least + 8))
    if kind == QuestionKind.DECIMAL:
        return f"{least + draw.randint(0, 8) / 2:g}"
    if kind == QuestionKind.YEAR:
        return draw.randint(2000, 2024)
    if kind == QuestionKind.AMOUNT:
        return f"{draw.randint(2, 80) * 500}.00"
    if kind == QuestionKind.YES_NO:
        return draw.random() < 0.6
    if kind == QuestionKind.MATRIX:
        return {one.code: draw.choice(codes) for one in options if one.is_row}
    if kind in QuestionKind.DIRECTORY:
        rows = list(TABLES[kind].rows().order_by(TABLES[kind].key_field)[:SAMPLE_ROWS])
        chosen = draw.sample(rows, min(len(rows), draw.randint(1, 3)))
        found = [TABLES[kind].describe(row).stored for row in chosen]
        return found or [{"key": "", "label": SAMPLE_TEXT}]
    if kind == QuestionKind.DATE:
        return f"{draw.randint(2000, 2024)}-06-01"
    if kind == QuestionKind.EMAIL:
        return "demonstration@exemple.fr"
    return None if kind == QuestionKind.FILE else SAMPLE_TEXT
