"""Parsing of URL parameters into options and error messages.

Parsing never raises: valid values are kept, the others are reported and left out.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet, TextChoices
from django.http import QueryDict
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cooperation.models.common import FIRST_YEAR, LAST_YEAR
from cooperation.models.expressions import BoundingBox
from cooperation.search.terms import strip_unstorable

MAX_SHOWN_LENGTH = 40
HALF_TURN = 180
# How far a map may be dragged around the Earth before its corners are nonsense.
MAX_LONGITUDE = 3 * HALF_TURN
ZOOM_LEVELS = {str(zoom) for zoom in range(20)}
NUMBER = re.compile(r"[+-]?\d{1,4}(\.\d{1,20})?", re.ASCII)


class ParamOption(NamedTuple):
    """One chosen value.

    ``value`` as in a URL, ``label`` for people, ``key`` as the database compares it.
    """

    value: str
    label: str
    key: Any


ParamReader = Callable[[list[str]], Mapping[str, ParamOption]]


@dataclass
class ParsedParam:
    """The options chosen for one parameter, and the errors of the other values."""

    options: list[ParamOption] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def keys(self) -> list[Any]:
        return [option.key for option in self.options]

    @property
    def values(self) -> list[str]:
        return [option.value for option in self.options]


class ParamField(forms.Field):
    """A form field that is always valid; its value is a ``ParsedParam``.

    ``reader`` returns the option of each raw value that it understands; ``hint`` says
    what is expected, after an error.
    """

    widget = forms.MultipleHiddenInput

    def __init__(
        self, *, name: str, reader: ParamReader, single: bool, hint: Any, **options: Any
    ) -> None:
        super().__init__(**options)
        self.name, self.reader, self.single, self.hint = name, reader, single, hint

    def clean(self, value: list[str] | None) -> ParsedParam:
        written = (strip_unstorable(text).strip() for text in value or [])
        raw = list(dict.fromkeys(text for text in written if text))
        if self.single and len(raw) > 1:
            problem = _(
                "Le filtre « %s » ne prend qu’une valeur : la première est lue."
            )
            param = self.clean(raw[:1])
            return ParsedParam(
                param.options, [problem % self.full_label, *param.problems]
            )
        understood = self.reader(raw)
        options = {option.value: option for option in understood.values()}
        unknown = [self.build_error(text) for text in raw if text not in understood]
        return ParsedParam(list(options.values()), unknown)

    @property
    def full_label(self) -> str:
        return f"{capfirst(str(self.label))} ({self.name})"

    def build_error(self, text: str) -> str:
        excerpt = Truncator(text).chars(MAX_SHOWN_LENGTH)
        problem = _("« %(value)s » n’est pas une valeur du filtre « %(label)s »")
        sentence = problem % {"value": excerpt, "label": self.full_label}
        return f"{sentence} : {self.hint}." if self.hint else f"{sentence}."


class SearchParamField(ParamField):
    """Takes the text of a search as it is; its FilterSet parses it."""

    def clean(self, value: list[str] | None) -> ParsedParam:
        text = " ".join(text.strip() for text in value or [] if text.strip())
        return ParsedParam([ParamOption(text, text, text)] if text else [])


# Readers ------------------------------------------------------------------------------


def read_nothing(_raw: list[str]) -> dict[str, ParamOption]:
    """Return no option: for fields that parse by themselves."""
    return {}


def model_choices(
    rows: Callable[[], QuerySet[Any]],
    column: str,
    fold: Callable[[str], str] = str.lower,
) -> ParamReader:
    """Return a reader of values that ``column`` of ``rows`` holds; one query if any."""

    def read(raw: list[str]) -> dict[str, ParamOption]:
        if not raw:
            return {}
        folded = {text: fold(text) for text in raw}
        found = rows().filter(**{f"{column}__in": set(folded.values())})
        options = {getattr(row, column): row for row in found}
        return {
            text: ParamOption(to_param(column, key), str(options[key]), options[key].pk)
            for text, key in folded.items()
            if key in options
        }

    return read


def to_param(column: str, key: str) -> str:
    """Return a key as it appears in URLs: countries in lower case."""
    return key.lower() if column == "iso2" else key


def enum_choices(choices: type[TextChoices]) -> ParamReader:
    def read(raw: list[str]) -> dict[str, ParamOption]:
        return {
            text: ParamOption(
                text.lower(), str(choices(text.lower()).label), text.lower()
            )
            for text in raw
            if text.lower() in choices.values
        }

    return read


def read_years(raw: list[str]) -> dict[str, ParamOption]:
    """Read years between ``FIRST_YEAR`` and ``LAST_YEAR``."""
    return {
        text: ParamOption(text, text, int(text))
        for text in raw
        if re.fullmatch(r"\d{3,4}", text, re.ASCII)
        and FIRST_YEAR <= int(text) <= LAST_YEAR
    }


def read_boxes(raw: list[str]) -> dict[str, ParamOption]:
    """Read bounding boxes: "west,south,east,north", in degrees."""
    boxes = {text: read_box(text) for text in raw}
    return {
        text: ParamOption(
            ",".join(f"{corner:g}" for corner in box), _("cadre choisi"), box
        )
        for text, box in boxes.items()
        if box
    }


def pop_zoom(query: QueryDict, name: str, *, default: int) -> int | None:
    """Remove the zoom of a map from a query and return it; None if it is invalid."""
    found = query.pop(name, [str(default)])
    if len(found) > 1 or not ZOOM_LEVELS.issuperset(map(str, found)):
        return None
    return int(str(found[0]))


def read_box(text: str) -> BoundingBox | None:
    numbers = [number.strip() for number in text.split(",")]
    if len(numbers) != len(BoundingBox._fields) or not all(
        map(NUMBER.fullmatch, numbers)
    ):
        return None
    west, south, east, north = (round(float(number), 4) for number in numbers)
    too_far = max(abs(west), abs(east)) > MAX_LONGITUDE
    if too_far or not -90 <= south <= north <= 90 or west > east + 2 * HALF_TURN:
        return None
    if east - west >= 2 * HALF_TURN:
        return BoundingBox(-HALF_TURN, south, HALF_TURN, north)
    return BoundingBox(wrap_longitude(west), south, wrap_longitude(east), north)


def wrap_longitude(longitude: float) -> float:
    """Return a longitude between -180 and 180, however far the map was dragged."""
    if abs(longitude) <= HALF_TURN:
        return longitude
    return round(math.remainder(longitude, 2 * HALF_TURN), 4)
