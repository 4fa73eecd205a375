"""Cards are kept while they are true, and no longer."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cooperation.models import Collectivity
from cooperation.presenters import card_cache
from cooperation.presenters.card_cache import CardCache, Cards
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db


def make(keys: list[int]) -> Cards:
    return {key: mark_safe(f"fiche {key}") for key in keys}


def refuse(keys: list[int]) -> Cards:
    raise AssertionError(keys)


def test_a_card_is_made_once_for_a_version_a_day_and_a_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = CardCache()
    assert kept.get("v1", "action", [1, 2], make) == make([1, 2])
    assert kept.get("v1", "action", [2, 1], refuse) == make([2, 1])
    for version, kind in [("v1", "agreement"), ("v2", "action")]:
        with pytest.raises(AssertionError):
            kept.get(version, kind, [1], refuse)
    with override("en"), pytest.raises(AssertionError):
        kept.get("v2", "action", [1], refuse)
    kept.get("v2", "action", [1], make)
    monkeypatch.setattr(timezone, "localdate", lambda: date(2031, 1, 1))
    with pytest.raises(AssertionError):
        kept.get("v2", "action", [1], refuse)


def test_cards_made_while_the_data_changed_are_not_kept() -> None:
    kept = CardCache()

    def make_late(keys: list[int]) -> Cards:
        kept.get("v2", "action", [9], make)
        return make(keys)

    kept.get("v1", "action", [1], make_late)
    with pytest.raises(AssertionError):
        kept.get("v2", "action", [1], refuse)


def test_the_cards_asked_for_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_cache, "MAX_CARDS", 2)
    kept = CardCache()
    kept.get("v", "action", [1, 2], make)
    kept.get("v", "action", [1], refuse)
    kept.get("v", "action", [3], make)
    assert kept.get("v", "action", [1, 3], refuse) == make([1, 3])
    with pytest.raises(AssertionError):
        kept.get("v", "action", [2], refuse)


@pytest.mark.django_db(transaction=True)
def test_a_list_reads_no_card_twice_and_tells_what_changed(client: Client) -> None:
    action = ActionFactory(title="Forage", lead__name="Annecy")
    client.get("/actions/?tri=titre")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/actions/?tri=ancien").content.decode()
    assert "Annecy" in page
    assert not any("cooperation_involvement" in one["sql"] for one in queries)
    Collectivity.objects.filter(pk=action.lead_id).update(name="Annemasse")
    page = client.get("/actions/?tri=ancien").content.decode()
    assert "Annecy" not in page
    assert "Annemasse" in page
