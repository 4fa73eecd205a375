"""One search over the rows of all tables that a member of staff may see.

Each table is a source; the admin's tables are made sources by ``views.staff.search``,
the higher apps register theirs in ``ready()``. A table costs one query, and a second
one where it has rows to show.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from cooperation.text import normalize

SHOWN_PER_TABLE = 5
MOST_COUNTED = 100
SHORTEST = 2
# Where a row matches: its name or a code is the text, its name begins so, or has it.
EXACT, PREFIX, INSIDE, ELSEWHERE = range(4)


class SearchSource(NamedTuple):
    """A table as the search sees it.

    ``rows`` are all that the user may see, ``find`` returns those that match a text;
    ``fields`` are those by which a row is recognized, its name first; those that end in
    ``_key`` hold accent-free text. ``hints`` are attributes shown beside the name;
    ``list_url`` is a list that takes the text as ``q``, blank where there is none.
    """

    label: str
    rows: QuerySet[Any]
    find: Callable[[str], QuerySet[Any]]
    fields: tuple[str, ...]
    get_url: Callable[[Any], str]
    list_url: str
    hints: tuple[str, ...] = ()


class FoundRow(NamedTuple):
    name: str
    hint: str
    url: str


class FoundTable(NamedTuple):
    """What a table has: its first rows, and how many there are, up to 100."""

    source: SearchSource
    rows: list[FoundRow]
    number: int
    closeness: int

    @property
    def has_list(self) -> bool:
        """Whether more rows match than are shown, and a list shows them all."""
        return self.number > len(self.rows) and self.source.list_url != ""

    @property
    def is_more(self) -> bool:
        return self.number > MOST_COUNTED

    @property
    def shown_number(self) -> int:
        return min(self.number, MOST_COUNTED)


SourceProvider = Callable[[Any], list[SearchSource]]
SOURCE_PROVIDERS: list[SourceProvider] = []


def register_search_sources(provider: SourceProvider) -> None:
    """Register a function that gives the sources which a user may search."""
    if provider not in SOURCE_PROVIDERS:
        SOURCE_PROVIDERS.append(provider)


def list_registered_sources(user: Any) -> list[SearchSource]:
    return [source for provider in SOURCE_PROVIDERS for source in provider(user)]


def find_by_words(
    rows: QuerySet[Any], fields: tuple[str, ...], text: str
) -> QuerySet[Any]:
    """Keep the rows that have every word in one of the fields."""
    for word in normalize(text).split():
        condition = Q()
        for name in fields:
            lookup = "contains" if name.endswith("_key") else "icontains"
            condition |= Q(**{f"{name}__{lookup}": word})
        rows = rows.filter(condition)
    return rows


def search_tables(sources: Iterable[SearchSource], text: str) -> list[FoundTable]:
    """Return the tables with matching rows, those whose names match best first."""
    if len(normalize(text)) < SHORTEST:
        return []
    searched = [search_table(source, text) for source in sources]
    found = [table for table in searched if table is not None]
    return sorted(found, key=lambda table: table.closeness)


def search_table(source: SearchSource, text: str) -> FoundTable | None:
    rows = source.find(text)
    ranked = rows.annotate(closeness=build_closeness(rows.model, source.fields, text))
    ranked = ranked.order_by("closeness", source.fields[0], "pk")
    found = list(ranked.values_list("pk", "closeness")[: MOST_COUNTED + 1])
    if not found:
        return None
    keys = [key for key, _closeness in found[:SHOWN_PER_TABLE]]
    return FoundTable(source, load_rows(source, keys), len(found), found[0][1])


def load_rows(source: SearchSource, keys: list[Any]) -> list[FoundRow]:
    """Return the rows with these keys, in this order; one query."""
    by_key: dict[Any, Model] = {row.pk: row for row in source.rows.filter(pk__in=keys)}
    return [
        FoundRow(str(row), build_hint(row, source.hints), source.get_url(row))
        for row in (by_key[key] for key in keys if key in by_key)
    ]


def build_hint(row: Any, names: tuple[str, ...]) -> str:
    values = [getattr(row, name) for name in names]
    texts = [str(one() if callable(one) else one or "") for one in values]
    return ", ".join(text for text in texts if text)


def build_closeness(model: Any, fields: tuple[str, ...], text: str) -> Case:
    """Return an expression of where a row matches: the best rows have the least."""
    own = [name for name in fields if is_own_text(model, name)]
    exact = Q()
    for name in own:
        exact |= build_match(name, "exact", text)
    whens = [When(exact, then=Value(EXACT))] if own else []
    if own and own[0] == fields[0]:
        for lookup, closeness in (("startswith", PREFIX), ("contains", INSIDE)):
            match = build_match(own[0], lookup, text)
            whens.append(When(match, then=Value(closeness)))
    return Case(*whens, default=Value(ELSEWHERE), output_field=IntegerField())


def build_match(name: str, lookup: str, text: str) -> Q:
    if name.endswith("_key"):
        return Q(**{f"{name}__{lookup}": normalize(text)})
    return Q(**{f"{name}__i{lookup}": text.strip()})


def is_own_text(model: Any, name: str) -> bool:
    """Return whether a field of the table itself, or computed for it, holds a text."""
    if "__" in name:
        return False
    try:
        return not isinstance(model._meta.get_field(name), ArrayField)
    except FieldDoesNotExist:
        return True
