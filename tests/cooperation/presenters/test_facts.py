"""Facts that pages tell of an authority."""

import pytest

from cooperation.enums import AliasKind
from cooperation.models import CollectivityAlias
from cooperation.presenters.facts import build_collectivity_facts
from tests.factories import CollectivityFactory

pytestmark = pytest.mark.django_db


def test_former_codes_are_no_other_names() -> None:
    annecy = CollectivityFactory.create(name="Annecy")
    for name, kind in (("Seynod", AliasKind.DELEGATED), ("74268", AliasKind.CODE)):
        CollectivityAlias.objects.create(collectivity=annecy, name=name, kind=kind)
    (names,) = [
        [link.label for link in fact.entries]
        for fact in build_collectivity_facts(annecy, 0)
        if fact.entries
    ]
    assert names == ["Seynod"]
