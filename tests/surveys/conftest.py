"""A small survey that every test of this folder may answer."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import Membership
from cooperation.models import Action, Collectivity
from surveys.enums import QuestionKind
from surveys.models import (
    Participation,
    ParticipationLink,
    Question,
    Questionnaire,
    Section,
    Wave,
)
from surveys.questionnaires.conditions import build_condition
from tests import factories
from tests.surveys.factories import (
    OptionFactory,
    ParticipationFactory,
    QuestionFactory,
    QuestionnaireFactory,
    SectionFactory,
    WaveFactory,
)


@dataclass
class Survey:
    """A started wave, an invited commune with one action, a link to it."""

    questionnaire: Questionnaire
    wave: Wave
    collectivity: Collectivity
    participation: Participation
    mandate: Membership
    action: Action
    token: str

    def url(self, end: str = "") -> str:
        """Return an address behind the personal link."""
        return f"/enquete/{self.token}/{end}"

    def fresh(self) -> Participation:
        """Return the participation as the database has it."""
        return Participation.objects.get(pk=self.participation.pk)

    def answers(self) -> dict[str, object]:
        """Return the kept values by code, blocks aside."""
        rows = self.participation.answers.filter(block=None)
        return dict(rows.values_list("question__code", "value"))


def ask(section: Section, code: str, kind: str, **more: object) -> Question:
    """Add a question, with options by their codes."""
    options = more.pop("options", ())
    question = QuestionFactory(
        section=section, code=code, kind=kind, label_fr=f"Quoi : {code} ?", **more
    )
    for position, option in enumerate(options, start=1):
        OptionFactory(
            question=question,
            code=option,
            position=position,
            label_fr=f"Réponse {option}",
            is_other=option == "autre",
        )
    return question


def small_questionnaire() -> Questionnaire:
    """Make every kind of question, a condition, and a page for each cooperation."""
    questionnaire = QuestionnaireFactory(code="petit")
    first = SectionFactory(
        questionnaire=questionnaire, code="qui", position=1, title_fr="Qui répond"
    )
    kinds = QuestionKind
    ask(
        *(first, "role", kinds.ONE),
        options=("elu", "technicien", "autre"),
        is_required=True,
    )
    ask(first, "agents", kinds.NUMBER, least=0, most=500)
    ask(first, "depuis", kinds.YEAR)
    second = SectionFactory(
        questionnaire=questionnaire,
        code="cooperations",
        position=2,
        title_fr="Vos coopérations",
        is_repeated=True,
    )
    ask(second, "coop_titre", kinds.SHORT_TEXT, is_required=True)
    ask(second, "coop_etat", kinds.ONE, options=("en_cours", "terminee"))
    ask(second, "coop_debut", kinds.YEAR)
    third = SectionFactory(
        questionnaire=questionnaire, code="freins", position=3, title_fr="Les freins"
    )
    ask(third, "freins", kinds.SEVERAL, options=("argent", "temps", "autre"))
    ask(
        *(third, "poids_argent", kinds.SCALE),
        least=1,
        most=4,
        condition=build_condition("freins", "argent"),
        is_required=True,
    )
    ask(third, "besoins", kinds.RANKING, options=("a", "b", "c"), most=2)
    ask(third, "budget", kinds.AMOUNT, least=0)
    ask(third, "recit", kinds.LONG_TEXT)
    ask(third, "rencontrer", kinds.YES_NO, is_required=True)
    return questionnaire


@pytest.fixture
def survey(db: None) -> Survey:
    """The small survey, under way."""
    return build_survey()


def build_survey() -> Survey:
    """Build the small survey."""
    collectivity = factories.CollectivityFactory(name="Annecy", slug="annecy")
    action = factories.ActionFactory(
        lead=collectivity, title="Eau potable", status="en_cours", start_year=2015
    )
    questionnaire = small_questionnaire()
    wave = WaveFactory(
        name="Essai", slug="essai", questionnaire=questionnaire, started=True
    )
    participation = ParticipationFactory(wave=wave, collectivity=collectivity)
    mandate = factories.MembershipFactory(collectivity=collectivity)
    _link, token = ParticipationLink.objects.create_with_token(
        participation, email="sacha@annecy.example"
    )
    return Survey(
        *(questionnaire, wave, collectivity, participation, mandate, action, token)
    )


@pytest.fixture
def agent(client: Client, survey: Survey) -> Client:
    """The browser of the agent of the commune."""
    client.force_login(survey.mandate.user)
    return client
