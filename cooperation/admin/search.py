"""Search in the admin, insensitive to accents and case."""

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

    Fields whose name ends in ``_key`` hold accent-free text (``name_key``); the others
    are codes. ``computed_keys`` maps keys that are computed for the search to the field
    they are made of. No page loads ``deferred_fields``.
    """

    computed_keys: ClassVar[Mapping[str, str]] = {}
    heavy_fields: ClassVar[tuple[str, ...]] = ()
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*self.heavy_fields)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Return the public page of a row; staff see that of a draft too."""
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        return str(obj.get_absolute_url())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows found, and False: no row is found twice."""
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
        """Filter by every word, and by every phrase in quotes."""
        pieces = [" ".join(words) for words, _phrase in read_pieces(text)]
        return self.with_every_word(queryset, pieces)

    def with_every_word(
        self, queryset: QuerySet[Any], words: list[str]
    ) -> QuerySet[Any]:
        keys = {key: NameKey(field) for key, field in self.computed_keys.items()}
        queryset = queryset.alias(**keys)
        for word in words:
            queryset = queryset.filter(self.has_word(word))
        return queryset

    def has_word(self, word: str) -> Q:
        """Return the condition that one of ``search_fields`` contains ``word``."""
        condition = Q()
        for field in self.search_fields:
            lookup = "contains" if str(field).endswith("_key") else "icontains"
            condition |= Q(**{f"{field}__{lookup}": word})
        return condition | self.known_as(word)

    def known_as(self, word: str) -> Q:
        """Return the condition that another name of a row has ``word``.

        None by default; overridden where names have a table of their own.
        """
        return Q()


class WordsSearchAdmin(FoldedSearchAdmin):
    """Finds entries by their full text, as the public search does, or by their names.

    The best matches come first, unless a column was chosen to sort by.
    """

    def found(
        self, request: HttpRequest, queryset: QuerySet[Any], text: str
    ) -> QuerySet[Any]:
        """Filter by full text or by name, in order of relevance."""
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
    """Return whether the search comes from an autocomplete field."""
    route = request.resolver_match
    return route is not None and route.url_name == "autocomplete"


def closest_first(queryset: QuerySet[Any], key: str) -> QuerySet[Any]:
    """Order by how the name begins, so that Ay comes before Ayguemorte."""
    closeness = Case(
        When(name_key=key, then=0), When(name_key__startswith=key, then=1), default=2
    )
    return queryset.order_by(closeness, "name_key", "pk")
