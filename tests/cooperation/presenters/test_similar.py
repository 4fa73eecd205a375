"""Why two actions are alike."""

import pytest

from cooperation.models import Action
from cooperation.presenters.similar import build_similar_cards
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_reasons_are_what_both_share() -> None:
    eau = factories.ThemeFactory(name_fr="Eau")
    partner = factories.PartnerFactory(name="Eau Vive")
    one = factories.ActionFactory(themes=[eau])
    other = factories.ActionFactory(themes=[eau], title="Une autre")
    for action in (one, other):
        factories.InvolvementFactory(action=action, partner=partner)
        factories.LocationFactory(action=action)

    actions = Action.objects.published().for_cards()
    (found,) = build_similar_cards(actions.get(pk=one.pk), actions.similar_to(one))

    assert found.card.title == "Une autre"
    assert found.reasons == [
        "Même partenaire : Eau Vive",
        "Même pays : Niger",
        "Même thématique : Eau",
    ]
