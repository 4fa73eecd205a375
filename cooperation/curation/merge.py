"""Merging of duplicates, and its undoing.

The kept row takes over the fields that staff chose; every relation to the other row is
moved to it; the other's slugs redirect to it. A relation that the kept row has already
is deleted, and stored in the ``Merge`` for undoing.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.db import iter_relations, validated_transaction
from cooperation.models import FormerSlug, Merge

# PostgreSQL, appendix A of its manual: the kept row has this relation already.
UNIQUE_VIOLATION = "23505"
UNMERGED_FIELDS = {"id", "slug", "reference", "search_vector", "related_vector"}


def list_differing_fields(keep: Any, gone: Any) -> list[Any]:
    return [
        field
        for field in keep._meta.concrete_fields
        if field.name not in UNMERGED_FIELDS
        and not field.generated
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
        and getattr(keep, field.attname) != getattr(gone, field.attname)
    ]


def merge_records(keep: Any, gone: Any, taken: Iterable[str], by: Any) -> Merge:
    """Merge ``gone`` into ``keep``, which takes over the fields named ``taken``.

    Raises ``ValidationError`` where the two cannot be merged: nothing is changed.
    """
    if keep.pk == gone.pk or type(keep) is not type(gone):
        raise ValidationError(_("Choisissez deux fiches de la même table."))
    if keep.pk == getattr(gone, "epci_id", 0) or gone.pk == getattr(keep, "epci_id", 0):
        raise ValidationError(_("L’une de ces fiches contient l’autre."))
    with validated_transaction(_("Ces deux fiches ne vont pas ensemble : %(why)s")):
        return merge_in_transaction(keep, gone, list(taken), by)


def merge_in_transaction(keep: Any, gone: Any, taken: list[str], by: Any) -> Merge:
    model = type(keep)
    rows = model._base_manager.select_for_update(of=("self",)).order_by("pk")
    held = {row.pk: row for row in rows.filter(pk__in=[keep.pk, gone.pk])}
    keep, gone = held[keep.pk], held[gone.pk]
    choices = [f for f in list_differing_fields(keep, gone) if f.name in taken]
    data: dict[str, Any] = {
        "gone": serialize_rows([gone], lists=False),
        "before": serialize_fields(keep, choices),
        "moved": [],
        "dropped": [],
    }
    for relation in iter_relations(model):
        repoint_relation(relation, gone, keep, data)
    data["addresses"] = redirect_former_slugs(gone, keep)
    values = {field.attname: getattr(gone, field.attname) for field in choices}
    name, key = str(gone), gone.pk
    gone._change_reason = f"fondue dans {keep.pk}"
    gone.delete()
    if hasattr(gone, "slug"):
        FormerSlug.objects.update_or_create(
            table=model._meta.db_table,
            slug=gone.slug,
            defaults={"object_id": keep.pk},
        )
    for attname, value in values.items():
        setattr(keep, attname, value)
    keep._change_reason = f"fusion avec {name}"[:100]
    keep.full_clean()
    keep.save()
    data["after"] = serialize_fields(keep, choices)
    return Merge.objects.create(
        table=model._meta.label_lower,
        kept_id=keep.pk,
        gone_id=key,
        kept_name=str(keep)[:300],
        gone_name=name[:300],
        data=data,
        done_by=by,
    )


def serialize_rows(rows: list[Any], *, lists: bool = True) -> list[Any]:
    """Return rows as JSON-compatible data, without generated and search columns.

    ``lists`` tells whether many-to-many fields of the rows are included.
    """
    fields = {
        field.name
        for row in rows
        for field in [
            *row._meta.local_fields,
            *(row._meta.local_many_to_many if lists else []),
        ]
        if field.name not in {"search_vector", "related_vector"}
        and not getattr(field, "generated", False)
    }
    found: list[Any] = json.loads(serializers.serialize("json", rows, fields=fields))
    return found


def serialize_fields(row: Any, fields: list[Any]) -> dict[str, Any]:
    (data,) = serialize_rows([row])
    return {field.name: data["fields"][field.name] for field in fields}


def repoint_relation(relation: Any, gone: Any, keep: Any, data: dict[str, Any]) -> None:
    """Move a relation from ``gone`` to ``keep``.

    Rows that would violate a unique constraint are deleted; both kinds are recorded in
    ``data``.
    """
    field = relation.field
    table = relation.related_model
    rows = table._base_manager.filter(**{field.name: gone.pk}).order_by("pk")
    for row in rows.select_for_update(of=("self",)):
        was = serialize_rows([row])[0]
        try:
            with transaction.atomic():
                setattr(row, field.attname, keep.pk)
                row.save(update_fields=[field.name])
            data["moved"].append([table._meta.label_lower, field.name, row.pk])
        except IntegrityError as error:
            if getattr(error.__cause__, "pgcode", "") != UNIQUE_VIOLATION:
                raise
            data["dropped"].append(was)
            setattr(row, field.attname, gone.pk)
            row.delete()


def redirect_former_slugs(gone: Any, keep: Any) -> list[int]:
    former = FormerSlug.objects.filter(table=gone._meta.db_table, object_id=gone.pk)
    keys = list(former.values_list("pk", flat=True))
    former.update(object_id=keep.pk)
    return keys


def unmerge_records(merge: Merge) -> Any:
    """Undo a merge; return the restored row.

    Raises ``ValidationError`` where the kept row was deleted, or was changed in a field
    that it took over: nothing is changed.
    """
    with validated_transaction(_("Cette fusion ne peut plus être annulée : %(why)s")):
        return unmerge_in_transaction(merge)


def unmerge_in_transaction(merge: Merge) -> Any:
    held = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    model: Any = apps.get_model(held.table)
    keep = model._base_manager.filter(pk=held.kept_id).first()
    if held.undone_at or keep is None:
        raise ValidationError(
            _("Cette fusion est déjà annulée, ou sa fiche a disparu.")
        )
    revert_fields(keep, held)
    for row in serializers.deserialize("python", held.data["gone"]):
        slug = getattr(row.object, "slug", "")
        FormerSlug.objects.filter(table=model._meta.db_table, slug=slug).delete()
        row.save()
    gone = model._base_manager.get(pk=held.gone_id)
    gone._change_reason = "fusion défaite"
    gone.save()
    for label, field, key in held.data["moved"]:
        revert_relation(label, field, key, held)
    for row in serializers.deserialize("python", held.data["dropped"]):
        row.save()
    FormerSlug.objects.filter(
        pk__in=held.data["addresses"], table=model._meta.db_table
    ).update(object_id=gone.pk)
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at"])
    return gone


def revert_fields(keep: Any, merge: Merge) -> None:
    """Restore the fields of the kept row to their values before the merge.

    Raises ``ValidationError`` where one of them was changed since.
    """
    names = list(merge.data["before"])
    fields = [keep._meta.get_field(name) for name in names]
    if serialize_fields(keep, fields) != merge.data["after"]:
        raise ValidationError(
            _("La fiche gardée a changé depuis : corrigez-la à la main.")
        )
    for field in fields:
        value = merge.data["before"][field.name]
        setattr(keep, field.attname, field.to_python(value))
    keep._change_reason = "fusion défaite"
    keep.save()


def revert_relation(label: str, field: str, key: Any, merge: Merge) -> None:
    """Move a relation back to the restored row, unless it changed since."""
    table: Any = apps.get_model(label)
    attname = table._meta.get_field(field).attname
    row = table._base_manager.filter(pk=key, **{field: merge.kept_id}).first()
    if row:
        setattr(row, attname, merge.gone_id)
        row.save(update_fields=[field])
