"""Which actions are alike, and why."""

import pytest

from cooperation.models import Action
from cooperation.presenters.similar import build_similar_cards, list_similar_actions
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

    action = Action.objects.published().for_cards().get(pk=one.pk)
    (found,) = build_similar_cards(action, list_similar_actions(action, 4))

    assert found.card.title == "Une autre"
    assert found.reasons == [
        "Même partenaire : Eau Vive",
        "Même pays : Niger",
        "Même thématique : Eau",
    ]


def test_what_is_most_alike_comes_first() -> None:
    theme, partner = factories.ThemeFactory(), factories.PartnerFactory()
    action = factories.ActionFactory(themes=[theme])
    factories.LocationFactory(action=action)
    factories.InvolvementFactory(action=action, partner=partner)
    by_theme = factories.ActionFactory(themes=[theme])
    by_country = factories.LocationFactory().action
    by_partner = factories.InvolvementFactory(partner=partner).action
    by_both = factories.LocationFactory(
        action=factories.ActionFactory(themes=[theme])
    ).action
    factories.ActionFactory()

    alike = list_similar_actions(action, 4)

    assert alike == [by_both, by_partner, by_country, by_theme]


def test_an_action_is_not_like_itself_nor_those_under_its_agreement() -> None:
    agreement = factories.AgreementFactory()
    action = factories.ActionFactory(agreement=agreement)
    factories.LocationFactory(action=action)
    factories.LocationFactory(action=factories.ActionFactory(agreement=agreement))

    assert list_similar_actions(action, 4) == []
