"""Count actions and agreements, by what they name or for a row of the directory."""

from typing import Any, ClassVar

from django.apps import apps
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from cooperation.models.common import PublishableQuerySet

CountQuerySet = QuerySet[Any, tuple[Any, int, int | None]]


class EntryQuerySet(PublishableQuerySet):
    """Actions or agreements; ``first_year_field`` holds the years they began."""

    first_year_field: ClassVar[str]

    def count_by(self, by: str) -> CountQuerySet:
        """Count entries by ``by``: rows of (key, number, first known year)."""
        known = self.order_by().filter(**{f"{by}__isnull": False})
        counted: CountQuerySet = known.values_list(by).annotate(
            n=Count("pk", distinct=True), since=Min(self.first_year_field)
        )
        return counted

    def count_by_others(self, others: str, first: str) -> CountQuerySet:
        """Count entries by the authorities of ``others`` that are not the first one."""
        rows: QuerySet[Any] = getattr(self.model, others).through.objects
        entry = self.model._meta.model_name
        counted: CountQuerySet = (
            rows.filter(**{f"{entry}__in": self.order_by().values("pk")})
            .exclude(collectivity=F(f"{entry}__{first}"))
            .values_list("collectivity")
            .annotate(
                n=Count(entry, distinct=True),
                since=Min(f"{entry}__{self.first_year_field}"),
            )
        )
        return counted


def get_published_rows(model: str) -> QuerySet[Any]:
    manager: Any = apps.get_model("cooperation", model).objects
    rows: QuerySet[Any] = manager.published()
    return rows


def build_published_count(model: str, *links: str) -> Combinable:
    """Return an expression: how many published rows of a model lead to the outer row.

    By subqueries: joins would multiply rows by each other. ``links`` are alternative
    fields of that model; a row is counted once. Each is counted by its own index, less
    what an earlier one has counted: an "or" between them would read the whole table
    for each outer row.
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
