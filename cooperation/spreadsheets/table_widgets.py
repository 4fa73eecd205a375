"""How the fields of simple tables read a cell, and what an export writes of them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

from cooperation.columns.datasets import return_unchanged, unescape_formula
from cooperation.columns.specs import LIST_SEPARATOR
from cooperation.models import (
    Action,
    Collectivity,
    Country,
    Department,
    FundingWindow,
    Goal,
    Theme,
)
from cooperation.models.common import LARGE_FIELDS
from cooperation.parsing.choices import ChoiceNames, parse_yes_no, split_list
from cooperation.parsing.dates import parse_date
from cooperation.parsing.result import ParseError
from cooperation.spreadsheets.files.cell_text import NO, YES
from cooperation.spreadsheets.resources.current_rows import is_erasing
from cooperation.spreadsheets.selection import FRENCH
from cooperation.text import normalize

PLAIN_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,20})?", re.ASCII)
SPACES = re.compile(r"[\s\u00a0\u202f]")
# What names a row of these tables in a cell; an export writes the first.
NAMING_FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Action: ("reference", "slug"),
    Collectivity: ("slug", "insee_code", "siren", "name_key"),
    Country: ("iso2", "name_key"),
    Department: ("code", "name_key"),
    FundingWindow: ("code", "name_fr"),
    Goal: ("number",),
    Theme: ("code", "name_fr"),
}


class TableCellWidget(Widget):
    """Reads the cells of a column by ``parse``, and writes them by ``show``."""

    def __init__(
        self,
        parse: Callable[[str], Any] = return_unchanged,
        show: Callable[[Any], Any] = return_unchanged,
        empty: Any = None,
    ) -> None:
        super().__init__(coerce_to_string=False)
        self.parse, self.show, self.empty = parse, show, empty

    def prepare(self, texts: Iterable[str]) -> None:
        """Get ready to read the cells of a file."""

    def clean(self, value: str, row: Any = None, **_options: Any) -> Any:
        """Return the value of a cell; raise ``ValueError`` with a reason in French."""
        if is_erasing(value):
            return self.empty
        try:
            return self.parse(unescape_formula(value))
        except ParseError as error:
            raise ValueError(error.reason or _("cette valeur ne se lit pas")) from error

    def render(self, value: Any, obj: Any = None, **_options: Any) -> Any:
        return "" if value is None else self.show(value)


class NamedRows:
    """The rows of a model that cells name, each looked up once."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model, self.fields = model, NAMING_FIELDS[model]
        self.found: dict[str, list[models.Model]] = {}

    def load(self, texts: Iterable[str]) -> None:
        """Look up what cells name, in a query for each field that names rows."""
        left = {unescape_formula(text) for text in texts} - self.found.keys() - {""}
        objects: Any = self.model._base_manager
        large = LARGE_FIELDS.get(self.model.__name__, ())
        for field in self.fields:
            values = {text: self.get_value(field, text) for text in left}
            rows: dict[Any, list[models.Model]] = defaultdict(list)
            asked = {value for value in values.values() if value is not None}
            if asked:
                for row in objects.filter(**{f"{field}__in": asked}).defer(*large):
                    rows[getattr(row, field)].append(row)
            found = {text: rows[one] for text, one in values.items() if one in rows}
            self.found |= found
            left -= found.keys()
        self.found |= {text: [] for text in left}

    def get_value(self, field: str, text: str) -> Any:
        """Return what a field would hold; None for a word where it is a number."""
        name = normalize(text) if field.endswith("_key") else text
        with suppress(ValidationError):
            known: Any = self.model._meta.get_field(field)
            return known.to_python(name)
        return None

    def find(self, text: str) -> models.Model:
        """Return the row that a cell names; raise ``ParseError`` if it is not one."""
        if text not in self.found:
            self.load([text])
        rows = self.found.get(text, [])
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise ParseError(text, _("plusieurs portent ce nom : donnez le code"))
        raise ParseError(text, _("introuvable : donnez le code ou le nom exact"))

    def show(self, row: models.Model) -> Any:
        return getattr(row, self.fields[0])


class NamedRowWidget(TableCellWidget):
    """Reads and writes the name of a row."""

    def __init__(self, model: type[models.Model]) -> None:
        self.rows = NamedRows(model)
        super().__init__(self.rows.find, self.rows.show)

    def prepare(self, texts: Iterable[str]) -> None:
        self.rows.load(texts)


class NamedListWidget(ManyToManyWidget):
    """Reads and writes a list of rows, parted by vertical bars."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(model)
        self.one = NamedRowWidget(model)

    def prepare(self, texts: Iterable[str]) -> None:
        self.one.prepare({part for text in texts for part in split_list(text)})

    def clean(self, value: str, row: Any = None, **_options: Any) -> list[Any]:
        found = [self.one.clean(part) for part in split_list(value)]
        return [one for one in found if one is not None]

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        rows = value.all() if isinstance(value, models.Manager) else value or ()
        return LIST_SEPARATOR.join(str(self.one.render(row)) for row in rows)


def parse_decimal(text: str) -> Decimal:
    compact = SPACES.sub("", text)
    if not PLAIN_NUMBER.fullmatch(compact):
        raise ParseError(text, _("ce n’est pas un nombre"))
    return Decimal(compact.replace(",", "."))


def parse_integer(text: str) -> int:
    number = parse_decimal(text)
    if number % 1:
        raise ParseError(text, _("ce n’est pas un nombre entier"))
    return int(number)


def parse_degrees(text: str) -> float:
    return float(parse_decimal(text))


def show_degrees(number: float) -> float | str:
    """Return a number as text where spreadsheets, which keep 15 digits, round it."""
    return number if float(f"{number:.15g}") == number else repr(number)


def parse_day(text: str) -> date:
    """Return a whole date; one that is partial or takes liberties is refused."""
    value, remark = parse_date(text)
    if remark or value is None or value.month is None or value.day is None:
        raise ParseError(text, remark or _("il faut le jour, le mois et l’année"))
    return date(value.year, value.month, value.day)


def parse_flag(text: str) -> bool:
    return bool(parse_yes_no(text).value)


def show_flag(value: bool) -> str:
    return YES if value else NO


def show_moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def split_codes(text: str) -> list[str]:
    return split_list(text)


KINDS: tuple[tuple[Any, Callable[[str], Any], Callable[[Any], Any]], ...] = (
    (models.BooleanField, parse_flag, show_flag),
    (models.DateTimeField, return_unchanged, show_moment),
    (models.DateField, parse_day, return_unchanged),
    (models.DecimalField, parse_decimal, return_unchanged),
    (models.FloatField, parse_degrees, show_degrees),
    (models.IntegerField, parse_integer, return_unchanged),
    (ArrayField, split_codes, LIST_SEPARATOR.join),
)


def build_widget(field: Any) -> Widget:
    """Return the widget of a model's field."""
    if field.many_to_many:
        return NamedListWidget(field.related_model)
    if field.is_relation:
        return NamedRowWidget(field.related_model)
    if field.choices:
        return build_choice_widget(field.flatchoices)
    for kind, parse, show in KINDS:
        if isinstance(field, kind):
            return TableCellWidget(parse, show)
    return TableCellWidget(empty="")


def build_choice_widget(choices: Any) -> TableCellWidget:
    """Return the widget of a closed list, whose cells hold French labels."""
    with translation.override(FRENCH):
        labels = {code: str(label) for code, label in choices}
    names = ChoiceNames(labels.items())

    def parse(text: str) -> str:
        return names.parse(text).value

    return TableCellWidget(parse, lambda code: labels.get(code, code))
