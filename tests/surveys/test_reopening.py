"""What was sent counts until it is sent again: nothing that others read changes."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.people.erasure import erase_address, find_address
from surveys.enums import BlockOutcome, ParticipationState
from surveys.exports.answers import build_export_tables
from surveys.exports.source import load_export_source
from surveys.feedback.proposals import (
    get_block_answers,
    list_answered_blocks,
    propose_feedback,
)
from surveys.models import (
    Answer,
    Block,
    BlockReturn,
    Participation,
    Question,
    SurveyMail,
    Wave,
)
from surveys.responses import workflow
from surveys.responses.response import AnswerValue, Response
from surveys.responses.workflow import NotWritableError
from surveys.results import coding
from surveys.results.releases import list_sent_responses
from surveys.results.tables import count_results
from surveys.results.themes import count_themes
from surveys.tasks import format_task_text
from surveys.waves.dashboard import build_dashboard
from surveys.waves.lifecycle import close_wave
from surveys.waves.mails import send_due
from tests import factories
from tests.surveys.conftest import Survey
from tests.surveys.factories import ParticipationFactory

pytestmark = pytest.mark.django_db
STORY = "Beaucoup de neige. Le dialogue a tenu bon."


def save(survey: Survey, code: str, *, interview: bool = False, **values: Any) -> None:
    """Save a page; ``None`` takes an answer away."""
    row = survey.fresh()
    section = survey.questionnaire.sections.get(code=code)
    questions = {one.code: one for one in section.questions.all()}
    answers = {
        questions[name]: None if value is None else AnswerValue(value)
        for name, value in values.items()
    }
    workflow.save_page(
        *(row,), section=section, answers=answers, version=999, interview=interview
    )


def cooperations(survey: Survey) -> tuple[Any, list[Block]]:
    """Return the repeated page, and the cooperations that the respondent sees."""
    response = Response(survey.fresh())
    section = response.get_section("cooperations")
    assert section is not None
    return section, response.list_blocks(section)


def add(survey: Survey, title: str) -> None:
    section, _known = cooperations(survey)
    block = workflow.add_block(survey.fresh(), section)
    write_block(survey, block, coop_titre=title, coop_etat="en_cours")


def write_block(survey: Survey, block: Block, **values: Any) -> None:
    section = block.section
    workflow.save_page(
        survey.fresh(),
        section=section,
        block=block,
        answers={
            section.questions.get(code=code): AnswerValue(value)
            for code, value in values.items()
        },
        version=999,
    )


@pytest.fixture
def sent(survey: Survey) -> Survey:
    """Answers that were sent, and what staff made of them."""
    workflow.open_questionnaire(survey.fresh())
    save(survey, "qui", role="technicien", agents=12, depuis=2015)
    save(survey, "freins", freins=["argent"], poids_argent=4, recit=STORY)
    save(survey, "freins", besoins=["b", "a"], budget="12500.50", rencontrer=True)
    add(survey, "École")
    _section, blocks = cooperations(survey)
    workflow.decide_blocks(survey.fresh(), [blocks[0]], BlockOutcome.ENDED)
    workflow.submit_response(survey.fresh())
    by = factories.UserFactory(staff=True)
    answer = Answer.objects.get(question__code="recit")
    coding.record_reading(answer=answer, themes=[], new=["Neige"], by=by)
    coding.save_quote(
        answer=answer, text="Le dialogue a tenu bon.", staff_consent=True, by=by
    )
    propose_feedback(blocks=[one.pk for one in blocks], wave=survey.wave, by=by)
    assert BlockReturn.objects.count() == 2
    return survey


def read_by_others(wave: Wave) -> dict[str, Any]:
    """Return all that results, exports, quotes and proposals say of a wave."""
    results = count_results(wave)
    board = build_dashboard(wave).total
    return {
        "tables": [results.build_tables(public=one) for one in (True, False)],
        "rates": [results.get_response_rate(public=one) for one in (True, False)],
        "themes": count_themes(wave),
        "read": [
            (one.code, one.answered, one.read)  # type: ignore[attr-defined]
            for one in coding.list_text_questions(wave)
        ],
        "quotes": list(coding.list_publishable_quotes(wave)),
        "export": build_export_tables(load_export_source(wave, is_full=True)),
        "anonymous": [
            table.rows
            for table in build_export_tables(load_export_source(wave, is_full=False))
        ],
        "blocks": [
            (one.pk, one.outcome, one.title, get_block_answers(one))
            for one in list_answered_blocks(wave)
        ],
        "responses": list_sent_responses(wave),
        "board": (board.invited, board.submitted, board.percent),
        "list": list(
            Wave.objects.with_response_counts().values_list("n_invited", "n_submitted")
        ),
    }


def stored(participation: Participation) -> dict[str, Any]:
    """Return the rows of sent answers as the database has them."""
    return {
        "answers": list(participation.answers.values()),
        "blocks": list(participation.blocks.values()),
    }


def edit_answer(survey: Survey) -> None:
    save(survey, "qui", role="elu", agents=3)


def edit_in_interview(survey: Survey) -> None:
    save(survey, "qui", interview=True, role="autre")


def delete_answers(survey: Survey) -> None:
    save(survey, "freins", recit=None, freins=None, rencontrer=None)


def edit_story(survey: Survey) -> None:
    save(survey, "freins", recit="Tout autre chose.")


def add_cooperation(survey: Survey) -> None:
    add(survey, "Un puits")


def remove_cooperations(survey: Survey) -> None:
    for block in cooperations(survey)[1]:
        workflow.remove_block(survey.fresh(), block)


def correct_cooperation(survey: Survey) -> None:
    block = cooperations(survey)[1][0]
    write_block(survey, block, coop_titre="Autre titre", coop_debut=1999)


def confirm_cooperation(survey: Survey) -> None:
    block = cooperations(survey)[1][0]
    workflow.decide_blocks(survey.fresh(), [block], BlockOutcome.CONFIRMED)


def learn_of_an_action(survey: Survey) -> None:
    factories.ActionFactory(lead=survey.collectivity, status="en_cours")
    workflow.open_questionnaire(survey.fresh())


def give_up_and_reopen(survey: Survey) -> None:
    workflow.give_up_changes(survey.fresh())
    workflow.reopen_response(survey.fresh())


def decline_and_come_back(survey: Survey) -> None:
    workflow.decline_participation(survey.fresh(), reason="Non.")
    workflow.reopen_response(survey.fresh())


EDITS = (
    *(edit_answer, edit_in_interview, delete_answers, edit_story, add_cooperation),
    *(remove_cooperations, correct_cooperation, confirm_cooperation),
    *(learn_of_an_action, give_up_and_reopen, decline_and_come_back),
)


def undone(work: Any) -> Any:
    """Undo what an example did to the database."""
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


@pytest.mark.slow
def test_nothing_that_others_read_changes_until_it_is_sent_again(sent: Survey) -> None:
    before, rows = read_by_others(sent.wave), stored(sent.participation)

    @settings(max_examples=25)
    @given(st.lists(st.sampled_from(EDITS), max_size=6))
    def holds(edits: list[Any]) -> None:
        def work() -> None:
            workflow.reopen_response(sent.fresh())
            for edit in edits:
                edit(sent)
            assert read_by_others(sent.wave) == before
            workflow.give_up_changes(sent.fresh())
            assert stored(sent.participation) == rows
            assert not Answer.with_drafts.drafts().exists()
            assert not Block.with_drafts.drafts().exists()
            assert sent.fresh().state == ParticipationState.SUBMITTED

        undone(work)

    holds()


def written(survey: Survey) -> dict[Any, Any]:
    """Return answers by cooperation and question, as the respondent reads them."""
    response = Response(survey.fresh())
    names = {one.pk: one.key for one in response.repeated_blocks}
    return {
        (names.get(block), code): given
        for (block, code), given in response.answer_values.items()
    }


@pytest.mark.slow
def test_what_is_sent_again_is_what_was_written(sent: Survey) -> None:
    @settings(max_examples=25)
    @given(st.lists(st.sampled_from(EDITS), max_size=6))
    def holds(edits: list[Any]) -> None:
        def work() -> None:
            workflow.reopen_response(sent.fresh())
            for edit in edits:
                edit(sent)
            save(sent, "freins", rencontrer=False)
            save(sent, "qui", role="elu")
            for block in cooperations(sent)[1]:
                if block.outcome in ("ajoutee", "corrigee"):
                    write_block(sent, block, coop_titre="Dernier titre")
            hidden = Response(sent.fresh()).list_hidden_answer_ids()
            Answer.with_drafts.filter(pk__in=hidden).delete()
            wanted = written(sent)

            workflow.submit_response(sent.fresh())

            assert written(sent) == wanted
            assert not Answer.with_drafts.drafts().exists()
            assert not Block.with_drafts.drafts().exists()

        undone(work)

    holds()


def test_what_staff_made_of_answers_stays_with_those_that_are_sent_again(
    sent: Survey,
) -> None:
    rows = stored(sent.participation)
    before = coding.list_publishable_quotes(sent.wave).get().pk

    workflow.reopen_response(sent.fresh())
    workflow.submit_response(sent.fresh())

    assert stored(sent.participation) == rows
    assert coding.list_publishable_quotes(sent.wave).get().pk == before
    assert BlockReturn.objects.count() == 2


def test_answers_withdrawn_from_the_draft_take_their_quotes_along(
    sent: Survey,
) -> None:
    workflow.reopen_response(sent.fresh())
    save(sent, "freins", recit=None)
    assert coding.list_publishable_quotes(sent.wave).count() == 1

    workflow.submit_response(sent.fresh())

    assert coding.list_publishable_quotes(sent.wave).count() == 0


def test_reopening_costs_the_same_for_many_answers(sent: Survey) -> None:
    def count_queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            workflow.reopen_response(sent.fresh())
        workflow.give_up_changes(sent.fresh())
        return len(queries)

    few = count_queries()
    workflow.reopen_response(sent.fresh())
    for number in range(3):
        add(sent, f"Puits {number}")
    workflow.submit_response(sent.fresh())

    assert count_queries() == few


def test_a_wave_closed_meanwhile_keeps_what_was_sent(
    client: Client, sent: Survey
) -> None:
    workflow.reopen_response(sent.fresh())
    edit_answer(sent)
    before = read_by_others(sent.wave)

    close_wave(sent.wave)

    assert read_by_others(sent.wave) == before
    page = client.get(sent.url()).text
    day = timezone.localdate().day
    assert "L’enquête est close" in page
    assert f"Ce que vous aviez envoyé le {day}" in page
    assert "Les retouches faites depuis n’ont pas été envoyées." in page
    shown = client.get(sent.url("relire/")).text
    assert "Réponse technicien" in shown
    assert "Réponse elu" not in shown
    assert client.post(sent.url("renoncer/")).status_code == 302
    assert sent.fresh().state == ParticipationState.REOPENED


def test_the_respondent_reads_what_counts_and_may_give_up(
    client: Client, sent: Survey
) -> None:
    rows = stored(sent.participation)
    client.post(sent.url("rouvrir/"))
    edit_answer(sent)

    page = client.get(sent.url()).text
    assert "Vos réponses sont rouvertes" in page
    assert "Vos retouches compteront une fois envoyées." in page
    assert "Réponse elu" in client.get(sent.url("relire/")).text
    assert "Renoncer aux retouches" in page
    for end in ("reponses.pdf", "reponses.pdf?envoi=1"):
        assert client.get(sent.url(end)).content.startswith(b"%PDF")

    answer = client.post(sent.url("renoncer/"), follow=True)

    assert "comme vous les aviez envoyées" in answer.text
    assert stored(sent.participation) == rows
    assert "Réponse technicien" in client.get(sent.url("relire/")).text
    again = client.post(sent.url("renoncer/"), follow=True)
    assert "Ces réponses étaient déjà envoyées ou closes." in again.text


def test_addresses_of_cooperations_stay_the_same(client: Client, sent: Survey) -> None:
    keys = [one.key for one in cooperations(sent)[1]]
    workflow.reopen_response(sent.fresh())
    assert [one.key for one in cooperations(sent)[1]] == keys
    page = sent.url(f"page/cooperations/{keys[0]}/")
    typed = {"coop_titre": "Repris", "coop_etat": "en_cours", "version": "999"}
    assert client.post(page, typed).status_code == 302

    workflow.submit_response(sent.fresh())

    assert [one.key for one in cooperations(sent)[1]] == keys
    late = client.post(page, typed | {"coop_titre": "Trop tard"})
    assert late.status_code == 409
    assert "Trop tard" in late.text


def test_a_page_shown_before_reopening_writes_to_the_draft(sent: Survey) -> None:
    _section, (block, _added) = cooperations(sent)
    before = stored(sent.participation)
    workflow.reopen_response(sent.fresh())

    write_block(sent, block, coop_titre="D’un ancien onglet")

    assert stored(sent.participation) == before
    assert cooperations(sent)[1][0].title == "D’un ancien onglet"


# Declining ----------------------------------------------------------------------------


@pytest.mark.parametrize("is_reopened", [True, False])
@pytest.mark.slow
def test_declining_keeps_what_was_sent_unless_told_otherwise(
    client: Client, staff_client: Client, sent: Survey, is_reopened: bool
) -> None:
    before = read_by_others(sent.wave)
    if is_reopened:
        client.post(sent.url("rouvrir/"))
        edit_answer(sent)
    page = client.get(sent.url("decliner/")).text
    assert re.search(r'value="garder"[^>]*checked', page)
    unasked = client.post(sent.url("decliner/"), {"raison": "Non."})
    assert unasked.status_code == 400
    assert "Dites s’il faut garder ou retirer l’envoi." in unasked.text

    client.post(sent.url("decliner/"), {"raison": "Non.", "envoi": "garder"})

    assert sent.fresh().state == ParticipationState.DECLINED
    assert read_by_others(sent.wave) == before
    assert "compte." in client.get(sent.url()).text
    assert "Réponse technicien" in client.get(sent.url("relire/")).text
    board = staff_client.get("/gestion/enquetes/essai/").text
    assert "l’envoi du" in board
    assert "0 déclinées" in board


def test_declining_may_withdraw_what_was_sent(
    client: Client, staff_client: Client, sent: Survey
) -> None:
    client.post(sent.url("rouvrir/"))
    edit_answer(sent)

    client.post(sent.url("decliner/"), {"raison": "Non.", "envoi": "retirer"})

    others = read_by_others(sent.wave)
    assert others["board"] == (1, 0, 0)
    assert others["list"] == [(1, 0)]
    assert (others["quotes"], others["blocks"], others["responses"]) == ([], [], {})
    assert others["themes"] == {}
    assert {table.base for table in others["tables"][1]} <= {0, None}
    page = client.get(sent.url()).text
    assert "aucune de vos réponses ne compte" in page
    assert "envoi retiré le" in staff_client.get("/gestion/enquetes/essai/").text

    client.post(sent.url("rouvrir/"))
    assert "Brouillon : pas encore envoyé" in client.get(sent.url()).text
    assert written(sent)[None, "role"] == AnswerValue("elu")
    client.post(sent.url("relire/"))
    assert read_by_others(sent.wave)["board"] == (1, 1, 100)
    assert "envoi retiré" not in staff_client.get("/gestion/enquetes/essai/").text


def test_who_sent_nothing_is_not_asked_what_to_do_with_it(
    client: Client, survey: Survey
) -> None:
    assert "ce que vous aviez envoyé" not in client.get(survey.url("decliner/")).text
    client.post(survey.url("decliner/"), {"raison": "Non."})
    assert survey.fresh().withdrawn_at is None


# Reminders, closing -------------------------------------------------------------------


def let_days_pass(days: int) -> None:
    age = datetime.timedelta(days=days)
    for row in SurveyMail.objects.all():
        row.claimed_at -= age
        row.save()
    for one in Participation.objects.exclude(reopened_at=None):
        one.reopened_at -= age
        one.save()


def test_who_reopened_is_reminded_like_the_silent_in_its_own_words(
    sent: Survey,
) -> None:
    assert send_due(sent.wave) == 0
    workflow.reopen_response(sent.fresh())
    assert send_due(sent.wave) == 0
    limit = sent.wave.most_reminders

    told = []
    for _time in range(limit + 3):
        let_days_pass(11)
        told.append(send_due(sent.wave))

    assert told == [1] * (limit + 1) + [0, 0]
    last = mail.outbox[-1]
    assert last.subject == "Vos retouches à l’enquête « Essai » ne sont pas envoyées"
    assert "Ce qui avait été envoyé le" in last.body
    assert "/enquete/" in last.body
    workflow.give_up_changes(sent.fresh())
    let_days_pass(11)
    assert send_due(sent.wave) == 0


def test_a_task_says_that_what_was_sent_counts(sent: Survey) -> None:
    workflow.reopen_response(sent.fresh())

    assert "ce que vous aviez envoyé compte" in format_task_text(sent.fresh())


def begin(survey: Survey, number: int) -> Iterator[Participation]:
    for place in range(number):
        yield ParticipationFactory(
            wave=survey.wave,
            collectivity__name=f"Ville {place:02d}",
            state=ParticipationState.BEGUN,
            begun_at=timezone.now(),
        )


def test_closing_names_ten_of_what_is_unfinished(
    staff_client: Client, sent: Survey
) -> None:
    workflow.reopen_response(sent.fresh())
    list(begin(sent, 12))

    page = staff_client.get("/gestion/enquetes/essai/").text

    names = ", ".join(f"Ville {place:02d}" for place in range(10))
    assert f"Commencées, pas envoyées : {names} et 2 autres." in page
    assert "Rouvertes, où ce qui avait été envoyé compte : Annecy." in page
    board = staff_client.get(
        "/gestion/enquetes/essai/tableau/", headers={"HX-Request": "true"}
    ).text
    assert f"{names} et 2 autres" in board
    total = build_dashboard(sent.wave).total
    assert (total.submitted, total.begun, total.reopened) == (1, 12, 1)


# Rights, personal data ----------------------------------------------------------------


def test_only_who_answers_reopens_and_gives_up(client: Client, sent: Survey) -> None:
    workflow.reopen_response(sent.fresh())
    stranger = Client()
    stranger.force_login(factories.MembershipFactory().user)

    assert client.post("/enquete/inconnu/renoncer/").status_code == 410
    address = "/espace/enquetes/essai/annecy/renoncer/"
    assert stranger.post(address).status_code == 404
    interview = "/gestion/enquetes/essai/entretiens/annecy/renoncer/"
    assert stranger.post(interview).status_code in (302, 403)
    assert sent.fresh().state == ParticipationState.REOPENED
    Wave.objects.update(closed_at=timezone.now())
    with pytest.raises(NotWritableError):
        workflow.give_up_changes(sent.fresh())


def test_an_address_is_erased_from_drafts_too(sent: Survey) -> None:
    address = "canari@exemple.fr"
    workflow.reopen_response(sent.fresh())
    save(sent, "freins", recit=f"Écrire à {address}.")
    add(sent, f"Puits de {address}")
    assert {str(one.table._meta.label) for one in find_address(address)} == {
        "surveys.Answer",
        "surveys.Block",
    }

    erase_address(address)

    assert find_address(address) == []
    assert sent.fresh().has_draft


def test_drafts_go_with_the_addresses_two_years_after_the_end(sent: Survey) -> None:
    before = stored(sent.participation)
    workflow.reopen_response(sent.fresh())
    edit_answer(sent)
    day = timezone.localdate() - datetime.timedelta(days=731)
    Wave.objects.update(opens_on=day, closes_on=day)

    call_command("purge_personal_data")

    assert stored(sent.participation) == before
    assert not Answer.with_drafts.drafts().exists()
    assert not Block.with_drafts.drafts().exists()
    assert sent.fresh().state == ParticipationState.SUBMITTED


def test_questions_count_sent_answers_once(sent: Survey) -> None:
    workflow.reopen_response(sent.fresh())
    story = Question.objects.get(code="recit")

    assert story.answers.count() == 1
    assert [
        (one.answered, one.read) for one in coding.list_text_questions(sent.wave)
    ] == [  # type: ignore[attr-defined]
        (1, 1)
    ]
