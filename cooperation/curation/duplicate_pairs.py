"""The possible duplicates that staff see: searched, kept, dismissed, merged in turn."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cooperation.curation.duplicates import MODELS, find_duplicate_pairs
from cooperation.models import DuplicatePair, DuplicatePairQuerySet, DuplicateSearch

# More rows than this are searched by a worker, not while somebody waits.
MAX_ROWS_IN_REQUEST = 2_000


def get_pairs(model: Any) -> DuplicatePairQuerySet:
    pairs: DuplicatePairQuerySet = DuplicatePair.objects.filter(
        table=model._meta.label_lower
    )
    return pairs


def search_all_duplicates() -> int:
    """Search the duplicates of every table; return how many pairs are open."""
    return sum(search_duplicates(model) for model in MODELS)


def search_duplicates(model: Any) -> int:
    """Search the duplicates of a table; return how many pairs are open.

    Pairs that are no longer found go; those that staff dismissed stay so.
    """
    table = model._meta.label_lower
    found = {(one.first, one.second): one for one in find_duplicate_pairs(model)}
    rows = [
        DuplicatePair(
            table=table,
            first_id=one.first,
            second_id=one.second,
            reasons=[reason.value for reason in one.reasons],
            certainty=one.certainty,
        )
        for one in found.values()
    ]
    with transaction.atomic():
        DuplicateSearch.objects.update_or_create(
            table=table, defaults={"searched_at": timezone.now()}
        )
        gone = [
            pk
            for pk, *pair in get_pairs(model)
            .filter(dismissed_at=None)
            .values_list("pk", "first_id", "second_id")
            if tuple(pair) not in found
        ]
        DuplicatePair.objects.filter(pk__in=gone).delete()
        DuplicatePair.objects.bulk_create(
            rows,
            batch_size=1_000,
            update_conflicts=True,
            unique_fields=["table", "first_id", "second_id"],
            update_fields=["reasons", "certainty"],
        )
    return get_pairs(model).open().count()


@task()
def search_table(table: str) -> None:
    """Search the duplicates of a table, as a worker."""
    for model in MODELS:
        if model._meta.label_lower == table:
            search_duplicates(model)


def start_search(model: Any) -> bool:
    """Search a small table at once, have a worker search a large one.

    Return whether it is done.
    """
    if model._base_manager.count() > MAX_ROWS_IN_REQUEST:
        search_table.enqueue(model._meta.label_lower)
        return False
    search_duplicates(model)
    return True


def get_last_search(model: Any) -> DuplicateSearch | None:
    rows = DuplicateSearch.objects.filter(table=model._meta.label_lower)
    return rows.first()


def dismiss_pair(model: Any, keys: Iterable[int], *, by: Any) -> None:
    """Keep that two rows are two, also where no search had found them."""
    first, second = sorted(keys)
    DuplicatePair.objects.update_or_create(
        table=model._meta.label_lower,
        first_id=first,
        second_id=second,
        defaults={"dismissed_at": timezone.now(), "dismissed_by": by},
        create_defaults={
            "reasons": [],
            "certainty": 0,
            "dismissed_at": timezone.now(),
            "dismissed_by": by,
        },
    )


def restore_pair(model: Any, keys: Iterable[int]) -> None:
    """Take back that two rows are two; the pair is open, if a search had found it."""
    first, second = sorted(keys)
    same = get_pairs(model).filter(first_id=first, second_id=second)
    same.filter(reasons=[]).delete()
    same.update(dismissed_at=None, dismissed_by=None)


def forget_row(model: Any, key: int) -> None:
    """Delete the pairs of a row that is gone."""
    get_pairs(model).of_rows(key).delete()


def find_next_pair(model: Any, near: Iterable[int]) -> DuplicatePair | None:
    """Return the next open pair: one of some rows first, else the surest."""
    pairs = get_pairs(model).open()
    return pairs.of_rows(*near).first() or pairs.first()
