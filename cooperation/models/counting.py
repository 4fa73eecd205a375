"""How many published actions and agreements a row of the directory has.

Counted by subqueries: joins would multiply rows by each other.
"""

from typing import Any

from django.apps import apps
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def published_rows(model: str) -> QuerySet[Any]:
    """Give the rows of a model of the directory that the public may see."""
    manager: Any = apps.get_model("cooperation", model).objects
    rows: QuerySet[Any] = manager.published()
    return rows


def number_of(model: str, *links: str) -> Coalesce:
    """Give the expression of how many published rows of a model lead to the outer row.

    ``links`` are alternative fields of that model; a row is counted once.
    """
    linked = Q()
    for field in links:
        linked |= Q(**{field: OuterRef("pk")})
    rows = published_rows(model).order_by().filter(linked)
    counted = (
        rows.annotate(one=Value(1)).values("one").annotate(n=Count("pk", distinct=True))
    )
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
