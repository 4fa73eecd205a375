"""Results become public by a page, and by no pair of snapshots one answer at a time."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from surveys.enums import ParticipationState
from surveys.models import Participation, Report, Wave
from surveys.reports import editing
from surveys.reports.forms import ReportForm
from surveys.results.publication import (
    build_public_view,
    publish_results,
    withdraw_results,
)
from surveys.waves.lifecycle import close_wave, reopen_wave
from tests import factories
from tests.surveys.conftest import small_questionnaire
from tests.surveys.reports import build
from tests.surveys.results.world import staff_with, wave_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Wave:
    """A running wave that twelve communes have answered."""
    said = [
        (factories.CollectivityFactory(), {"role": "elu", "rencontrer": True})
        for _number in range(12)
    ]
    return wave_with(
        small_questionnaire(), said, slug="enquete-2026", name="Enquête 2026"
    )


@pytest.fixture
def manager() -> Client:
    return staff_with("change_wave", "change_report", "see_answers")


def answer_anew(wave: Wave, number: int) -> None:
    """Have more communes send the same answers."""
    for _one in range(number):
        Participation.objects.create(
            wave=wave,
            collectivity=factories.CollectivityFactory(),
            state=ParticipationState.SUBMITTED,
            submitted_at=timezone.now(),
        )


def test_closing_leads_to_what_the_public_would_see_and_to_its_button(
    manager: Client, wave: Wave
) -> None:
    page = f"/gestion/enquetes/{wave.slug}/resultats/publication/"
    closed = manager.post(f"/gestion/enquetes/{wave.slug}/", {"geste": "clore"})
    assert closed.url == page

    text = manager.get(page).content.decode()
    assert "Résultats pas publics" in text
    assert "Réponses : 12 sur 12 invitées" in text
    assert "Rendre les résultats publics" in text
    manager.post(page, {"geste": "publier"})

    wave.refresh_from_db()
    assert wave.is_public
    assert "Résultats publics :" in manager.get(page).content.decode()
    manager.post(page, {"geste": "retirer"})
    wave.refresh_from_db()
    assert not wave.is_public


def test_an_open_wave_is_not_made_public(manager: Client, wave: Wave) -> None:
    with pytest.raises(ValidationError, match="Clôturez d’abord"):
        publish_results(wave)

    page = f"/gestion/enquetes/{wave.slug}/resultats/publication/"
    answer = manager.post(page, {"geste": "publier"}, follow=True)
    assert "Clôturez d’abord :" in answer.content.decode()
    wave.refresh_from_db()
    assert not wave.is_public


def test_tables_of_too_few_answers_are_told_as_hidden(wave: Wave) -> None:
    shown = {table.code for table in build_public_view(wave).shown}
    assert {"role", "rencontrer"} <= shown
    said = {"role": "elu", "rencontrer": True}
    few = [(factories.CollectivityFactory(), said) for _number in range(3)]
    wave = wave_with(wave.questionnaire, few, slug="peu")
    view = build_public_view(wave)
    assert not {"role", "rencontrer"} & {table.code for table in view.shown}
    assert {"role", "rencontrer"} <= {table.code for table in view.hidden}


def test_the_choice_of_waves_says_which_gives_nothing_and_why(wave: Wave) -> None:
    assert "– ne donne encore rien : l’enquête n’est pas close" in str(
        ReportForm()["waves"]
    )
    close_wave(wave)
    assert "– ne donne encore rien : ses résultats ne sont pas publics" in str(
        ReportForm()["waves"]
    )
    publish_results(wave)
    assert "ne donne encore rien" not in str(ReportForm()["waves"])


def test_a_report_whose_wave_gives_nothing_is_not_published(wave: Wave) -> None:
    close_wave(wave)
    report = build.begun(waves=[wave])
    with pytest.raises(ValidationError, match="n’a rien de : « Enquête 2026 »"):
        editing.publish_report(report)

    publish_results(wave)
    with pytest.raises(ValidationError, match="prenez un nouveau relevé"):
        editing.publish_report(report)

    editing.create_snapshot(report, by=None)
    editing.publish_report(report)
    assert report.is_published()
    assert report.snapshot is not None
    assert len(report.snapshot.data["responses"][wave.slug]) == 12


def publish_once(wave: Wave, slug: str) -> Report:
    close_wave(wave)
    publish_results(wave)
    report = build.begun(waves=[wave], slug=slug)
    editing.publish_report(report)
    return report


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.slow
def test_a_second_report_that_differs_by_less_than_five_answers_is_refused(
    wave: Wave, number: int
) -> None:
    publish_once(wave, "premier")
    reopen_wave(wave)
    answer_anew(wave, number)

    with pytest.raises(ValidationError, match=f"n’en diffère que de {number} réponses"):
        publish_once(wave, "second")
    assert not Report.objects.filter(slug="second").exists()


@pytest.mark.parametrize("number", [0, 5])
@pytest.mark.slow
def test_a_second_report_with_the_same_or_five_more_answers_is_published(
    wave: Wave, number: int
) -> None:
    publish_once(wave, "premier")
    reopen_wave(wave)
    answer_anew(wave, number)
    assert publish_once(wave, "second").is_published()


def test_answers_sent_anew_count_as_different(wave: Wave) -> None:
    publish_once(wave, "premier")
    reopen_wave(wave)
    again = wave.participations.order_by("pk")[:2].values("pk")
    Participation.objects.filter(pk__in=again).update(submitted_at=timezone.now())
    with pytest.raises(ValidationError, match="que de 2 réponses"):
        publish_once(wave, "second")


def test_what_was_published_stays_when_results_are_withdrawn(wave: Wave) -> None:
    report = publish_once(wave, "premier")
    withdraw_results(wave)
    report.refresh_from_db()
    assert report.is_published()
    assert "enquete_role" in {one["code"] for one in report.snapshot.data["tables"]}


def test_which_participations_a_snapshot_counts_is_on_no_public_page(
    client: Client, wave: Wave
) -> None:
    report = publish_once(wave, "premier")
    moments = report.snapshot.data["responses"][wave.slug].values()
    for address in ("", ".csv"):
        page = client.get(f"/etats-des-lieux/premier{address or '/'}")
        text = page.getvalue().decode()
        assert not [moment for moment in moments if moment in text]
