"""Values in words: labels of choices, names of what is pointed at, amounts, dates."""

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
    """Names of the rows that values point at; one query for each table.

    Everything that will be told is announced with ``want`` first.
    """

    def __init__(self) -> None:
        self.wanted: dict[Any, set[Any]] = defaultdict(set)
        self.known: dict[tuple[Any, Any], str] = {}
        self.gone: set[tuple[Any, Any]] = set()

    def want(self, model: Any, keys: Iterable[Any]) -> None:
        """Announce keys whose names will be asked for."""
        self.wanted[concrete(model)].update(key for key in keys if key is not None)

    def of(self, model: Any, key: Any) -> str:
        """Give the name of a row; of one that is gone, as it was last called."""
        table = concrete(model)
        self.wanted[table].add(key)
        if (table, key) not in self.known:
            self.read(table)
        return self.known[table, key]

    def exists(self, model: Any, key: Any) -> bool:
        """Say whether a row is still there."""
        self.of(model, key)
        return (concrete(model), key) not in self.gone

    def read(self, table: Any) -> None:
        """Read the names that are wanted and not known yet."""
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
        """Give how a row that is gone was called, as its history has it."""
        told = None
        if has_history(table):
            mine = records(table).objects.filter(**{table._meta.pk.attname: key})
            told = mine.order_by("-history_date", "-history_id").first()
        name = str(as_row(told)) if told else f"{table._meta.verbose_name} {key}"
        return _("%(name)s (n’existe plus)") % {"name": name}


def as_row(record: Any) -> Any:
    """Give a record of history as a row that is not saved."""
    model = concrete(record.instance_type)
    return model(**{one.attname: getattr(record, one.attname) for one in fields(model)})


def fields(model: Any) -> list[Any]:
    """Give the fields of a model that its history keeps, the key included."""
    kept = {one.name for one in records(model).tracked_fields}
    found = [one for one in model._meta.concrete_fields if one.name in kept]
    return [one for one in found if not one.generated]


def label_of(model: Any, name: str) -> str:
    """Give what a field, a list or a part of a sheet is called."""
    for part in parts_of(model):
        if part.name == name:
            return part.label
    one: Any = concrete(model)._meta.get_field(name)
    return str(capfirst(str(one.verbose_name)))


def words(model: Any, name: str, value: Any, names: Names) -> str:
    """Give the value of a field in words; a dash for nothing."""
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
    """Keep the names that are fields, lists or parts of a sheet."""
    ours = {one.name for one in concrete(model)._meta.get_fields()}
    return [name for name in locked if name in ours]


def plain(name: str, value: Any) -> str:
    """Give a value without relation in words."""
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
    """Give a row of a part in one line: what it says, without labels."""
    said = [
        words(model, name, value, names)
        for name, value in values.items()
        if value not in (None, "") and not is_technical(model, name)
    ]
    return ", ".join(said) or "—"


def is_technical(model: Any, name: str) -> bool:
    """Say whether a field means nothing to people: an order, the name of a file."""
    one: Any = concrete(model)._meta.get_field(name)
    return name == "position" or hasattr(one, "upload_to")
