"""A draft that the builder may change."""

import pytest

from surveys.enums import QuestionnaireState
from surveys.models import Questionnaire
from tests.surveys.conftest import ask
from tests.surveys.factories import QuestionnaireFactory, SectionFactory


@pytest.fixture
def draft(db: None) -> Questionnaire:
    """Return a draft of one page and two questions."""
    questionnaire = QuestionnaireFactory(code="essai", state=QuestionnaireState.DRAFT)
    section = SectionFactory(
        questionnaire=questionnaire, code="qui", position=0, title_fr="Qui répond"
    )
    ask(section, "role", "un_choix", options=("elu", "autre"), position=0)
    ask(section, "nombre", "nombre", position=1)
    return questionnaire
