"""Rows of worksheets, read as plain values: model instances would cost more."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import translation

from cooperation.columns.datasets import (
    ROWS_PER_QUERY,
    Dataset,
    ExportRelation,
    Record,
    Values,
)
from cooperation.db import iter_batches


@dataclass(frozen=True)
class WorksheetDataset(Dataset):
    """A dataset that is read in Python: two thousand rows in a query, and one more for
    each relation. Each column's ``show`` makes its values; those of relations are
    tuples, in the relation's order.
    """

    relations: Mapping[str, ExportRelation]

    def records(self, keys: Sequence[int], language: str) -> Iterator[Record]:
        """Yield, for each key in order, the values of the columns in their order.

        A row that is gone by then is left out.
        """
        for batch in iter_batches(keys, ROWS_PER_QUERY):
            with translation.override(language):
                records = self.fetch_records(batch, language)
            yield from records

    def fetch_records(self, keys: list[int], language: str) -> list[Record]:
        """Return the records of some keys.

        Values are computed a column at a time: one call per cell would take most of the
        time of a large export. Those of relations are tuples, which the garbage
        collector does not follow.
        """
        rows = self.fetch_rows("", self.rows().order_by(), "pk", keys, language)
        tied = {
            name: self.fetch_rows(
                name, relation.rows(), relation.key, rows.keys, language
            )
            for name, relation in self.relations.items()
        }
        spans = {name: found.list_spans(rows.keys) for name, found in tied.items()}
        columns = [
            map(tied[column.of].values[column.code].__getitem__, spans[column.of])
            if column.of
            else rows.values[column.code]
            for column in self.columns
        ]
        return list(zip(*columns, strict=True))

    def fetch_rows(
        self,
        of: str,
        rows: QuerySet[Any],
        key: str,
        keys: Sequence[int],
        language: str,
    ) -> "FetchedRows":
        """Read what the columns of one relation need, in one query."""
        columns = [column for column in self.columns if column.of == of]
        paths = {column.code: column.paths_for(language) for column in columns}
        fields = list(dict.fromkeys(chain([key], *paths.values())))
        among = self.build_keys_query(list(keys))
        found = list(rows.filter(**{f"{key}__in": among}).values_list(*fields))
        order = {key: place for place, key in enumerate(keys)}
        found.sort(key=lambda row: order[row[0]])
        columns_read = zip(*found, strict=True) if found else [()] * len(fields)
        read = dict(zip(fields, columns_read, strict=True))
        values = {
            one.code: one.compute_values([read[path] for path in paths[one.code]])
            for one in columns
        }
        return FetchedRows(read[key], values)


class FetchedRows(NamedTuple):
    """Rows in the order of the keys asked for: the key of each, values by column."""

    keys: Values
    values: dict[str, Values]

    def list_spans(self, keys: Values) -> list[slice]:
        """Return the slice of the rows of each key, which may have none."""
        number = Counter(self.keys)
        ends = list(accumulate(number[key] for key in keys))
        return list(map(slice, [0, *ends], ends))
