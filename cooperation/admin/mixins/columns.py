"""Columns of the staff's lists: short dates, years as plain numbers, last changes."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field, IntegerField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.history.labels import get_author_names
from cooperation.history.parts import get_concrete_model, get_history_model

# Numbers that name something, which no separator of thousands parts.
PLAIN_NUMBERS = ("year", "geonames_id", "known_in", "object_id")
Column = str | Callable[[Any], Any]


def format_day(moment: Any) -> str:
    """Return a day in short ("12 nov. 2026"), with the time where there is one."""
    if not hasattr(moment, "hour"):
        return date_format(moment, "SHORT_DATE_FORMAT")
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def is_plain_number(field: Any) -> bool:
    return isinstance(field, IntegerField) and field.name.endswith(PLAIN_NUMBERS)


@cache
def build_column(model: Any, name: Column) -> Column:
    """Return what shows a field in short: itself, or a function that formats it."""
    field = find_field(model, name)
    if isinstance(field, DateField | DateTimeField):
        formatter: Callable[[Any], str] = format_day
    elif is_plain_number(field):
        formatter = str
    else:
        return name
    return build_formatted_column(field, formatter)


def find_field(model: Any, name: Any) -> "Field[Any, Any] | None":
    try:
        found: Field[Any, Any] = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found


def build_formatted_column(field: Any, formatter: Callable[[Any], str]) -> Column:
    """Return a function with what Django's lists and forms ask of a column."""

    def show(row: Any) -> str | None:
        value = getattr(row, field.attname)
        return None if value is None else formatter(value)

    column: Any = show
    column.__name__ = field.name
    column.short_description = field.verbose_name
    column.admin_order_field = field.name
    return show


def build_plain_numbers(model: Any, names: Iterable[Any]) -> list[Any]:
    """Return fields of a form that is only read, years as plain numbers."""
    return [
        build_plain_numbers(model, name)
        if isinstance(name, list | tuple)
        else build_column(model, name)
        if is_plain_number(find_field(model, name))
        else name
        for name in names
    ]


def attach_last_changes(model: Any, rows: Sequence[Any]) -> None:
    """Set ``last_record`` of each row: (when, author’s name), in two queries."""
    records = get_history_model(model).objects
    key = get_concrete_model(model)._meta.pk.attname
    last = (
        records.filter(**{f"{key}__in": [row.pk for row in rows]})
        .order_by(key, "-history_date", "-history_id")
        .distinct(key)
        .values_list(key, "history_date", "history_user_id")
    )
    found = {pk: (moment, author) for pk, moment, author in last}
    names = get_author_names(author for _moment, author in found.values())
    for row in rows:
        moment, author = found.get(row.pk, (None, None))
        name = names[author] if author else _("import ou commande")
        row.last_record = (moment, name) if moment else None


def show_last_change(row: Any) -> SafeString | None:
    record = getattr(row, "last_record", None)
    if record is None:
        return None
    moment, author = record
    return format_html(
        '<time datetime="{}">{}</time> <span class="quiet">{}</span>',
        moment.isoformat(),
        date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT"),
        author,
    )
