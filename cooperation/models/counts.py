"""Count published actions and agreements of a row of the directory.

By subqueries: joins would multiply rows by each other.
"""

from typing import Any

from django.apps import apps
from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce


def get_published_rows(model: str) -> QuerySet[Any]:
    manager: Any = apps.get_model("cooperation", model).objects
    rows: QuerySet[Any] = manager.published()
    return rows


def build_published_count(model: str, *links: str) -> Combinable:
    """Return an expression: how many published rows of a model lead to the outer row.

    ``links`` are alternative fields of that model; a row is counted once. Each is
    counted by its own index, less what an earlier one has counted: an "or" between
    them would read the whole table for each outer row.
    """
    total: Combinable = build_link_count(model, links[0])
    for place, link in enumerate(links[1:], start=1):
        total = total + build_link_count(model, link, *links[:place])
    return total


def build_link_count(model: str, link: str, *earlier: str) -> Coalesce:
    """Return an expression: the number of rows by ``link`` but by no ``earlier``."""
    published = get_published_rows(model).order_by()
    rows = published.filter(**{link: OuterRef("pk")})
    for field in earlier:
        also = {field: OuterRef(OuterRef("pk"))}
        rows = rows.filter(~Exists(published.filter(pk=OuterRef("pk"), **also)))
    numbers = rows.annotate(one=Value(1)).values("one")
    number = numbers.annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
