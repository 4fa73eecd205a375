"""The index of authorities is kept between imports, and never an old one."""

import pytest

from cooperation.enums import AliasKind
from cooperation.models import Collectivity, CollectivityAlias
from cooperation.spreadsheets.matching import authority_cache
from cooperation.spreadsheets.matching.lookups import AuthorityLookup
from tests.factories import CollectivityFactory

pytestmark = pytest.mark.django_db


def find(name: str) -> int | None:
    key: int | None = AuthorityLookup().by_name(name).key
    return key


def test_it_is_built_once_while_nothing_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lead = CollectivityFactory.create(name="Cruseilles")
    assert find("Cruseilles") == lead.pk
    monkeypatch.setattr(authority_cache, "AuthorityIndex", None)
    assert find("Cruseilles") == lead.pk


def test_what_is_made_renamed_or_deleted_is_seen_at_once() -> None:
    lead = CollectivityFactory.create(name="Cruseilles")
    other = CollectivityFactory.create(name="Groisy")
    assert (find("Cruseilles"), find("Groisy")) == (lead.pk, other.pk)
    Collectivity.objects.filter(pk=lead.pk).update(name="Allonzier")
    assert (find("Cruseilles"), find("Allonzier")) == (None, lead.pk)
    CollectivityAlias.objects.create(
        collectivity=lead, name="Villy", kind=AliasKind.FORMER
    )
    assert find("Villy") == lead.pk
    other.delete()
    assert find("Groisy") is None
