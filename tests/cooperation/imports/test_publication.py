"""New entries are drafts or published as staff choose, and published afterwards."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from cooperation.enums import ImportState, Publication
from cooperation.imports.apply import apply_batch
from cooperation.imports.jobs import BatchError
from cooperation.imports.publication import (
    choose_publication,
    count_drafts,
    count_entries,
    publish_drafts,
)
from cooperation.imports.undo import revert_batch
from cooperation.models import Action, Agreement, ImportBatch, Partner
from tests.cooperation.spreadsheets.books import as_csv, remarks, sent
from tests.factories import CollectivityFactory, CountryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def anne() -> User:
    """Somebody who may import."""
    CollectivityFactory.create(name="Annecy")
    return UserFactory.create(superuser=True)


@pytest.fixture
def batch(anne: User) -> ImportBatch:
    """An import of two new actions, one of which is published by its line."""
    table = [
        ["Titre", "Chef de file", "Publication", "Partenaires"],
        ["Un puits", "Annecy", "", "Les Amis du Liptako"],
        ["Une école", "Annecy", "publiée", ""],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    assert batch.counts["total"] == {"creee": 2}, remarks(batch)
    return batch


def states() -> dict[str, str]:
    return dict(Action.objects.values_list("title", "publication"))


def test_new_entries_are_drafts_unless_staff_choose(
    batch: ImportBatch, anne: User
) -> None:
    apply_batch(batch, by=anne)
    assert states() == {
        "Un puits": Publication.DRAFT,
        "Une école": Publication.PUBLISHED,
    }


def test_new_entries_are_published_as_staff_choose(
    batch: ImportBatch, anne: User
) -> None:
    choose_publication(batch, publishes=True)
    batch.refresh_from_db()
    apply_batch(batch, by=anne)
    assert set(states().values()) == {Publication.PUBLISHED}
    with pytest.raises(BatchError):
        choose_publication(batch, publishes=False)


def test_a_flat_table_publishes_its_agreements_too(anne: User) -> None:
    CountryFactory.create(name_fr="Niger")
    table = [
        ["Type de lien", "Collectivité", "Collectivité partenaire", "Pays"],
        ["jumelage", "Annecy", "Téra", "Niger"],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    choose_publication(batch, publishes=True)
    batch.refresh_from_db()
    apply_batch(batch, by=anne)
    assert Agreement.objects.get().publication == Publication.PUBLISHED


def test_drafts_of_an_import_are_published_with_history_and_undone_with_it(
    batch: ImportBatch, anne: User
) -> None:
    apply_batch(batch, by=anne)
    assert count_drafts(batch) == 1
    assert publish_drafts(batch, by=anne) == 1
    assert set(states().values()) == {Publication.PUBLISHED}
    newest = Action.objects.get(title="Un puits").history.first()
    assert (newest.history_type, newest.history_user, newest.publication) == (
        *("~", anne),
        Publication.PUBLISHED,
    )
    assert newest.history_change_reason == batch.reason
    # Pressed twice: nothing is left to publish.
    assert (count_drafts(batch), publish_drafts(batch, by=anne)) == (0, 0)

    revert_batch(batch, by=anne)
    assert batch.state == ImportState.UNDONE
    assert not Action.objects.exists()
    with pytest.raises(BatchError, match="n’est pas appliqué"):
        publish_drafts(batch, by=anne)


def test_what_somebody_changed_after_its_publication_is_not_undone(
    batch: ImportBatch, anne: User
) -> None:
    apply_batch(batch, by=anne)
    publish_drafts(batch, by=anne)
    action = Action.objects.get(title="Un puits")
    action.title = "Un autre puits"
    action.save()
    with pytest.raises(BatchError, match="ont changé depuis"):
        revert_batch(batch, by=anne)


def test_what_somebody_archived_meanwhile_is_not_published(
    batch: ImportBatch, anne: User
) -> None:
    apply_batch(batch, by=anne)
    Action.objects.filter(title="Un puits").update(publication=Publication.ARCHIVED)
    assert publish_drafts(batch, by=anne) == 0


def test_the_entries_of_an_import_are_counted_once(
    batch: ImportBatch, anne: User
) -> None:
    apply_batch(batch, by=anne)
    publish_drafts(batch, by=anne)
    assert count_entries(batch) == [("actions", 2), ("annuaire_partenaires", 1)]
    Partner.objects.filter(name="Les Amis du Liptako").update(name="Amis")
    assert count_entries(batch) == [("actions", 2), ("annuaire_partenaires", 1)]
