"""History values as text: labels of choices, names of rows, amounts, dates."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import JSONField, TextField
from django.utils.formats import localize, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    get_last_record,
    has_history,
    list_parts,
)

MAX_VALUE_LENGTH = 300
GROUPING_FROM = 10_000


class NameLoader:
    """Names of the rows that values refer to; one query for each table.

    All keys have to be requested with ``request_names`` before the first name is read.
    """

    def __init__(self) -> None:
        self.wanted: dict[Any, set[Any]] = defaultdict(set)
        self.known: dict[tuple[Any, Any], str] = {}
        self.gone: set[tuple[Any, Any]] = set()

    def request_names(self, model: Any, keys: Iterable[Any]) -> None:
        self.wanted[get_concrete_model(model)].update(
            key for key in keys if key is not None
        )

    def get_name(self, model: Any, key: Any) -> str:
        """Return the name of a row; for a deleted one, its last name."""
        table = get_concrete_model(model)
        self.wanted[table].add(key)
        if (table, key) not in self.known:
            self.load_names(table)
        return self.known[table, key]

    def exists(self, model: Any, key: Any) -> bool:
        self.get_name(model, key)
        return (get_concrete_model(model), key) not in self.gone

    def load_names(self, table: Any) -> None:
        keys = {key for key in self.wanted[table] if (table, key) not in self.known}
        heavy = [
            one.name
            for one in table._meta.concrete_fields
            if isinstance(one, JSONField | TextField) and not one.primary_key
        ]
        rows = table._base_manager.defer(*heavy).filter(pk__in=keys)
        for row in rows:
            self.known[table, row.pk] = str(row)
            keys.discard(row.pk)
        for key in keys:
            self.known[table, key] = self.get_last_known_name(table, key)
            self.gone.add((table, key))

    def get_last_known_name(self, table: Any, key: Any) -> str:
        record = get_last_record(table, key) if has_history(table) else None
        name = (
            str(build_unsaved_row(record))
            if record
            else f"{table._meta.verbose_name} {key}"
        )
        return _("%(name)s (n’existe plus)") % {"name": name}


def get_author_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of users by key; of any other key, that nobody is named."""
    names: dict[Any, str] = defaultdict(lambda: _("un import ou une commande"))
    people = get_user_model()._base_manager.in_bulk(set(keys) - {None})
    names.update((key, str(person)) for key, person in people.items())
    return names


def build_unsaved_row(record: Any) -> Any:
    model = get_concrete_model(record.instance_type)
    return model(
        **{
            one.attname: getattr(record, one.attname)
            for one in list_record_fields(model)
        }
    )


def list_record_fields(model: Any) -> list[Any]:
    """Return the fields that history keeps, including the primary key."""
    tracked = {one.name for one in get_history_model(model).tracked_fields}
    found = [one for one in model._meta.concrete_fields if one.name in tracked]
    return [one for one in found if not one.generated]


def get_field_label(model: Any, name: str) -> str:
    for part in list_parts(model):
        if part.name == name:
            return part.label
    one: Any = get_concrete_model(model)._meta.get_field(name)
    return str(capfirst(str(one.verbose_name)))


def format_field_value(model: Any, name: str, value: Any, names: NameLoader) -> str:
    """Return the value of a field as text; a dash if it is empty."""
    one: Any = get_concrete_model(model)._meta.get_field(name)
    if value in (None, "", []):
        return "—"
    if one.is_relation:
        return names.get_name(one.related_model, value)
    if name == "locked_fields":
        return ", ".join(
            get_field_label(model, field) for field in filter_known_fields(model, value)
        )
    chosen = dict(one.flatchoices).get(value, value)
    return Truncator(format_plain_value(name, chosen)).chars(MAX_VALUE_LENGTH)


def filter_known_fields(model: Any, locked: list[str]) -> list[str]:
    """Return the names that are still fields, lists or parts of the model."""
    ours = {one.name for one in get_concrete_model(model)._meta.get_fields()}
    return [name for name in locked if name in ours]


def format_plain_value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, Decimal):
        whole = f"{value:.2f}".removesuffix(".00")
        return f"{number_format(whole, force_grouping=True)} €"
    if isinstance(value, int) and value >= GROUPING_FROM:
        return str(number_format(value, force_grouping=True))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(localize(value))


def format_part_row(model: Any, values: dict[str, Any], names: NameLoader) -> str:
    """Return the values of a part's row on one line, without labels."""
    texts = [
        format_field_value(model, name, value, names)
        for name, value in values.items()
        if value not in (None, "") and not is_technical(model, name)
    ]
    return ", ".join(texts) or "—"


def is_technical(model: Any, name: str) -> bool:
    """Return whether a field is not meant for people: an order, a file name."""
    one: Any = get_concrete_model(model)._meta.get_field(name)
    return name == "position" or hasattr(one, "upload_to")
