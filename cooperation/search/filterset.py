"""Base of the FilterSets: parameters parsed once, applied together or all but some.

A bad value never breaks a page: ``problems`` reports it and it is left out; machine
formats refuse it, and unknown parameters as well (``strict_errors``), except those
that trackers add to any link. Pages ignore unknown parameters.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import django_filters
from django.db.models import Q, QuerySet, TextChoices
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.search.displays import (
    COLUMNS,
    DEFAULT_COLUMNS,
    DISPLAY_PARAMS,
    PAGE_SIZE,
    PAGE_SIZES,
    VIEW,
    ListDisplay,
    read_members,
    read_page_sizes,
)
from cooperation.search.fulltext import (
    ParsedSearch,
    RawTsQuery,
    UnderstoodWords,
    build_relevance,
)
from cooperation.search.lookups import Condition
from cooperation.search.pagination import PAGE
from cooperation.search.params import (
    MAX_SHOWN_LENGTH,
    ParamField,
    ParamOption,
    ParamReader,
    ParsedParam,
    SearchParamField,
    enum_choices,
)

# What other sites add to links; never a filter.
TRACKING_PARAMS = re.compile("(utm_|mtm_|pk_|piwik_|at_|fbclid$|gclid$|msclkid$)")
ORDER = "tri"
RELEVANCE, RECENT = "pertinence", "recent"

ConditionBuilder = Callable[[Any, list[Any]], Condition]


class ParamFilter(django_filters.Filter):
    """One URL parameter: how it is parsed, and the condition of its options."""

    field_class = ParamField

    def __init__(
        self,
        label: str | Promise,
        reader: ParamReader,
        apply: ConditionBuilder | None = None,
        *,
        single: bool = False,
        hint: str | Promise = "",
    ) -> None:
        super().__init__(label=label, reader=reader, single=single, hint=hint, name="")
        self.apply = apply

    @property
    def field(self) -> Any:
        reading_field = super().field
        reading_field.name = self.field_name
        return reading_field

    def filter(self, queryset: QuerySet[Any], param: ParsedParam) -> QuerySet[Any]:
        """Keep the rows that match one of the options; all where there is none."""
        if not param.options or self.apply is None:
            return queryset
        return queryset.filter(self.apply(self.parent.lookups, param.keys))


class SearchParamFilter(ParamFilter):
    """The words of a search, and the choices that some of them stand for."""

    field_class = SearchParamField

    def filter(self, queryset: QuerySet[Any], param: ParsedParam) -> QuerySet[Any]:
        if not param.options:
            return queryset
        search: ParsedSearch = param.keys[0]
        if search.query:
            queryset = queryset.filter(search_vector=RawTsQuery(search.query))
        for name, words in group_understood(search):
            apply = self.parent.filters[name].apply
            if apply is None:  # an order keeps everything
                continue
            condition = apply(
                self.parent.lookups, [key for one in words for key in one.keys]
            )
            for query in (one.query for one in words if one.query):
                condition = Q(condition) | Q(search_vector=RawTsQuery(query))
            queryset = queryset.filter(condition)
        return queryset


def group_understood(
    search: ParsedSearch,
) -> Iterator[tuple[str, list[UnderstoodWords]]]:
    """Yield the parameters with the words understood, which are alternatives.

    Words that are searched for as well must all be found: each comes alone.
    """
    exact: dict[str, list[UnderstoodWords]] = {}
    for words in search.understood:
        if words.query:
            yield words.param, [words]
        else:
            exact.setdefault(words.param, []).append(words)
    yield from exact.items()


def make_view_filter(*displays: ListDisplay) -> ParamFilter:
    return ParamFilter(gettext_lazy("affichage"), read_members(displays), single=True)


def make_column_filter(columns: type[TextChoices]) -> ParamFilter:
    return ParamFilter(gettext_lazy("colonnes du tableau"), enum_choices(columns))


def make_page_size_filter() -> ParamFilter:
    hint = ", ".join(map(str, PAGE_SIZES))
    return ParamFilter(
        gettext_lazy("résultats par page"), read_page_sizes, single=True, hint=hint
    )


class ActiveFilter(NamedTuple):
    """A chosen option, with the querystring of the same search without it."""

    name: str
    facet: str
    label: str
    query: str


class SearchFilterSet(django_filters.FilterSet):
    """A search of some rows, described by a querystring.

    ``qs`` is the result, sorted; ``excluding`` returns it without some parameters and
    unsorted. Subclasses declare the parameters, a search ``q`` and an order ``tri``
    among them, and the ``lookups`` that the parameters apply.
    """

    lookups: ClassVar[Any]
    # The columns that a table of this kind can have.
    columns: ClassVar[type[TextChoices] | None] = None

    par = make_page_size_filter()

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
    def cleaned(self) -> dict[str, ParsedParam]:
        self.form.full_clean()
        cleaned: dict[str, ParsedParam] = self.form.cleaned_data
        return self.clean(cleaned)

    def clean(self, cleaned: dict[str, ParsedParam]) -> dict[str, ParsedParam]:
        """Drop options that make no sense together."""
        return cleaned

    @property
    def problems(self) -> list[str]:
        return [
            problem for param in self.cleaned.values() for problem in param.problems
        ]

    @property
    def strict_errors(self) -> list[str]:
        """The problems, and the parameters that do not exist."""
        known = {*self.filters, PAGE}
        unknown = [
            Truncator(name).chars(MAX_SHOWN_LENGTH)
            for name in self.data
            if name not in known and not TRACKING_PARAMS.match(name)
        ]
        problem = _("« %s » n’est pas un paramètre.")
        return [*self.problems, *(problem % name for name in unknown)]

    @property
    def search(self) -> ParsedSearch | None:
        keys = self.cleaned["q"].keys
        return keys[0] if keys else None

    @property
    def is_ranked(self) -> bool:
        """Whether some words can tell which entry answers best."""
        return bool(self.search and self.search.rank_query)

    # Selecting ----------------------------------------------------------------------

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.apply(queryset).order_by(*self.ordering())

    def excluding(self, *names: str) -> QuerySet[Any]:
        return self.apply(self.queryset.order_by(), names)

    def apply(
        self, queryset: QuerySet[Any], excluded: tuple[str, ...] = ()
    ) -> QuerySet[Any]:
        for name, param in self.cleaned.items():
            if name not in excluded:
                queryset = self.filters[name].filter(queryset, param)
        return queryset

    @property
    def order_by_default(self) -> str:
        return RELEVANCE if self.is_ranked else RECENT

    @property
    def order(self) -> str:
        chosen = self.cleaned[ORDER].values
        if chosen and (chosen[0] != RELEVANCE or self.is_ranked):
            return chosen[0]
        return self.order_by_default

    def ordering(self) -> list[Any]:
        """Return the expressions to sort by, down to a unique one."""
        if self.search and self.is_ranked and self.order == RELEVANCE:
            return [build_relevance(self.search).desc(), "title_key", "pk"]
        return [*self.orders()[self.order], "title_key", "pk"]

    def orders(self) -> dict[str, list[Any]]:
        """Return the expressions of each value of ``tri``, before the title."""
        raise NotImplementedError

    # Writing ------------------------------------------------------------------------

    @property
    def display(self) -> str:
        """How the list is shown: a value of ``ListDisplay``."""
        chosen = self.cleaned[VIEW].values if VIEW in self.cleaned else []
        return chosen[0] if chosen else ListDisplay.LIST.value

    @property
    def page_size(self) -> int:
        chosen = self.cleaned[PAGE_SIZE].keys
        return chosen[0] if chosen else PAGE_SIZES[0]

    @property
    def shown_columns(self) -> list[TextChoices]:
        """The columns of the table, in their own order: those chosen, or the usual."""
        if self.columns is None:
            return []
        chosen = self.cleaned[COLUMNS].values or DEFAULT_COLUMNS[self.columns]
        return [column for column in self.columns if column.value in chosen]

    @property
    def plain_querystring(self) -> str:
        """The querystring without what says how the list is shown, for exports."""
        shown = [
            (name, value)
            for name in DISPLAY_PARAMS
            if name in self.cleaned
            for value in self.cleaned[name].values
        ]
        return self.querystring(*shown)

    def querystring(self, *excluded: tuple[str, str], **added: str | list[str]) -> str:
        """Return the querystring of the search, without page and bad values.

        ``excluded`` are options to leave out, as (name, value).
        """
        query = QueryDict(mutable=True)
        for name, param in self.cleaned.items():
            if not param.options:
                continue
            remaining = [
                value for value in param.values if (name, value) not in excluded
            ]
            if remaining:
                query.setlist(name, remaining)
        for name, value in added.items():
            values = [value] if isinstance(value, str) else value
            query.setlist(name, [*query.getlist(name), *values])
        return query.urlencode(safe=",")

    @property
    def chosen(self) -> list[ActiveFilter]:
        return [
            active
            for name, param in self.cleaned.items()
            if name not in {ORDER, *DISPLAY_PARAMS}
            for option in param.options
            for active in self.list_active(name, option)
        ]

    def list_active(self, name: str, option: ParamOption) -> list[ActiveFilter]:
        """Return an option; of a search the words, and what others stand for."""
        without = self.querystring((name, option.value))
        if not isinstance(option.key, ParsedSearch) or not option.key.understood:
            label = capfirst(str(self.filters[name].label))
            return [ActiveFilter(name, label, option.label, without)]
        search = option.key
        found = [
            ActiveFilter(name, one.facet, one.label, self.replace_search(one.rest))
            for one in search.understood
        ]
        if search.words:
            label = capfirst(str(self.filters[name].label))
            rest = " ".join(dict.fromkeys(one.text for one in search.understood))
            found.append(
                ActiveFilter(name, label, search.words, self.replace_search(rest))
            )
        return found

    def replace_search(self, text: str) -> str:
        """Return the querystring with another text to search for."""
        options = [("q", value) for value in self.cleaned["q"].values]
        return self.querystring(*options, **({"q": text} if text else {}))
