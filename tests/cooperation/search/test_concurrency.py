"""Two transactions that meet on one entry: no word of either is lost."""

from collections.abc import Callable
from threading import Thread
from time import monotonic, sleep

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction

from cooperation.models import Action, Involvement, Partner, Theme
from tests.factories import (
    ActionFactory,
    InvolvementFactory,
    PartnerFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LONGEST_WAIT_S = 20


def meanwhile(work: Callable[[], object]) -> Thread:
    """Do something in another transaction; come back once it waits for this one."""

    def work_and_leave() -> None:
        work()
        connection.close()

    other = Thread(target=work_and_leave)
    other.start()
    end = monotonic() + LONGEST_WAIT_S
    while not someone_waits() and monotonic() < end:
        sleep(0.02)
    assert someone_waits()
    return other


def someone_waits() -> bool:
    """Return whether another session waits for this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted"
            " AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        (waits,) = cursor.fetchone()
    return bool(waits)


def assert_found(*words: str) -> None:
    """Check that the only action is found by each word."""
    for word in words:
        query = SearchQuery(word, config="french")
        assert (word, Action.objects.filter(search_vector=query).count()) == (word, 1)


def test_two_names_of_one_action_change_at_once() -> None:
    action = ActionFactory(themes=[ThemeFactory()])
    InvolvementFactory(action=action)
    with transaction.atomic():
        Partner.objects.update(name="Zinzolin")
        other = meanwhile(lambda: Theme.objects.update(name_fr="Garance"))
    other.join(LONGEST_WAIT_S)
    assert_found("zinzolin", "garance")


def test_a_name_changes_while_an_action_starts_to_use_it() -> None:
    action, partner = ActionFactory(), PartnerFactory()
    with transaction.atomic():
        Involvement.objects.create(action=action, partner=partner)
        other = meanwhile(lambda: Partner.objects.update(name="Zinzolin"))
    other.join(LONGEST_WAIT_S)
    assert_found("zinzolin")


def test_an_action_starts_to_use_a_name_while_it_changes() -> None:
    action, partner = ActionFactory(), PartnerFactory()
    with transaction.atomic():
        Partner.objects.update(name="Zinzolin")
        other = meanwhile(
            lambda: Involvement.objects.create(action=action, partner=partner)
        )
    other.join(LONGEST_WAIT_S)
    assert_found("zinzolin")
