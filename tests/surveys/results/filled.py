"""A closed wave with every table filled, and one word in all that is private."""

from typing import Any

from django.utils import timezone

from surveys.enums import ParticipationState
from surveys.models import (
    Answer,
    AnswerExport,
    Block,
    BlockReturn,
    Participation,
    ParticipationLink,
    Question,
    Section,
    SurveyMail,
    Wave,
)
from surveys.responses.drafts import make_draft
from surveys.results import coding
from tests import factories
from tests.surveys.conftest import small_questionnaire
from tests.surveys.factories import ParticipationFactory
from tests.surveys.results.world import authorities, wave_with

CANARY = "canari"
# An amount that one authority alone named: no class, range or median may give it.
AMOUNT = "987654"
AGREED = "Le dialogue a tenu bon."
MANY = 6


def filled_wave(
    slug: str = "remplie", number: int = MANY, like: Wave | None = None
) -> Wave:
    """Return some answers, a refusal, and what staff made of them; public and closed.

    ``like`` is another wave with the same questions and the same authorities.
    """
    if like:
        rows = like.participations.submitted().select_related("collectivity")
        people = [row.collectivity for row in rows]
        asked = like.questionnaire
    else:
        people = authorities(("commune", "74", number))
        asked = small_questionnaire()
    said = {
        "role": "elu",
        "agents": 3,
        "freins": ["argent", "autre"],
        "budget": "1000.00",
        "recit": f"{CANARY} récit. {AGREED}",
        "rencontrer": True,
    }
    told = [(one, dict(said)) for one in people]
    told[0][1]["budget"] = f"{AMOUNT}.00"
    wave = wave_with(asked, told, slug=slug, is_public=True)
    Answer.objects.filter(participation__wave=wave).update(other=f"{CANARY} précision")
    wave.participations.update(
        notes=f"{CANARY} note",
        contact_email=f"{CANARY}@exemple.fr",
        saved={f"{CANARY}": 1},
    )
    ParticipationFactory(
        wave=wave,
        state=ParticipationState.DECLINED,
        declined_at=timezone.now(),
        decline_reason=f"{CANARY} raison",
    )
    for row in wave.participations.submitted():
        fill_block(row)
    write_to(wave.participations.submitted().first())
    work_on(wave)
    change_beside(wave.participations.submitted().last())
    Wave.objects.filter(pk=wave.pk).update(closed_at=timezone.now())
    wave.refresh_from_db()
    return wave


def fill_block(row: Participation) -> Block:
    """Return a participation a cooperation that is corrected; one that is confirmed."""
    action = factories.ActionFactory(lead=row.collectivity)
    section = Section.objects.get(is_repeated=True)
    row.blocks.create(section=section, title=f"{CANARY} autre", outcome="confirmee")
    block: Block = row.blocks.create(
        section=section,
        action=action,
        title=f"{CANARY} titre",
        base={"coop_titre": f"{CANARY} avant"},
        outcome="corrigee",
    )
    Answer.objects.create(
        participation=row,
        block=block,
        question=Question.objects.get(code="coop_titre"),
        value=f"{CANARY} titre",
        other=f"{CANARY} détail",
    )
    return block


def change_beside(row: Any) -> None:
    """Reopen sent answers and write on the draft what nobody else may read or count."""
    make_draft(row)
    Participation.objects.filter(pk=row.pk).update(
        state=ParticipationState.REOPENED, reopened_at=timezone.now()
    )
    Answer.with_drafts.drafts().filter(question__kind="texte_long").update(
        value=f"{CANARY} retouche"
    )
    Answer.with_drafts.drafts().filter(question__code="budget").update(value=AMOUNT)
    Block.with_drafts.drafts().update(title=f"{CANARY} retouche")
    Block.with_drafts.create(
        participation=row,
        section=Section.objects.get(is_repeated=True),
        title=f"{CANARY} puits",
        outcome="ajoutee",
        is_draft=True,
    )


def write_to(row: Any) -> None:
    """Send the mail of a participation, and its link."""
    ParticipationLink.objects.create_with_token(row, email=f"{CANARY}@lien.example")
    SurveyMail.objects.create(
        participation=row, email=f"{CANARY}@mail.example", failure=f"{CANARY} panne"
    )


def work_on(wave: Wave) -> None:
    """Read, quote, give back and take away."""
    by = factories.UserFactory(staff=True, email=f"{CANARY}{wave.pk}@equipe.example")
    answers = list(
        coding.list_question_answers(wave, Question.objects.get(code="recit"))
    )
    for place, answer in enumerate(answers[:3]):
        coding.record_reading(
            answer=answer, themes=[], new=[f"{CANARY} thème {place}"], by=by
        )
        keep = {"answer": answer, "by": by}
        coding.save_quote(text=f"{CANARY} récit.", staff_consent=False, **keep)
        coding.save_quote(text=AGREED, staff_consent=True, **keep)
    blocks = Block.objects.filter(participation__wave=wave, outcome="corrigee")
    for block in blocks.order_by("pk")[:3]:
        proposal = factories.ProposalFactory(action=block.action)
        BlockReturn.objects.create(
            block=block, proposal=proposal, unread=[CANARY], returned_by=by
        )
    AnswerExport.objects.create(
        wave_name=wave.name,
        wave_slug=wave.slug,
        who=by.email,
        kind="complet",
        file_format="csv",
        rows=MANY,
    )
