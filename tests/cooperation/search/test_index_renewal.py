"""Who waits for a newer index, and what becomes of a page made of the former one."""

import os
import random
import subprocess
import sys
import time
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from cooperation.models import Action
from cooperation.search import index_keeper
from cooperation.search.index_keeper import KEEPERS, get_index
from tests.factories import ActionFactory, CollectivityFactory, UserFactory
from tests.processes import own_database

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LIST = "/actions/"
# Asks as a public page does, and prints when and how many entries it was told of.
READER = """
import sys, time
from cooperation.search.index_keeper import begin_page, end_page, get_index
while True:
    begin_page()
    number = get_index("action").size
    end_page()
    print(time.time(), number, flush=True)
    time.sleep(0.05)
"""
READERS, TOLD_WITHIN = 4, 2.0


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Keep threads from renewing, so that a page meets the former index."""
    caches["pages"].clear()
    monkeypatch.setattr(index_keeper, "FORMER_SECONDS", 60.0)
    monkeypatch.setattr(index_keeper.IndexKeeper, "renew_aside", lambda _keeper: None)
    return monkeypatch


def publish(title: str) -> Action:
    action = ActionFactory(draft=True, title=title)
    Action.objects.filter(pk=action.pk).update(publication="publiee")
    return action


def test_a_page_of_the_former_index_is_not_kept_and_the_next_one_is_new(
    client: Client, held_back: pytest.MonkeyPatch
) -> None:
    publish("Un puits")
    get_index("action")
    first = client.get(LIST)
    assert "ETag" in first.headers
    publish("Une école")

    former = client.get(LIST, headers={"If-None-Match": first["ETag"]})

    assert former.status_code == 200
    assert "Une école" not in former.content.decode()
    assert "ETag" not in former.headers
    held_back.setattr(index_keeper, "FORMER_SECONDS", 0.0)
    newer = client.get(LIST)
    assert "Une école" in newer.content.decode()
    assert newer["ETag"] != first["ETag"]


def test_who_is_logged_in_is_told_the_newest_at_once(
    client: Client, held_back: pytest.MonkeyPatch
) -> None:
    publish("Un puits")
    get_index("action")
    client.force_login(UserFactory())
    client.get(LIST)
    publish("Une école")

    assert "Une école" in client.get(LIST).content.decode()


def test_what_changed_while_nobody_asked_is_told_at_once(
    client: Client, held_back: pytest.MonkeyPatch
) -> None:
    publish("Un puits")
    get_index("action")
    publish("Une école")
    held_back.setattr(index_keeper, "FORMER_SECONDS", 0.5)
    time.sleep(0.6)

    assert "Une école" in client.get(LIST).content.decode()


def test_a_thread_renews_while_the_former_index_answers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_keeper, "FORMER_SECONDS", 60.0)
    publish("Un puits")
    get_index("action")
    publish("Une école")
    client.get(LIST)
    thread = KEEPERS["action"].thread
    assert thread is not None
    thread.join(20)

    found = KEEPERS["action"].held

    assert found is not None
    assert found.index.size == 2


def test_a_page_after_a_change_of_a_draft_takes_no_reading(
    client: Client, django_assert_num_queries: Any
) -> None:
    publish("Un puits")
    index = get_index("action")
    ActionFactory(draft=True, lead=CollectivityFactory())
    with django_assert_num_queries(1):
        assert get_index("action") is index


def test_a_list_asks_the_database_for_its_rows_only(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    publish("Un puits")
    address = reverse("cooperation:action_list") + "?statut=inconnu&tri=titre"
    client.get(address)
    caches["pages"].clear()
    # Versions of the public data and of the index, then rows with what cards show.
    with django_assert_max_num_queries(9):
        client.get(address)


def test_four_processes_tell_every_change_within_two_seconds() -> None:
    ActionFactory.create_batch(5)
    readers = [start_reader() for _number in range(READERS)]
    try:
        for reader in readers:
            assert reader.stdout is not None
            reader.stdout.readline()
        moments = write_for_a_while()
        time.sleep(TOLD_WITHIN + 0.5)
    finally:
        told_by_each = [stop_reader(reader) for reader in readers]
    for told in told_by_each:
        assert told[-1][1] == moments[-1][1]
        for at, number in told:
            before = [n for when, n in moments if when < at - TOLD_WITHIN]
            possible = [n for when, n in moments if when >= at - TOLD_WITHIN]
            assert number in {*before[-1:], *possible, 5}, (at, number, moments)


def start_reader() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", READER],
        cwd=settings.BASE_DIR,
        env=os.environ | own_database() | {"DEMO": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )


def write_for_a_while() -> list[tuple[float, int]]:
    """Publish, withdraw and load; return when there were how many since."""
    rng, moments = random.Random(5), []
    for step in range(8):
        if step == 3:
            load_many(300)
        elif step % 3 == 2:
            Action.objects.filter(pk=rng.choice(list_keys())).update(
                publication="archivee"
            )
        else:
            publish(f"Action {step}")
        moments.append((time.time(), Action.objects.published().count()))
        Action.objects.filter(pk__in=list_keys()[:20]).update(summary=f"n° {step}")
        time.sleep(0.4)
    return moments


def load_many(number: int) -> None:
    like = Action.objects.published().first()
    assert like is not None
    Action.objects.bulk_create(
        Action(title=f"Lot {place}", slug=f"lot-{place}", lead_id=like.lead_id)
        for place in range(number)
    )
    Action.objects.filter(slug__startswith="lot-").update(publication="publiee")


def list_keys() -> list[int]:
    return list(Action.objects.published().values_list("pk", flat=True))


def stop_reader(reader: subprocess.Popen[str]) -> list[tuple[float, int]]:
    """Return when the process was told of how many entries."""
    reader.terminate()
    output, _errors = reader.communicate()
    rows = (line.split() for line in output.splitlines())
    return [(float(row[0]), int(row[1])) for row in rows if len(row) == 2]
