"""Every public list has one order: it ends with a unique column."""

from typing import Any

import pytest
from django.http import QueryDict

from cooperation.search.directory_filters import (
    CollectivityFilterSet,
    CountryFilterSet,
    PartnerFilterSet,
    ResourceFilterSet,
)
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet

pytestmark = pytest.mark.django_db

ENTRY_ORDERS = ["", "tri=titre", "tri=recent", "tri=pertinence&q=eau", "q=eau"]
ENTRY_ORDERS += ["tri=ancien", "tri=collectivite"]
DIRECTORY_ORDERS = ["", "tri=nom", "tri=actions", "tri=accords", "q=eau"]
LISTS: dict[Any, list[str]] = {
    ActionFilterSet: [*ENTRY_ORDERS, "tri=budget", "tri=verifiee"],
    AgreementFilterSet: [*ENTRY_ORDERS, "tri=verifiee"],
    CollectivityFilterSet: [*DIRECTORY_ORDERS, "tri=population"],
    PartnerFilterSet: [*DIRECTORY_ORDERS, "tri=pays"],
    CountryFilterSet: [*DIRECTORY_ORDERS, "tri=depuis"],
    ResourceFilterSet: ["", "q=eau"],
}


@pytest.mark.parametrize(
    ("filters", "query"),
    [(filters, query) for filters, queries in LISTS.items() for query in queries],
)
def test_a_list_is_sorted_down_to_a_unique_column(filters: Any, query: str) -> None:
    rows = filters(QueryDict(query)).qs
    last = str(rows.query.order_by[-1]).lstrip("-")
    field = rows.model._meta.pk if last == "pk" else rows.model._meta.get_field(last)
    assert field.unique
