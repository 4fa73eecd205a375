"""Base of the FilterSets: parameters parsed once, applied together or all but some.

A bad value never breaks a page: ``problems`` reports it and it is left out; machine
formats refuse it, and unknown parameters as well (``strict_errors``), except those
that trackers add to any link. Pages ignore unknown parameters.
"""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cooperation.conditions import Condition
from cooperation.parameters import (
    LONGEST_SHOWN,
    Reader,
    Reading,
    ReadingField,
    SearchField,
)
from cooperation.search import Search, relevance

# What other sites add to links; never a filter.
TRACKERS = re.compile("(utm_|mtm_|pk_|piwik_|at_|fbclid$|gclid$|msclkid$)")
ORDER, VIEW, PAGE = "tri", "vue", "page"
RELEVANCE, RECENT = "pertinence", "recent"

Narrow = Callable[[Any, list[Any]], Condition]


class Parameter(django_filters.Filter):
    """One URL parameter: how it is parsed, and the condition of its options."""

    field_class = ReadingField

    def __init__(
        self,
        label: str | Promise,
        reader: Reader,
        narrow: Narrow | None = None,
        *,
        single: bool = False,
        hint: str | Promise = "",
    ) -> None:
        super().__init__(label=label, reader=reader, single=single, hint=hint, name="")
        self.narrow = narrow

    @property
    def field(self) -> Any:
        reading_field = super().field
        reading_field.name = self.field_name
        return reading_field

    def filter(self, queryset: QuerySet[Any], reading: Reading) -> QuerySet[Any]:
        """Keep the rows that match one of the options; all where there is none."""
        if not reading.options or self.narrow is None:
            return queryset
        return queryset.filter(self.narrow(self.parent.conditions, reading.keys))


class SearchParameter(Parameter):
    field_class = SearchField


class Tag(NamedTuple):
    """A chosen option, with the querystring of the same search without it."""

    name: str
    facet: str
    label: str
    query: str


class Selection(django_filters.FilterSet):
    """A search of some rows, described by a querystring.

    ``qs`` is the result, sorted; ``excluding`` returns it without some parameters and
    unsorted. Subclasses declare the parameters, a search ``q`` and an order ``tri``
    among them, and the ``lookups`` that the parameters apply.
    """

    conditions: ClassVar[Any]

    def __init__(
        self,
        data: QueryDict | None = None,
        queryset: QuerySet[Any] | None = None,
        **options: Any,
    ) -> None:
        rows = self.scope() if queryset is None else queryset
        super().__init__(QueryDict() if data is None else data, rows, **options)

    @classmethod
    def scope(cls) -> QuerySet[Any]:
        """Return the rows to search: those that the public may see."""
        raise NotImplementedError

    # Reading ------------------------------------------------------------------------

    @cached_property
    def readings(self) -> dict[str, Reading]:
        self.form.full_clean()
        readings: dict[str, Reading] = self.form.cleaned_data
        return self.checked(readings)

    def checked(self, readings: dict[str, Reading]) -> dict[str, Reading]:
        """Drop options that make no sense together."""
        return readings

    @property
    def problems(self) -> list[str]:
        return [
            problem
            for reading in self.readings.values()
            for problem in reading.problems
        ]

    @property
    def refusals(self) -> list[str]:
        """The problems, and the parameters that do not exist."""
        known = {*self.filters, PAGE}
        unknown = [
            Truncator(name).chars(LONGEST_SHOWN)
            for name in self.data
            if name not in known and not TRACKERS.match(name)
        ]
        problem = _("« %s » n’est pas un paramètre.")
        return [*self.problems, *(problem % name for name in unknown)]

    @property
    def search(self) -> Search | None:
        keys = self.readings["q"].keys
        return keys[0] if keys else None

    # Selecting ----------------------------------------------------------------------

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.narrow(queryset).order_by(*self.ordering())

    def without(self, *names: str) -> QuerySet[Any]:
        return self.narrow(self.queryset.order_by(), names)

    def narrow(
        self, queryset: QuerySet[Any], left_out: tuple[str, ...] = ()
    ) -> QuerySet[Any]:
        for name, reading in self.readings.items():
            if name not in left_out:
                queryset = self.filters[name].filter(queryset, reading)
        return queryset

    @property
    def order_by_default(self) -> str:
        return RELEVANCE if self.search else RECENT

    @property
    def order(self) -> str:
        chosen = self.readings[ORDER].values
        if chosen and (chosen[0] != RELEVANCE or self.search):
            return chosen[0]
        return self.order_by_default

    def ordering(self) -> list[Any]:
        """Return the expressions to sort by, down to a unique one."""
        if self.search and self.order == RELEVANCE:
            return [relevance(self.search).desc(), "title_key", "pk"]
        return [*self.orders()[self.order], "title_key", "pk"]

    def orders(self) -> dict[str, list[Any]]:
        """Return the expressions of each value of ``tri``, before the title."""
        raise NotImplementedError

    # Writing ------------------------------------------------------------------------

    def address(self, *left_out: tuple[str, str], **added: str | list[str]) -> str:
        """Return the querystring of the search, without page and bad values.

        ``excluded`` are options to leave out, as (name, value).
        """
        query = QueryDict(mutable=True)
        for name, reading in self.readings.items():
            kept = [value for value in reading.values if (name, value) not in left_out]
            if kept:
                query.setlist(name, kept)
        for name, value in added.items():
            values = [value] if isinstance(value, str) else value
            query.setlist(name, [*query.getlist(name), *values])
        return query.urlencode(safe=",")

    @property
    def chosen(self) -> list[Tag]:
        return [
            Tag(
                name,
                capfirst(str(self.filters[name].label)),
                option.label,
                self.address((name, option.value)),
            )
            for name, reading in self.readings.items()
            if name not in {ORDER, VIEW}
            for option in reading.options
        ]
