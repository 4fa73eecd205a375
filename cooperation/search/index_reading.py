"""Reading of an index from the database: all published entries, or some of them.

Columns come as PostgreSQL writes them in binary, straight into arrays.
"""

from collections.abc import Collection, Iterable
from io import BytesIO
from typing import Any

import numpy as np
from django.db.models import BigIntegerField, FloatField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from cooperation.db import get_read_connection
from cooperation.search.facet_index import (
    ORIGINS,
    UNKNOWN,
    FacetColumn,
    FacetIndex,
    PointColumns,
    build_column,
)
from cooperation.search.facet_sources import (
    FacetSource,
    IndexSources,
    PointSource,
    build_point_columns,
    join_sources,
)

# The head of PostgreSQL's binary format, and its end.
HEAD, END = 19, 2
INTEGER, FLOAT = ">i8", ">f8"
EMPTY = np.zeros(0, dtype=np.int64)

Keys = Collection[int] | None
Row = NDArray[Any]


def read_index(
    sources: IndexSources, keys: Keys = None, *, at_once: bool = False
) -> FacetIndex:
    """Return the index of all published entries, or of those of some keys.

    Without reference data, and without the facets that it groups. ``at_once`` reads all
    facets in one query: for few entries.
    """
    found = read_numbers(sources, keys)
    titles = found["pk"]
    order = np.argsort(titles)
    entries = titles[order]
    numbers = {name: found[name][order].astype(np.int64) for name in sources.numbers()}
    return FacetIndex(
        keys=entries,
        facets=read_facets(sources, entries, keys, at_once=at_once)
        | build_empty_groups(len(entries)),
        numbers=numbers,
        title_ranks=rank_titles(entries, titles),
        points=read_points(sources, entries, keys),
    )


def build_empty_groups(size: int) -> dict[str, FacetColumn]:
    codes = np.zeros(0, dtype=np.int32)
    return {
        name: FacetColumn([], codes, np.zeros(size + 1, dtype=np.int64))
        for name in ORIGINS
    }


def read_numbers(sources: IndexSources, keys: Keys) -> dict[str, NDArray[np.int64]]:
    """Return the keys and the numbers of entries, in the order of their titles."""
    numbers = {name: to_integer(it) for name, it in sources.numbers().items()}
    # Annotations of their own names, as "last_year" is also one of the rows.
    columns = {f"number_{name}": one for name, one in numbers.items()}
    rows = restrict(sources.entries().order_by("title_key", "pk"), "pk", keys)
    tuples = rows.annotate(**columns).values_list("pk", *columns)
    read = read_arrays(tuples, ["pk", *columns])
    return dict(zip(["pk", *numbers], read, strict=True))


def read_facets(
    sources: IndexSources, entries: NDArray[np.int64], keys: Keys, *, at_once: bool
) -> dict[str, FacetColumn]:
    """Return the columns of facets: one query for each, or one for all."""
    by_facet = join_sources(sources.facets())
    numbers = {facet: number for number, facet in enumerate(by_facet)}
    groups = list(by_facet.values())
    if at_once:
        groups = [[source for group in groups for source in group]]
    pairs: dict[str, list[tuple[Any, Any]]] = {facet: [] for facet in by_facet}
    for group in groups:
        facet, entry, value = read_arrays(
            unite_sources(group, numbers, sources, keys),
            ["facet_number", "entry_key", "value_number"],
        )
        for name in {source.facet for source in group}:
            of_facet = facet == numbers[name]
            pairs[name].append((entry[of_facet], value[of_facet]))
    return {
        name: build_facet(entries, found[0], sources.codings[name].decode)
        for name, found in pairs.items()
    }


def unite_sources(
    group: list[FacetSource],
    numbers: dict[str, int],
    sources: IndexSources,
    keys: Keys,
) -> QuerySet[Any, Any]:
    rows = [
        restrict(source.rows.order_by(), source.entry, keys)
        .annotate(
            facet_number=to_integer(Value(numbers[source.facet])),
            entry_key=to_integer(source.entry),
            value_number=to_integer(sources.codings[source.facet].build(source.value)),
        )
        .values_list("facet_number", "entry_key", "value_number")
        for source in group
    ]
    return unite(rows)


