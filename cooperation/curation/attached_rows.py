"""How many rows of other tables refer to a row: what a merge would move."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.text import capfirst

from cooperation.db import iter_relations


def count_attached_rows(model: Any, keys: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return, by key, how many rows refer to it: label of their table → number.

    Takes one query for each relation. Tables that nobody refers from are left out.
    """
    wanted = list(keys)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for relation in iter_relations(model):
        name = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": wanted})
        label = get_relation_label(model, relation)
        for key, number in rows.order_by().values_list(name).annotate(n=Count("pk")):
            counts[key][label] += number
    return {key: dict(counts[key]) for key in wanted}


def get_relation_label(model: Any, relation: Any) -> str:
    """Return what refers to a row: for a list of others, what is on its other side."""
    table = relation.related_model
    if table._meta.auto_created:
        others = [
            field.related_model
            for field in table._meta.fields
            if field.many_to_one and field is not relation.field
        ]
        table = others[0]
    return str(capfirst(table._meta.verbose_name_plural))
