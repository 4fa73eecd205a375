"""The demonstration: invented, marked, the same each time, never in a real wave."""

import pytest

from config.demo.people import make_accounts
from config.demo.sample_answers import NotDemonstrationError, generate_responses
from config.demo.survey import make_survey
from surveys.enums import ParticipationState
from surveys.models import Answer, Participation, Wave
from surveys.responses.response import Response
from tests import factories
from tests.surveys.conftest import Survey

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_demonstration_has_answers_and_one_to_give() -> None:
    annecy = factories.CollectivityFactory(name="Annecy", insee_code="74010")
    for number in range(6):
        commune = factories.CollectivityFactory(slug=f"invitee-{number}")
        factories.ActionFactory(lead=commune)
    make_accounts()

    make_survey()
    make_survey()

    wave = Wave.objects.get()
    assert wave.is_demonstration
    mine = wave.participations.get(collectivity=annecy)
    assert mine.state == ParticipationState.INVITED
    assert mine.mails.filter(sent_at__isnull=False).count() == 1
    others = wave.participations.exclude(pk=mine.pk)
    assert others.exclude(state=ParticipationState.INVITED).exists()
    sent = others.submitted()
    assert sent.exists()
    for participation in sent.select_related("wave", "collectivity"):
        assert Response(participation).list_missing_answers() == []
        assert Response(participation).list_hidden_answer_ids() == []


def test_invented_answers_are_the_same_for_one_seed(survey: Survey) -> None:
    Wave.objects.update(is_demonstration=True)
    drawn = []
    for _time in range(2):
        Answer.objects.all().delete()
        survey.participation.blocks.all().delete()
        Participation.objects.update(state="invitee", submitted_at=None)
        generate_responses(Wave.objects.get(), seed=7)
        values = Answer.objects.order_by("question", "pk").values_list("value")
        drawn.append((Participation.objects.get().state, list(values)))
    assert drawn[0] == drawn[1]


def test_nothing_invented_goes_into_a_real_wave(survey: Survey) -> None:
    with pytest.raises(NotDemonstrationError):
        generate_responses(survey.wave)
