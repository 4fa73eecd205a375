"""Answering: page by page, saved at each step, nothing lost, sent once it is whole."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from surveys.enums import BlockOutcome, ParticipationState
from surveys.models import Participation, ParticipationLink, Wave
from tests.surveys.conftest import Survey

pytestmark = pytest.mark.django_db

WHO = {"role": "technicien", "agents": "1 2", "depuis": "2015", "vues": "role"}
BRAKES = {
    "freins": ["argent", "autre"],
    "freins--precision": "La neige",
    "poids_argent": "4",
    "besoins.b": "1",
    "besoins.a": "2",
    "budget": "12 500,5 €",
    "recit": "Beaucoup de neige.",
    "rencontrer": "oui",
    "rencontrer--precision": "L’eau",
    "vues": "freins,poids_argent,besoins,budget,recit,rencontrer",
}


def words(answer: object) -> str:
    """Return the page as text."""
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_link_opens_without_logging_in_and_notes_it(
    client: Client, survey: Survey
) -> None:
    answer = client.get(survey.url())

    assert answer.status_code == 200
    assert "Commencer" in words(answer)
    assert survey.fresh().state == ParticipationState.OPENED
    assert ParticipationLink.objects.get().opened_at is not None


def test_pages_are_kept_by_nobody_and_told_to_nobody(
    client: Client, survey: Survey
) -> None:
    for end in ("", "page/qui/", "page/cooperations/", "relire/", "reponses.pdf"):
        headers = client.get(survey.url(end)).headers

        assert headers["Cache-Control"] == "no-store, private"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "same-origin"


def test_answers_of_every_kind_keep_their_shape(client: Client, survey: Survey) -> None:
    who = client.post(survey.url("page/qui/"), WHO)
    brakes = client.post(survey.url("page/freins/"), BRAKES)

    assert who["Location"] == survey.url("page/cooperations/")
    assert brakes["Location"] == survey.url("relire/")
    assert survey.answers() == {
        "role": "technicien",
        "agents": 12,
        "depuis": 2015,
        "freins": ["argent", "autre"],
        "poids_argent": 4,
        "besoins": ["b", "a"],
        "budget": "12500.50",
        "recit": "Beaucoup de neige.",
        "rencontrer": True,
    }
    others = survey.participation.answers.exclude(other="")
    assert dict(others.values_list("question__code", "other")) == {
        "freins": "La neige",
        "rencontrer": "L’eau",
    }
    assert survey.fresh().state == ParticipationState.BEGUN


def test_the_page_shows_again_what_was_answered(client: Client, survey: Survey) -> None:
    client.post(survey.url("page/freins/"), BRAKES)

    page = words(client.get(survey.url("page/freins/")))
    assert re.search(r'value="12\s500,50"', page)
    assert page.count("checked") == 4
    assert "La neige" in page
    assert "Brouillon : pas encore envoyé" in page


def test_what_cannot_be_read_stays_typed_and_the_rest_is_kept(
    client: Client, survey: Survey
) -> None:
    answer = client.post(survey.url("page/qui/"), WHO | {"agents": "beaucoup"})

    page = words(answer)
    assert answer.status_code == 400
    assert page.count("Écrivez un nombre entier, par exemple 12.") == 2
    assert 'value="beaucoup"' in page
    assert survey.answers() == {"role": "technicien", "depuis": 2015}


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("depuis", "15", "Écrivez une année en quatre chiffres"),
        ("agents", "501", "Au plus 500."),
        ("agents", "-1", "Au moins 0."),
        ("role", "roi", "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_answer_is_told_in_french(
    client: Client, survey: Survey, field: str, typed: str, problem: str
) -> None:
    answer = client.post(survey.url("page/qui/"), WHO | {field: typed})

    assert answer.status_code == 400
    assert problem in words(answer)


def test_two_answers_at_one_rank_are_refused(client: Client, survey: Survey) -> None:
    answer = client.post(survey.url("page/freins/"), BRAKES | {"besoins.a": "1"})

    assert answer.status_code == 400
    assert "Deux réponses ont le même rang" in words(answer)


def test_without_script_the_server_shows_what_an_answer_asks_for(
    client: Client, survey: Survey
) -> None:
    shown = client.get(survey.url("page/freins/"))
    seen = "freins,besoins,budget,recit,rencontrer"
    assert f'name="vues" value="{seen}"' in words(shown)

    answer = client.post(survey.url("page/freins/"), {"freins": "argent", "vues": seen})

    assert answer["Location"] == survey.url("page/freins/#question-poids_argent")
    assert "poids_argent" in words(client.get(survey.url("page/freins/")))
    assert survey.answers() == {"freins": ["argent"]}


def test_an_answer_that_is_asked_no_more_is_not_sent(
    client: Client, survey: Survey
) -> None:
    client.post(survey.url("page/qui/"), WHO)
    client.post(survey.url("page/freins/"), BRAKES)
    client.post(survey.url("page/freins/"), BRAKES | {"freins": "temps", "version": 9})
    assert survey.answers()["poids_argent"] == 4

    client.post(survey.url("relire/"))

    assert survey.fresh().state == ParticipationState.SUBMITTED
    assert "poids_argent" not in survey.answers()


def test_what_must_be_answered_is_asked_before_sending(
    client: Client, survey: Survey
) -> None:
    client.post(survey.url("page/qui/"), {"agents": "3"})

    answer = client.post(survey.url("relire/"))

    page = words(answer)
    assert answer.status_code == 400
    assert "Il manque 2 réponses obligatoires" in page
    assert survey.url("page/qui/?manque=1#question-role") in page
    assert survey.fresh().submitted_at is None
    again = words(client.get(survey.url("page/qui/?manque=1")))
    assert "Répondez à cette question pour pouvoir envoyer." in again


def send(client: Client, survey: Survey) -> None:
    """Answer and send."""
    client.post(survey.url("page/qui/"), WHO)
    client.post(survey.url("page/freins/"), BRAKES)
    client.post(survey.url("relire/"))


def test_what_is_sent_is_thanked_for_and_comes_back_by_mail(
    client: Client, survey: Survey, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        send(client, survey)

    page = words(client.get(survey.url()))
    assert "Merci !" in page
    assert "Envoyée le" in page
    (copy,) = mail.outbox
    assert copy.to == ["sacha@annecy.example"]
    assert f"/enquete/{survey.token}/" in copy.body
    assert "neige" not in copy.body


def test_the_copy_is_an_accessible_pdf(client: Client, survey: Survey) -> None:
    send(client, survey)

    answer = client.get(survey.url("reponses.pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"pdfuaid" in answer.content


def test_what_was_sent_does_not_change_until_it_is_reopened(
    client: Client, survey: Survey
) -> None:
    send(client, survey)

    refused = client.post(survey.url("page/qui/"), WHO | {"role": "elu"})
    assert refused.status_code == 409
    assert "Ce que vous venez d’écrire n’est pas enregistré" in words(refused)
    assert survey.answers()["role"] == "technicien"

    client.post(survey.url("rouvrir/"))
    assert survey.fresh().state == ParticipationState.REOPENED
    client.post(survey.url("page/qui/"), WHO | {"role": "elu", "version": 99})
    assert survey.answers()["role"] == "technicien"
    client.post(survey.url("relire/"))
    assert survey.answers()["role"] == "elu"


def test_declining_needs_a_reason_and_may_be_taken_back(
    client: Client, survey: Survey
) -> None:
    assert client.post(survey.url("decliner/"), {"raison": " "}).status_code == 400

    client.post(survey.url("decliner/"), {"raison": "Rien à dire."})
    declined = survey.fresh()
    assert declined.state == ParticipationState.DECLINED
    assert declined.decline_reason == "Rien à dire."

    client.post(survey.url("rouvrir/"))
    assert survey.fresh().is_writable


def test_after_the_last_day_the_page_is_polite_and_keeps_what_is_there(
    client: Client, survey: Survey
) -> None:
    client.post(survey.url("page/qui/"), WHO)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Wave.objects.update(opens_on=yesterday, closes_on=yesterday)

    assert "L’enquête est close" in words(client.get(survey.url()))
    answer = client.post(survey.url("page/qui/"), WHO | {"role": "elu"})
    assert answer.status_code == 409
    assert survey.answers()["role"] == "technicien"


def test_a_link_that_nobody_gave_opens_nothing(client: Client, survey: Survey) -> None:
    answer = client.get("/enquete/n-importe-quoi/")

    assert answer.status_code == 410
    assert "Annecy" not in words(answer)
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.slow
def test_too_many_unknown_links_from_one_place_are_refused(
    client: Client, survey: Survey
) -> None:
    for number in range(30):
        assert client.get(f"/enquete/{number}/").status_code == 410

    assert client.get("/enquete/trente/").status_code == 429
    assert client.get("/espace/lien/aussi/").status_code == 429
    assert client.get(survey.url("")).status_code == 200


def test_a_colleague_gets_a_link_and_mine_may_close(
    client: Client, survey: Survey, django_capture_on_commit_callbacks: object
) -> None:
    assert client.post(survey.url("transmettre/"), {"a": "non"}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client.post(
            survey.url("transmettre/"),
            {"a": "Lou@annecy.example", "mot": "À toi !", "quitter": "1"},
        )

    assert "C’est transmis" in words(answer)
    assert client.get(survey.url()).status_code == 410
    (sent,) = mail.outbox
    assert sent.to == ["lou@annecy.example"]
    assert "À toi !" in sent.body
    path = sent.body.partition("https://passerelles.example")[2].split()[0]
    assert client.get(path).status_code == 200
    kept = set(ParticipationLink.objects.values_list("fingerprint", flat=True))
    assert path.split("/")[2] not in kept


def test_the_questionnaire_is_in_the_readers_language(
    client: Client, survey: Survey
) -> None:
    page = words(client.get(f"/en{survey.url()}"))
    assert "Your authority’s cooperation" in page


# Cooperations -----------------------------------------------------------------------


def test_cooperations_are_filled_in_from_the_directory(
    client: Client, survey: Survey
) -> None:
    client.get(survey.url())
    (block,) = survey.participation.blocks.all()

    assert block.action == survey.action
    assert block.base == {
        "coop_titre": "Eau potable",
        "coop_etat": "en_cours",
        "coop_debut": 2015,
    }
    page = words(client.get(survey.url("page/cooperations/")))
    assert "Eau potable" in page
    assert "Est-ce toujours vrai ?" in page
    client.get(survey.url())
    assert survey.participation.blocks.count() == 1


def test_nothing_changed_is_one_click_and_counts_as_an_answer(
    client: Client, survey: Survey
) -> None:
    client.get(survey.url())
    block = survey.participation.blocks.get()

    client.post(survey.url("page/cooperations/"), {"geste": f"confirmer {block.pk}"})

    block.refresh_from_db()
    assert block.outcome == BlockOutcome.CONFIRMED
    values = dict(block.answers.values_list("question__code", "value"))
    assert values == block.base


def test_a_cooperation_is_corrected_ended_added_and_taken_away(
    client: Client, survey: Survey
) -> None:
    client.get(survey.url())
    block = survey.participation.blocks.get()
    page = survey.url(f"page/cooperations/{block.pk}/")
    typed = {"coop_titre": "Eau potable", "coop_etat": "en_cours", "vues": "coop_etat"}

    client.post(page, typed | {"coop_debut": "2014"})
    block.refresh_from_db()
    assert block.outcome == BlockOutcome.CORRECTED

    client.post(survey.url("page/cooperations/"), {"geste": f"terminer {block.pk}"})
    block.refresh_from_db()
    assert block.outcome == BlockOutcome.ENDED
    values = dict(block.answers.values_list("question__code", "value"))
    assert values["coop_etat"] == "terminee"

    answer = client.post(survey.url("page/cooperations/"), {"geste": "ajouter"})
    client.post(answer["Location"], {"coop_titre": "École", "vues": "coop_titre"})
    added = survey.participation.blocks.last()
    assert (added.outcome, added.title) == (BlockOutcome.ADDED, "École")

    client.post(survey.url("page/cooperations/"), {"geste": f"retirer {block.pk}"})
    client.post(survey.url("page/cooperations/"), {"geste": f"retirer {added.pk}"})
    assert list(survey.participation.blocks.all()) == [block]


# Two at once ------------------------------------------------------------------------


def test_nobody_overwrites_what_a_colleague_saved_meanwhile(
    client: Client, survey: Survey
) -> None:
    client.post(survey.url("page/qui/"), WHO | {"version": 0})

    answer = client.post(survey.url("page/qui/"), WHO | {"role": "elu", "version": 0})

    page = words(answer)
    assert answer.status_code == 409
    assert "Quelqu’un d’autre a enregistré cette page" in page
    assert "Réponse technicien" in page
    assert survey.answers()["role"] == "technicien"
    client.post(survey.url("page/qui/"), WHO | {"role": "elu", "version": 1})
    assert survey.answers()["role"] == "elu"


def test_two_colleagues_on_two_pages_do_not_hinder_each_other(
    client: Client, survey: Survey
) -> None:
    client.post(survey.url("page/qui/"), WHO | {"version": 0})
    answer = client.post(survey.url("page/freins/"), BRAKES | {"version": 0})

    assert answer.status_code == 302


def test_a_page_saves_itself(client: Client, survey: Survey) -> None:
    answer = client.post(
        survey.url("page/qui/"),
        WHO | {"version": 0},
        headers={"X-Autosave": "1"},
    )

    assert answer.json() == {"version": 1}
    assert Participation.objects.get().saved == {"qui": 1}
    stale = client.post(
        survey.url("page/qui/"),
        WHO | {"role": "elu", "version": 0},
        headers={"X-Autosave": "1"},
    )
    assert stale.status_code == 409


# Doors ------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_agent_answers_from_their_space(agent: Client, survey: Survey) -> None:
    space = words(agent.get("/espace/"))
    assert "Répondre à l’enquête" in space
    assert "/espace/enquetes/essai/annecy/" in space

    agent.post("/espace/enquetes/essai/annecy/page/qui/", WHO)
    assert survey.answers()["role"] == "technicien"
    assert "Commencée, pas encore envoyée" in words(agent.get("/espace/"))


def test_a_page_sent_after_the_session_ended_is_given_back(
    client: Client, survey: Survey
) -> None:
    answer = client.post("/espace/enquetes/essai/annecy/page/qui/", WHO)

    assert answer.status_code == 403
    assert "rien n’est perdu" in words(answer)
    assert 'value="technicien"' in words(answer)


def test_staff_type_while_somebody_speaks_and_take_notes(
    staff_client: Client, survey: Survey
) -> None:
    home = "/gestion/enquetes/essai/entretiens/annecy/"
    assert "vous tapez pour elle" in words(staff_client.get(home))

    staff_client.post(home + "page/qui/", WHO | {"notes": "Elle hésite."})
    row = survey.fresh()
    assert (row.mode, row.notes) == ("entretien", "Elle hésite.")
    assert row.interviewer is not None
    staff_client.post(home + "notes/", {"notes": "Autre chose.", "notes-avant": ""})
    assert survey.fresh().notes == "Elle hésite.\n\nAutre chose."


def test_notes_are_never_shown_to_respondents(client: Client, survey: Survey) -> None:
    Participation.objects.update(notes="canari-notes")
    for end in ("", "page/qui/", "page/cooperations/", "relire/"):
        assert "canari" not in words(client.get(survey.url(end)))


@pytest.mark.parametrize(
    "end",
    ["", "page/qui/", "page/cooperations/", "relire/", "decliner/", "transmettre/"],
)
@pytest.mark.parametrize("is_demonstration", [True, False])
@pytest.mark.slow
def test_every_page_of_an_invented_survey_says_that_it_is_invented(
    client: Client, survey: Survey, end: str, is_demonstration: bool
) -> None:
    Wave.objects.update(is_demonstration=is_demonstration)

    page = client.get(survey.url(end))

    assert page.status_code == 200
    assert ("Les réponses sont inventées" in page.text) is is_demonstration
