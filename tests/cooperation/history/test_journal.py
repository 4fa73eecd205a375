"""The public journal is the staff's history, less what only staff may read."""

import datetime
from typing import Any

import pytest

from cooperation.history.journal import JournalChange, list_journal_items
from cooperation.history.parts import get_history_model, list_tracked_models
from cooperation.history.timeline import MAX_VERSION_GAP, list_versions
from cooperation.models import Action
from tests import factories

pytestmark = pytest.mark.django_db


def move_back(seconds: float = 3600) -> None:
    """Move all records of history back in time: what follows is a version apart."""
    for model in list_tracked_models():
        for record in get_history_model(model).objects.all():
            before = record.history_date - datetime.timedelta(seconds=seconds)
            get_history_model(model).objects.filter(pk=record.pk).update(
                history_date=before
            )


@pytest.fixture
def action() -> Action:
    """An action with an amount, written an hour ago."""
    action = factories.ActionFactory(budget_eur=1000)
    factories.FundingFactory(action=action)
    move_back()
    return action


def change(action: Action, **values: Any) -> list[JournalChange]:
    """Save an action with other values; return what the journal says of it."""
    for name, value in values.items():
        setattr(action, name, value)
    action.save()
    return list_journal_items(action)[0].changes


def test_a_creation_lists_lists_and_parts_but_no_field(action: Action) -> None:
    (item,) = list_journal_items(action)
    assert item.is_creation
    assert item.changes == [JournalChange("Financements : ajouté")]


def test_values_are_those_of_the_history_of_staff(action: Action) -> None:
    (found,) = change(action, budget_eur=50_000)
    assert found.label == "Budget en euros"
    values = [" ".join(value.split()) for value in (found.before, found.after)]
    assert values == ["1 000 €", "50 000 €"]


def test_a_relation_is_named_without_its_values(action: Action) -> None:
    found = change(action, lead=factories.CollectivityFactory(name="Secret"))
    assert found == [JournalChange("Collectivité chef de file")]


def test_what_is_for_staff_is_left_out(action: Action) -> None:
    action.slug, action.locked_fields = "autre", ["title"]
    action.save()
    move_back()
    assert len(list_versions(Action, action.pk)) == 2
    assert len(list_journal_items(action)) == 1


def test_a_row_that_changed_or_went_is_told_once(action: Action) -> None:
    funding = action.fundings.get()
    funding.amount = 12
    funding.save()
    move_back()
    funding.delete()
    gone, changed, _created = list_journal_items(action)
    assert gone.changes == [JournalChange("Financements : retiré")]
    assert changed.changes == [JournalChange("Financements : modifié")]


@pytest.mark.parametrize(("seconds", "number"), [(0.5, 2), (1, 3)])
def test_what_one_person_does_at_one_time_is_one_item(
    action: Action, seconds: float, number: int
) -> None:
    change(action, title="Puits")
    move_back(seconds * MAX_VERSION_GAP.total_seconds())
    change(action, title="Puits profond")
    assert len(list_journal_items(action)) == number
