"""Entries of a closed authority, transferred to its successor on demand.

Nothing is transferred automatically: who led an action in 2020 led it, whatever merged
since. Staff choose the entries that the successor takes over.
"""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cooperation.models import Action, Agreement, Collectivity, CollectivityQuerySet

KEY_PATTERN = re.compile(r"[0-9]{1,12}")


class AuthorityFields(NamedTuple):
    """The fields by which a model names its authorities: the first and the others."""

    model: Any
    first: str
    beside: str

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)


AUTHORITY_FIELDS = (
    AuthorityFields(Action, "lead", "co_leads"),
    AuthorityFields(Agreement, "collectivity", "other_signatories"),
)


def get_closed_with_entries() -> CollectivityQuerySet:
    """Return the closed authorities that entries name, the last closed first."""
    naming_it = [
        Q(Exists(side.model._base_manager.filter(**{relation: OuterRef("pk")})))
        for side in AUTHORITY_FIELDS
        for relation in (side.first, side.beside)
    ]
    is_named = reduce(or_, naming_it)
    closed: CollectivityQuerySet = Collectivity.objects.closed().filter(is_named)
    return closed


def list_entries_by_model(gone: Collectivity) -> dict[str, list[Any]]:
    return {
        side.name: list(get_entries_naming(side, gone).order_by("title_key", "pk"))
        for side in AUTHORITY_FIELDS
    }


def get_entries_naming(side: AuthorityFields, gone: Collectivity) -> Any:
    through = getattr(side.model, side.beside).through._base_manager
    beside = through.filter(collectivity=gone).values(side.name)
    found = Q(**{side.first: gone}) | Q(pk__in=beside)
    rows = side.model._base_manager.filter(found)
    return rows.defer("search_vector", "related_vector")


@transaction.atomic
def transfer_entries(
    gone: Collectivity, chosen: dict[str, Iterable[str]], *, reason: str
) -> dict[str, int]:
    """Replace ``gone`` by its successor in the chosen entries.

    ``chosen`` and the returned counts are by model name. Raises ``ValidationError``
    where there is no successor: nothing is changed.
    """
    successor = gone.successor
    if successor is None:
        raise ValidationError(_("Choisissez d’abord qui lui succède."))
    moved = {}
    for side in AUTHORITY_FIELDS:
        keys = [
            int(key) for key in chosen.get(side.name, []) if KEY_PATTERN.fullmatch(key)
        ]
        rows = (
            get_entries_naming(side, gone)
            .filter(pk__in=keys)
            .select_for_update(of=("self",))
        )
        moved[side.name] = sum(
            replace_authority(row, side, gone, successor, reason) for row in rows
        )
    return moved


def replace_authority(
    entry: Any,
    side: AuthorityFields,
    gone: Collectivity,
    successor: Collectivity,
    reason: str,
) -> int:
    """Replace an authority in an entry, with a record of history; return 1."""
    entry._change_reason = reason
    beside = getattr(entry, side.beside)
    is_first = getattr(entry, f"{side.first}_id") == gone.pk
    if is_first:
        beside.remove(successor)
        setattr(entry, side.first, successor)
        entry.save()
    others = {row.pk for row in beside.all()}
    if gone.pk in others:
        beside.remove(gone)
        if getattr(entry, f"{side.first}_id") != successor.pk:
            beside.add(successor)
    return 1
