"""Searching in the admin without regard to accents and case."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest

from cooperation.admin.points import PointedForms
from cooperation.folding import NameKey, name_key
from cooperation.search import LONGEST, by_relevance, matching, read_pieces, understand

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
else:
    BaseAdmin = admin.ModelAdmin


class FoldedSearchAdmin(PointedForms, BaseAdmin):
    """Finds rows that have every word of the search in one of ``search_fields``.

    Fields whose name ends in ``_key`` hold accent-free text (``name_key``);
    ``computed_keys`` names those that are computed for the search, with the field
    they are made of. The others are codes.
    """

    computed_keys: ClassVar[Mapping[str, str]] = {}
    heavy_fields: ClassVar[tuple[str, ...]] = ()
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Give the rows without their ``heavy_fields``, which no page shows."""
        return super().get_queryset(request).defer(*self.heavy_fields)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Give the public page of a row; staff see a draft's too, marked as one."""
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        return str(obj.get_absolute_url())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Give the rows found, and that none is found twice."""
        key = name_key(search_term)
        if key:
            queryset = self.found(request, queryset, search_term[:LONGEST])
        elif search_term:
            queryset = queryset.none()
        if key and is_autocomplete(request) and "name_key" in self.search_fields:
            queryset = closest_first(queryset, key)
        return queryset, False

    def found(
        self, request: HttpRequest, queryset: QuerySet[Any], text: str
    ) -> QuerySet[Any]:
        """Keep the rows that have every word, and every phrase in quotes."""
        pieces = [" ".join(words) for words, _phrase in read_pieces(text)]
        return self.with_every_word(queryset, pieces)

    def with_every_word(
        self, queryset: QuerySet[Any], words: list[str]
    ) -> QuerySet[Any]:
        """Keep the rows in which each word is found."""
        keys = {key: NameKey(field) for key, field in self.computed_keys.items()}
        queryset = queryset.alias(**keys)
        for word in words:
            queryset = queryset.filter(self.has_word(word))
        return queryset

    def has_word(self, word: str) -> Q:
        """Give the condition that one of the fields has ``word``."""
        condition = Q()
        for field in self.search_fields:
            lookup = "contains" if str(field).endswith("_key") else "icontains"
            condition |= Q(**{f"{field}__{lookup}": word})
        return condition | self.known_as(word)

    def known_as(self, word: str) -> Q:
        """Give the condition that another name of a row has ``word``; none by default.

        For names that are kept in rows of their own.
        """
        return Q()


class WordsSearchAdmin(FoldedSearchAdmin):
    """Finds sheets by all that they say, as the public search does, or by their names.

    The best come first, unless a column was chosen to sort by.
    """

    def found(
        self, request: HttpRequest, queryset: QuerySet[Any], text: str
    ) -> QuerySet[Any]:
        """Keep the sheets that the words find, in any order and beside accents."""
        by_name = super().found(request, queryset, text)
        understood = understand(text)
        if not understood:
            return by_name
        rows = self.model._base_manager.order_by()
        keys = matching(rows, understood).values("pk")
        named = by_name.order_by().values("pk")
        kept = queryset.filter(Q(pk__in=keys) | Q(pk__in=named))
        return kept if "o" in request.GET else by_relevance(kept, understood)


def is_autocomplete(request: HttpRequest) -> bool:
    """Say whether the search is typed into a field that suggests rows."""
    route = request.resolver_match
    return route is not None and route.url_name == "autocomplete"


def closest_first(queryset: QuerySet[Any], key: str) -> QuerySet[Any]:
    """Sort by how the name begins, so that Ay is not lost among Ayguemorte."""
    closeness = Case(
        When(name_key=key, then=0), When(name_key__startswith=key, then=1), default=2
    )
    return queryset.order_by(closeness, "name_key", "pk")
