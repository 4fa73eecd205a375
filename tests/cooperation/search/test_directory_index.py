"""The lists of authorities, partners and countries in memory say what SQL says."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from cooperation.models import Agreement, Collectivity, Country, Partner, Theme
from cooperation.search.directory_filters import (
    CollectivityFilterSet,
    CountryFilterSet,
    DirectoryFilterSet,
    PartnerFilterSet,
)
from cooperation.search.directory_selection import DirectorySelection
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ORDERS = ("nom", "actions", "accords")
LISTS: list[tuple[type[DirectoryFilterSet], Any, tuple[str, ...]]] = [
    (CollectivityFilterSet, Collectivity, (*ORDERS, "population")),
    (PartnerFilterSet, Partner, (*ORDERS, "pays")),
    (CountryFilterSet, Country, (*ORDERS, "depuis")),
]
CHOICES = {
    CollectivityFilterSet: [
        *("", "pays=ne&pays=bj", "theme=eau", "nature=epci", "departement=73"),
        *(
            "epci=epci-73",
            "q=commune",
            "toutes=1",
            "pays=it&theme=sante&nature=commune",
        ),
    ],
    PartnerFilterSet: ["", "pays=ne", "collectivite=epci-73", "q=forage"],
    CountryFilterSet: ["", "region=011", "q=ni"],
}


def iter_selections() -> Iterator[tuple[DirectoryFilterSet, Any]]:
    for kind, model, orders in LISTS:
        for choice in CHOICES[kind]:
            for order in orders:
                yield kind(QueryDict(f"{choice}&tri={order}")), model


def test_rows_their_order_and_their_counts_are_those_of_sql() -> None:
    worlds.directory(count=40)
    agreement = Agreement.objects.published()[0]
    agreement.themes.add(Theme.objects.get(code="sante"))
    columns = ("pk", "n_actions", "n_agreements")

    for selection, model in iter_selections():
        found = DirectorySelection(selection, model.objects.all())
        rows = [
            tuple(getattr(row, column) for column in columns)
            for row in found[: len(found)]
        ]
        assert rows == list(selection.qs.values_list(*columns)), selection.data
