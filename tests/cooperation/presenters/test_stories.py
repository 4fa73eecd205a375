"""Actions told in one sentence and one number."""

from decimal import Decimal
from typing import Any

import pytest

from cooperation.models import Action
from cooperation.presenters.money import format_euros
from cooperation.presenters.stories import get_first_sentence, pick_stories
from tests import factories

pytestmark = pytest.mark.django_db


def tell(action: Action) -> tuple[str, str]:
    (story,) = pick_stories(Action.objects.filter(pk=action.pk))
    return story.number, story.number_label


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Un puits. Deux écoles.", "Un puits."),
        ("Un puits", "Un puits"),
        ("Pour 2,5 M€ en 2020.", "Pour 2,5 M€ en 2020."),
        ("", ""),
    ],
)
def test_the_first_sentence_is_told(text: str, sentence: str) -> None:
    assert get_first_sentence(text) == sentence


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({"budget_eur": 481_180}, (format_euros(Decimal(481_180)), "de budget")),
        ({"start_year": 2019, "end_year": 2023}, ("2019–2023", "")),
        ({}, ("", "")),
    ],
)
def test_the_number_is_the_most_telling_one_known(
    facts: dict[str, Any], number: tuple[str, str]
) -> None:
    blank = {"start_year": None, "end_year": None}

    assert tell(factories.ActionFactory(**{**blank, **facts})) == number


def test_what_was_granted_is_summed_and_what_is_planned_left_out() -> None:
    action = factories.ActionFactory(budget_eur=90_000)
    factories.FundingFactory(action=action, amount=1_000)
    factories.FundingFactory(action=action, amount=500, year=2023)
    factories.FundingFactory(action=action, amount=7_000, kind="prevu")

    assert tell(action) == (format_euros(Decimal(1_500)), "accordés")


def test_partners_are_counted_where_no_money_is_known() -> None:
    action = factories.ActionFactory(budget_eur=None)
    for _number in range(2):
        factories.InvolvementFactory(action=action)

    assert tell(action) == ("2", "partenaires")


def test_each_authority_is_told_of_once_and_three_in_all() -> None:
    annecy = factories.CollectivityFactory(name="Annecy")
    for lead in (annecy, annecy, *factories.CollectivityFactory.create_batch(3)):
        factories.ActionFactory(lead=lead)

    stories = pick_stories(Action.objects.order_by("pk"))

    assert len(stories) == 3
    assert [story.lead for story in stories].count("Annecy") == 1
