"""Search in the admin, insensitive to accents and case."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest

from cooperation.admin.mixins.public_page import PublicPageAdmin
from cooperation.search.fulltext import (
    filter_matching,
    order_by_relevance,
    parse_search,
)
from cooperation.search.terms import MAX_SEARCH_LENGTH, read_terms
from cooperation.text import Normalize, normalize


class SearchAdmin(PublicPageAdmin):
    """Finds rows that have every word of the search in one of ``search_fields``.

    Fields whose name ends in ``_key`` hold accent-free text (``name_key``); the others
    are codes. ``computed_keys`` maps keys that are computed for the search to the field
    they are made of. With ``has_full_text``, rows are also found by their full text, as
    the public search does. No page loads ``deferred_fields``.
    """

    has_full_text: ClassVar[bool] = False
    computed_keys: ClassVar[Mapping[str, str]] = {}
    deferred_fields: ClassVar[tuple[str, ...]] = ()
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*self.deferred_fields)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows found, and False: no row is found twice."""
        key = normalize(search_term)
        if key:
            queryset = self.search_rows(
                request, queryset, search_term[:MAX_SEARCH_LENGTH]
            )
        elif search_term:
            queryset = queryset.none()
        if key and is_autocomplete(request) and "name_key" in self.search_fields:
            queryset = order_by_closeness(queryset, key)
        return queryset, False

    def search_rows(
        self, request: HttpRequest, queryset: QuerySet[Any], text: str
    ) -> QuerySet[Any]:
        """Filter by every word, and by every phrase in quotes.

        Of full text, the best matches come first, unless a column was chosen to sort
        by.
        """
        pieces = [" ".join(term.words) for term in read_terms(text)]
        by_name = self.filter_by_words(queryset, pieces)
        parsed_search = parse_search(text) if self.has_full_text else None
        if not parsed_search:
            return by_name
        rows = self.model._base_manager.order_by()
        keys = filter_matching(rows, parsed_search).values("pk")
        name_matches = by_name.order_by().values("pk")
        matching = queryset.filter(Q(pk__in=keys) | Q(pk__in=name_matches))
        return (
            matching
            if "o" in request.GET
            else order_by_relevance(matching, parsed_search)
        )

    def filter_by_words(
        self, queryset: QuerySet[Any], words: list[str]
    ) -> QuerySet[Any]:
        keys = {key: Normalize(field) for key, field in self.computed_keys.items()}
        queryset = queryset.alias(**keys)
        for word in words:
            queryset = queryset.filter(self.has_word(word))
        return queryset

    def has_word(self, word: str) -> Q:
        """Return the condition that one of ``search_fields`` contains ``word``.

        Numbers are compared with numbers only, which have no case.
        """
        condition = Q()
        for field in self.search_fields:
            if not word.isdecimal() and self.is_number(str(field)):
                continue
            has_case = not (str(field).endswith("_key") or word.isdecimal())
            lookup = "icontains" if has_case else "contains"
            condition |= Q(**{f"{field}__{lookup}": word})
        return condition | self.match_aliases(word)

    def is_number(self, name: str) -> bool:
        fields = {field.name: field for field in self.model._meta.concrete_fields}
        return isinstance(fields.get(name), models.IntegerField)

    def match_aliases(self, word: str) -> Q:
        """Return the condition that another name of a row has ``word``.

        None by default; overridden where names have a table of their own.
        """
        return Q()


def is_autocomplete(request: HttpRequest) -> bool:
    """Return whether the search comes from an autocomplete field."""
    route = request.resolver_match
    return route is not None and route.url_name == "autocomplete"


def order_by_closeness(queryset: QuerySet[Any], key: str) -> QuerySet[Any]:
    """Order by how the name begins, so that Ay comes before Ayguemorte."""
    closeness = Case(
        When(name_key=key, then=0), When(name_key__startswith=key, then=1), default=2
    )
    return queryset.order_by(closeness, "name_key", "pk")
