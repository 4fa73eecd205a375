"""Actions that earlier demonstrations made of agreements, taken away again.

Up to 0.2.0 a row of the real records made an agreement and an action of the same title.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from cooperation.db import iter_relations
from cooperation.models import Action, Funding, Involvement, Location

# What a loaded action has of its own; whatever else points at it was put by people.
LOADED_PARTS = (Location, Involvement, Funding)


@transaction.atomic
def remove_doubled_actions() -> int:
    """Delete the doubles that nobody touched, and return their number."""
    doubled = Action.objects.filter(
        title=F("agreement__title"),
        source_reference=F("agreement__source_reference"),
        verified_on=None,
    ).exclude(source_reference="")
    keys = list(doubled.values_list("pk", flat=True))
    untouched = sorted(set(keys) - find_touched(keys))
    Action.objects.filter(pk__in=untouched).delete()
    return len(untouched)


def find_touched(keys: list[int]) -> set[int]:
    """Return the actions that a person changed, or that something else points at."""
    touched = set(list_changed_by_people(Action, "id", keys))
    for part in LOADED_PARTS:
        touched |= set(list_changed_by_people(part, "action_id", keys))
    for relation in iter_relations(Action):
        model: Any = relation.related_model
        if model in LOADED_PARTS or model._meta.auto_created:
            continue
        if "historical" in model._meta.model_name:
            continue
        name = relation.field.attname
        rows = model._base_manager.filter(**{f"{name}__in": keys})
        touched |= set(rows.values_list(name, flat=True))
    return touched


def list_changed_by_people(
    model: Any, column: str, keys: list[int]
) -> QuerySet[Any, int]:
    rows = model.history.filter(history_user__isnull=False, **{f"{column}__in": keys})
    found: QuerySet[Any, int] = rows.order_by().values_list(column, flat=True)
    return found
