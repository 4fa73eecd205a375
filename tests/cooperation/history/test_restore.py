"""What a batch changed in many entries is reverted by the reason of its records."""

import pytest

from cooperation.enums import Publication
from cooperation.history.restore import revert_batch
from cooperation.models import Action
from tests import factories

pytestmark = pytest.mark.django_db


def archive(action: Action, reason: str) -> Action:
    """Archive an action for a reason; return it as the database has it."""
    action.publication, action._change_reason = Publication.ARCHIVED, reason
    action.save()
    return Action.objects.get(pk=action.pk)


def test_entries_that_are_gone_or_changed_since_are_skipped() -> None:
    kept, gone, changed = (
        archive(factories.ActionFactory(), "lot x") for _number in range(3)
    )
    gone.delete()
    changed.publication = Publication.DRAFT
    changed.save()

    assert revert_batch(model=Action, reason="lot x", by=None) == (1, 2)

    kept.refresh_from_db()
    changed.refresh_from_db()
    assert kept.is_published()
    assert changed.publication == Publication.DRAFT
    assert kept.history.first().history_change_reason == "lot x annulé"


def test_an_entry_with_several_records_counts_once() -> None:
    theme = factories.ThemeFactory()
    action = factories.ActionFactory()
    action._change_reason = "lot x"
    action.themes.add(theme)
    archive(action, "lot x")

    assert revert_batch(model=Action, reason="lot x", by=None) == (1, 0)

    action.refresh_from_db()
    assert action.is_published()
    assert not action.themes.exists()
