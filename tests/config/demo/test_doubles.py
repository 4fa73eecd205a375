"""Data of earlier demonstrations: doubles that nobody touched go, the rest stays."""

import pytest

from config.demo.doubles import remove_doubled_actions
from cooperation.models import Action
from tests.factories import ActionFactory, AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db


def make_double(reference: str) -> Action:
    """Return an action as it was loaded beside its agreement."""
    agreement = AgreementFactory.create(title="Jumelage", source_reference=reference)
    return ActionFactory.create(
        title="Jumelage", agreement=agreement, source_reference=reference
    )


def test_only_doubles_that_nobody_touched_are_taken_away() -> None:
    make_double("S-001")
    edited, confirmed = make_double("S-002"), make_double("S-003")
    edited._history_user = UserFactory.create()
    edited.save()
    Action.objects.filter(pk=confirmed.pk).update(
        verified_on="2026-03-31", verified_by="collectivite"
    )
    own = ActionFactory.create(title="Forages", agreement=edited.agreement)

    assert remove_doubled_actions() == 1

    left = set(Action.objects.values_list("pk", flat=True))
    assert left == {edited.pk, confirmed.pk, own.pk}
    assert remove_doubled_actions() == 0