def unite(rows: list[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = rows
    united: QuerySet[Any, Any] = first.union(*others, all=True) if others else first
    return united


def build_facet(
    entries: NDArray[np.int64], pair: tuple[Any, Any], decode: Any
) -> FacetColumn:
    """Return the column of pairs (key of an entry, number of a value)."""
    owners, values = pair
    known, places = find_places(entries, owners)
    found, codes = np.unique(values[known & (values >= 0)], return_inverse=True)
    names = [decode(number) for number in found.tolist()]
    return build_column(
        names,
        places[known & (values >= 0)],
        codes.astype(np.int32),
        len(entries),
    )


def find_places(
    entries: NDArray[np.int64], keys: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Return which keys are among the entries, and where."""
    if not len(entries):
        return np.zeros(len(keys), dtype=np.bool_), np.zeros(len(keys), dtype=np.int32)
    places = np.minimum(np.searchsorted(entries, keys), len(entries) - 1)
    return entries[places] == keys, places.astype(np.int32)


def read_points(
    sources: IndexSources, entries: NDArray[np.int64], keys: Keys
) -> PointColumns:
    rows = [select_points(source, keys) for source in sources.points()]
    names = list(build_point_columns(sources.points()[0]))
    read = read_arrays(unite(rows), ["entry", *names], {"lat", "lng"})
    columns = dict(zip(["entry", *names], read, strict=True))
    known, owners = find_places(entries, columns.pop("entry"))
    order = np.lexsort((columns["rows"][known], owners[known]))
    columns = {name: column[known][order] for name, column in columns.items()}
    return PointColumns(owners=owners[known][order], **columns)


def select_points(source: PointSource, keys: Keys) -> QuerySet[Any, Any]:
    """Return the rows of a source: the key of the entry, then what is known of it."""
    columns = {"point_entry": to_integer(source.entry)} | {
        f"point_{name}": to_float(one) if name in ("lat", "lng") else to_integer(one)
        for name, one in build_point_columns(source).items()
    }
    rows = restrict(source.rows.order_by(), source.entry, keys)
    found: QuerySet[Any, Any] = rows.annotate(**columns).values_list(*columns)
    return found


# Titles -------------------------------------------------------------------------------


def read_title_order(sources: IndexSources) -> NDArray[np.int64]:
    """Return the keys of all entries in the order of their titles."""
    rows = sources.entries().order_by("title_key", "pk")
    (found,) = read_arrays(rows.values_list("pk"), ["pk"])
    return found


def rank_titles(
    entries: NDArray[np.int64], order: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return the rank of each entry; those that the order does not name come last."""
    known, places = find_places(entries, order)
    ranks = np.full(len(entries), UNKNOWN, dtype=np.int32)
    ranks[places[known]] = np.arange(np.count_nonzero(known), dtype=np.int32)
    missing = np.flatnonzero(ranks == UNKNOWN)
    ranks[missing] = np.arange(len(entries) - len(missing), len(entries))
    return ranks


def find_earlier_titles(
    sources: IndexSources, keys: Iterable[int], left_out: Iterable[int]
) -> dict[int, int]:
    """Return the key of the entry whose title comes before that of each of some.

    Those in ``left_out`` are passed over; a first title has UNKNOWN.
    """
    table = sources.entries().model._meta.db_table
    with get_read_connection().cursor() as cursor:
        cursor.execute(
            f"""
            SELECT entry.id, coalesce((
              SELECT other.id FROM {table} AS other
              WHERE other.publication = 'publiee' AND other.id <> ALL(%s)
                AND (other.title_key, other.id) < (entry.title_key, entry.id)
              ORDER BY other.title_key DESC, other.id DESC LIMIT 1), -1)
            FROM {table} AS entry WHERE entry.id = ANY(%s)""",  # noqa: S608 -- a model's table
            [list(left_out), list(keys)],
        )
        return dict(cursor.fetchall())


# Columns of PostgreSQL ----------------------------------------------------------------


def restrict(rows: QuerySet[Any], entry: str, keys: Keys) -> QuerySet[Any]:
    return rows if keys is None else rows.filter(**{f"{entry}__in": list(keys)})


def to_integer(expression: Combinable | str) -> Combinable:
    number = Cast(expression, BigIntegerField())
    return Coalesce(number, Value(UNKNOWN, BigIntegerField()))


def to_float(expression: Combinable | str) -> Combinable:
    unknown = Value(float("nan"), FloatField())
    return Coalesce(Cast(expression, FloatField()), Cast(unknown, FloatField()))


def read_arrays(
    rows: QuerySet[Any, Any], columns: list[str], floats: Collection[str] = ()
) -> list[NDArray[Any]]:
    """Return the columns of rows that are tuples, of big integers, none of them null.

    ``columns`` names them as they come; ``floats`` are those with a fraction.
    """
    data = copy_binary(rows)
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for column in columns:
        fields += [
            (f"{column}_size", ">i4"),
            (column, FLOAT if column in floats else INTEGER),
        ]
    width = np.dtype(fields)
    read = np.frombuffer(data, width, (len(data) - HEAD - END) // width.itemsize, HEAD)
    return [
        read[column].astype(np.float64 if column in floats else np.int64)
        for column in columns
    ]


def copy_binary(rows: QuerySet[Any, Any]) -> bytes:
    sql, parameters = rows.query.sql_with_params()
    found = BytesIO()
    with get_read_connection().cursor() as cursor:
        statement = cursor.mogrify(sql, parameters).decode()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)", found)
    return found.getvalue()
