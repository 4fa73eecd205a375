"""What public columns show, as expressions that PostgreSQL computes.

Each takes the paths of a column; points are rounded to about ten metres.
"""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.db.models import Case, F, Func, TextChoices, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.db.models.lookups import Exact
from django.urls import reverse

from cooperation.enums import Publication

ValueBuilder = Callable[..., Combinable]
PLACEHOLDER_SLUG = "any-slug-whatever"
# Degrees as Python writes them ("8.0", "14.01"), and without the last zero.
FOUR_DECIMALS, FOUR_OR_LESS, THREE_OR_LESS = "FM990.0999", "FM990.9999", "FM990.999"


class JoinedText(Func):
    """Texts one after the other; null if one of them is."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


def build_if_published(publication: str, path: str) -> Case:
    """Return a value of another entry, null unless that entry is published."""
    return Case(When(**{publication: Publication.PUBLISHED}, then=F(path)))


def build_choice_label(value: Combinable, choices: type[TextChoices]) -> Case:
    """Return the label of a code in the active language, else an empty text."""
    labels = [
        When(Exact(value, Value(code)), then=Value(str(label)))
        for code, label in choices.choices
    ]
    return Case(*labels, default=Value(""), output_field=TextField())


def build_page_url(route: str, write_slug: ValueBuilder = F) -> ValueBuilder:
    """Return a builder of the full address of a slug's page, in the active language."""

    def build(slug: str) -> Combinable:
        address = settings.SITE_URL + reverse(route, args=[PLACEHOLDER_SLUG])
        before, after = address.split(PLACEHOLDER_SLUG)
        return JoinedText(Value(before), write_slug(slug), Value(after))

    return build


def build_constant(text: str) -> ValueBuilder:
    """Return a builder of the same text on every row."""
    return lambda *_paths: Value(text, TextField())


def build_utc_date(moment: str) -> TruncDate:
    return TruncDate(moment, tzinfo=datetime.UTC)


def build_first_known(*paths: str) -> Combinable:
    """Return the first text that is not empty, else an empty one."""
    return Coalesce(*(NullIf(F(path), Value("")) for path in paths), Value(""))


def build_point_precision(own: str, place: str, country: str) -> Case:
    """Return how precisely a location's point is known, as a code."""
    return build_known_precision({own: "lieu", place: "localite", country: "pays"})


def build_place_precision(place: str, country: str) -> Case:
    return build_known_precision({place: "localite", country: "pays"})


def build_known_precision(codes: dict[str, str]) -> Case:
    """Return the code of the first path that has a value."""
    known = [
        When(**{f"{path}__isnull": False}, then=Value(code))
        for path, code in codes.items()
    ]
    return Case(*known, default=Value(""), output_field=TextField())


# Points -------------------------------------------------------------------------------


def build_wkt_point(lat: str, lng: str) -> JoinedText:
    """Return a point as WKT, with six significant digits; null if it is not known."""
    return JoinedText(
        Value("POINT ("),
        build_short_degrees(lng),
        Value(" "),
        build_short_degrees(lat),
        Value(")"),
    )


def build_json_point(lat: str, lng: str) -> JoinedText:
    """Return the coordinates of a point as JSON; null if it is not known."""
    return JoinedText(
        Value("["),
        format_number(F(lng), FOUR_DECIMALS),
        Value(","),
        format_number(F(lat), FOUR_DECIMALS),
        Value("]"),
    )


def build_short_degrees(path: str) -> Func:
    """Return degrees with four decimals at most, from a hundred on with three."""
    near = {f"{path}__gt": -100, f"{path}__lt": 100}
    rounded = Func(
        format_number(F(path), FOUR_DECIMALS), template="%(expressions)s::float8"
    )
    number = Case(
        When(**near, then=format_number(F(path), FOUR_OR_LESS)),
        default=format_number(rounded, THREE_OR_LESS),
    )
    return Func(number, Value("."), function="rtrim", output_field=TextField())


def format_number(number: Combinable, pattern: str) -> Func:
    """Return a number by a pattern of PostgreSQL, which rounds as Python does."""
    return Func(number, Value(pattern), function="to_char", output_field=TextField())
