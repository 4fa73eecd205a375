"""The index follows every change, and never holds what is not published."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict

from cooperation.enums import Publication
from cooperation.models import Action, Theme
from cooperation.search import index_snapshots
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_sources import ACTIONS, IndexSources
from cooperation.search.facets import FACETS, SelectedKeys, count_facets
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.search.index_keeper import IndexKeeper, get_index, read_changes
from tests import worlds
from tests.cooperation.search.indexes import (
    SOURCES,
    describe,
    list_edits,
    take_index,
)
from tests.factories import ActionFactory, CollectivityFactory

pytestmark = pytest.mark.django_db

EDITS = 120
SELECTIONS = 100
# Each value may be chosen, beside the others.
CHOICES = {
    "pays": ["ne", "bj", "it", "ps"],
    "region": ["011", "039"],
    "theme": ["eau", "sante", "culture"],
    "odd": ["3", "6", "17"],
    "statut": ["en_cours", "terminee", "inconnu"],
    "type": ["jumelage", "cooperation"],
    "guichet": ["guichet_eau", "guichet_sante"],
    "nature": ["ong", "collectivite"],
    "departement": ["73", "74"],
    "epci": ["epci-73", "epci-74"],
    "annee_min": ["1990", "2010", "2015"],
    "annee_max": ["2012", "2020"],
    "bbox": ["-20,0,20,30", "170,-90,-170,90", "0,0,90,90"],
    "portee": ["un", "plusieurs", "aucun"],
    "combinaison": ["aucun", "guichet_eau", "guichet_eau+guichet_sante"],
    "montant": ["verse", "budget", "accorde:2015"],
    "signature": ["1998", "2005"],
    "q": ["eau", "formation"],
    "tri": ["recent", "ancien", "titre", "collectivite", "budget", "verifiee"],
}


@pytest.mark.slow
@pytest.mark.parametrize("sources", SOURCES, ids=["actions", "agreements"])
def test_changes_give_the_index_that_reading_all_anew_gives(
    sources: IndexSources,
) -> None:
    worlds.directory()
    rng = random.Random(7)
    held, keeper = take_index(sources), IndexKeeper(sources)
    edits, done = list_edits(rng), 0
    for _number in range(EDITS):
        edit = rng.choice(edits)
        try:
            with transaction.atomic():
                edit()
        except (DatabaseError, IndexError):
            continue  # a rule of the database forbids it here
        done += 1
        if done % 4 == 0:
            held = keeper.renew_held(held)
            anew = take_index(sources)
            assert describe(held.index) == describe(anew.index)
            held = index_of(held, anew)
    assert done > EDITS // 2


def index_of(held: Any, anew: Any) -> Any:
    """Return the former index with the changes that the newer one knows."""
    return type(held)(held.index, anew.changes, anew.version, anew.last, anew.day)


@pytest.mark.slow
@pytest.mark.parametrize("filters", [ActionFilterSet, AgreementFilterSet])
def test_random_searches_give_the_keys_that_sql_gives(filters: Any) -> None:
    worlds.directory()
    rng = random.Random(11)
    for _number in range(SELECTIONS):
        selection = filters(choose_query(rng, filters))
        counts = count_facets(selection)
        expected = list(selection.qs.values_list("pk", flat=True))
        found = SelectedKeys(selection, counts)
        start = rng.randrange(0, 6)
        assert found[0 : len(found)] == expected, selection.data
        assert found[start : start + 5] == expected[start : start + 5]
        assert counts.total == len(expected)


def choose_query(rng: random.Random, filters: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name in rng.sample(list(CHOICES), rng.randrange(1, 4)):
        if name in filters.base_filters:
            number = rng.randrange(1, 3) if name in FACETS else 1
            data.setlist(name, rng.sample(CHOICES[name], number))
    return data


def test_nothing_unpublished_is_in_the_index() -> None:
    worlds.directory()
    Action.objects.filter(pk__in=Action.objects.values("pk")[:20]).update(
        publication=Publication.ARCHIVED
    )
    public = set(Action.objects.published().values_list("pk", flat=True))
    assert set(get_index("action").keys.tolist()) == public


def test_drafts_leave_no_change() -> None:
    draft = ActionFactory(draft=True)
    known = take_index(ACTIONS).changes

    draft.title = "Autre"
    draft.save()
    draft.themes.add(Theme.objects.first() or 1) if Theme.objects.exists() else None
    CollectivityFactory()

    assert read_changes("actions", known).touched == []


def test_sets_of_entries_are_those_of_python() -> None:
    rng = np.random.default_rng(3)
    for shares in [(0.01, 0.02), (0.01, 0.9), (0.6, 0.7), (0.0, 0.5)]:
        masks = [rng.random(1_000) < share for share in shares]
        one, other = map(EntrySet.of_mask, masks)
        first, second = (set(np.flatnonzero(mask).tolist()) for mask in masks)
        assert set((one & other).positions.tolist()) == first & second
        assert set((other & one).positions.tolist()) == first & second
        assert set((one | other).positions.tolist()) == first | second
        assert set((~one).positions.tolist()) == {*range(1_000)} - first
        assert (len(one), bool(one)) == (len(first), bool(first))


# On disk ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.FACET_INDEX_DIR = tmp_path
    return tmp_path


def test_an_index_comes_back_from_the_disk_as_it_was(folder: Path) -> None:
    worlds.directory()
    held = take_index(ACTIONS)
    path = index_snapshots.get_path("action")
    assert path is not None

    index_snapshots.write(path, held)
    loaded = index_snapshots.load("action")

    assert loaded is not None
    assert describe(loaded.index) == describe(held.index)
    assert loaded.index.labels == held.index.labels
    assert (loaded.changes, loaded.version, loaded.last, loaded.day) == (
        held.changes,
        held.version,
        held.last,
        held.day,
    )


def test_a_file_that_is_damaged_or_of_other_code_is_left_aside(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ActionFactory()
    path = index_snapshots.get_path("action")
    assert path is not None
    index_snapshots.write(path, take_index(ACTIONS))
    whole = path.read_bytes()

    for content in (b"", b"not an index", whole[: len(whole) // 2]):
        path.write_bytes(content)
        assert index_snapshots.load("action") is None
    path.write_bytes(whole)
    monkeypatch.setattr(index_snapshots, "compute_schema_digest", lambda: "other")
    assert index_snapshots.load("action") is None

    assert [record.levelname for record in caplog.records] == ["WARNING"] * 4


# What is removed ----------------------------------------------------------------------


def note_changes(first: int, last: int) -> None:
    """Note a change of action 1 by each of some transactions that there never were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO passerelles_entry_change (transaction, actions)"
            " SELECT number, '{1}' FROM generate_series(%s, %s) AS number",
            [first, last],
        )


def remove_changes(own: int) -> None:
    note_changes(own, own)
    with connection.cursor() as cursor:
        cursor.execute("SELECT passerelles_remove_entry_changes(%s)", [own])


def test_a_process_that_asks_now_and_then_misses_no_removed_change() -> None:
    known = read_changes("actions", frozenset({"0 0"})).changes
    for step in range(1, 5):
        note_changes(step * 10, step * 10 + 5)
        remove_changes(step * 10 + 9)
        changes = read_changes("actions", known)
        assert changes.touched == [1]
        known = changes.changes


def test_a_process_that_missed_removed_changes_reads_all_anew() -> None:
    known = take_index(ACTIONS).changes
    for step in range(1, 4):
        note_changes(step * 10, step * 10 + 5)
        remove_changes(step * 10 + 9)
    assert read_changes("actions", known).touched is None


def test_what_is_gone_without_a_removal_was_restored_from_elsewhere() -> None:
    note_changes(1, 3)
    known = read_changes("actions", frozenset()).changes
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM passerelles_entry_change WHERE transaction = 2")
    assert read_changes("actions", known).touched is None
