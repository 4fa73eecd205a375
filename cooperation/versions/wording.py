"""History values as text: labels of choices, names of rows, amounts, dates."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import JSONField, TextField
from django.utils.formats import localize, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cooperation.versions.families import concrete, has_history, parts_of, records

SHOWN_CHARACTERS = 300
LONG_NUMBER = 10_000


class Names:
    """Names of the rows that values refer to; one query for each table.

    All keys have to be requested with ``request_names`` before the first name is read.
    """

    def __init__(self) -> None:
        self.wanted: dict[Any, set[Any]] = defaultdict(set)
        self.known: dict[tuple[Any, Any], str] = {}
        self.gone: set[tuple[Any, Any]] = set()

    def want(self, model: Any, keys: Iterable[Any]) -> None:
        self.wanted[concrete(model)].update(key for key in keys if key is not None)

    def of(self, model: Any, key: Any) -> str:
        """Return the name of a row; for a deleted one, its last name."""
        table = concrete(model)
        self.wanted[table].add(key)
        if (table, key) not in self.known:
            self.read(table)
        return self.known[table, key]

    def exists(self, model: Any, key: Any) -> bool:
        self.of(model, key)
        return (concrete(model), key) not in self.gone

    def read(self, table: Any) -> None:
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
            self.known[table, key] = self.last_name(table, key)
            self.gone.add((table, key))

    def last_name(self, table: Any, key: Any) -> str:
        told = None
        if has_history(table):
            mine = records(table).objects.filter(**{table._meta.pk.attname: key})
            told = mine.order_by("-history_date", "-history_id").first()
        name = str(as_row(told)) if told else f"{table._meta.verbose_name} {key}"
        return _("%(name)s (n’existe plus)") % {"name": name}


def as_row(record: Any) -> Any:
    model = concrete(record.instance_type)
    return model(**{one.attname: getattr(record, one.attname) for one in fields(model)})


def fields(model: Any) -> list[Any]:
    """Return the fields that history keeps, including the primary key."""
    kept = {one.name for one in records(model).tracked_fields}
    found = [one for one in model._meta.concrete_fields if one.name in kept]
    return [one for one in found if not one.generated]


def label_of(model: Any, name: str) -> str:
    for part in parts_of(model):
        if part.name == name:
            return part.label
    one: Any = concrete(model)._meta.get_field(name)
    return str(capfirst(str(one.verbose_name)))


def words(model: Any, name: str, value: Any, names: Names) -> str:
    """Return the value of a field as text; a dash if it is empty."""
    one: Any = concrete(model)._meta.get_field(name)
    if value in (None, "", []):
        return "—"
    if one.is_relation:
        return names.of(one.related_model, value)
    if name == "locked_fields":
        return ", ".join(label_of(model, field) for field in known(model, value))
    chosen = dict(one.flatchoices).get(value, value)
    return Truncator(plain(name, chosen)).chars(SHOWN_CHARACTERS)


def known(model: Any, locked: list[str]) -> list[str]:
    """Return the names that are still fields, lists or parts of the model."""
    ours = {one.name for one in concrete(model)._meta.get_fields()}
    return [name for name in locked if name in ours]


def plain(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, Decimal):
        whole = f"{value:.2f}".removesuffix(".00")
        return f"{number_format(whole, force_grouping=True)} €"
    if isinstance(value, int) and value >= LONG_NUMBER:
        return str(number_format(value, force_grouping=True))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(localize(value))


def row_words(model: Any, values: dict[str, Any], names: Names) -> str:
    """Return the values of a part's row on one line, without labels."""
    said = [
        words(model, name, value, names)
        for name, value in values.items()
        if value not in (None, "") and not is_technical(model, name)
    ]
    return ", ".join(said) or "—"


def is_technical(model: Any, name: str) -> bool:
    """Return whether a field is not meant for people: an order, a file name."""
    one: Any = concrete(model)._meta.get_field(name)
    return name == "position" or hasattr(one, "upload_to")
