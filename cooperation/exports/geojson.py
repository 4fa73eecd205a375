"""A dataset as GeoJSON (RFC 7946): one feature per row, all its points together."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from cooperation.columns.datasets import OTHER_POINTS_CODE, POINTS_CODE, Dataset
from cooperation.columns.values import build_json_point
from cooperation.exports.statements import (
    Cell,
    ValueKind,
    build_statement,
    iter_key_batches,
    quote_text,
)

POINT_CODES = (POINTS_CODE, OTHER_POINTS_CODE)
# An amount as Python writes a float: "1000.0", "481180.5".
FLOAT_PATTERN = "FM999999999999990.099"


def stream_geojson(
    dataset: Dataset, keys: Sequence[Any], language: str
) -> Generator[bytes]:
    """Yield the collection in pieces; properties are named by the columns' codes.

    A row without a known point has a null geometry. Its first column is its id.
    """
    yield b'{"type":"FeatureCollection","features":[\n'
    located = replace(
        dataset, columns=[use_coordinates(column) for column in dataset.columns]
    )
    statement = build_statement(located, language, JsonCells(), select_feature)
    separator = ""
    for batch in iter_key_batches(keys):
        features = [feature for (feature,) in statement.fetch(batch)]
        if features:
            yield (separator + ",\n".join(features)).encode()
            separator = ",\n"
    yield b"\n]}\n"


def use_coordinates(column: Any) -> Any:
    """Return a column of points with their coordinates as its values."""
    if column.code not in POINT_CODES:
        return column
    return replace(column, expression=build_json_point)


class JsonCells:
    """Values that PostgreSQL writes as JSON: those of relations are arrays."""

    def format_one(self, value: str, kind: ValueKind) -> str:
        return format_value(value, kind)

    def group(self, value: str, kind: ValueKind) -> str:
        return f"array_agg({format_value(value, kind)})"

    def format_group(self, group: str) -> str:
        return f"coalesce({group}, '{{}}')"


def format_value(value: str, kind: ValueKind) -> str:
    """Return a value; amounts as numbers, which programs can add up."""
    if kind is ValueKind.AMOUNT:
        return f"to_char({value}, '{FLOAT_PATTERN}')::json"
    return value


def select_feature(cells: Sequence[Cell]) -> str:
    """Return the feature of a row as text."""
    points = [cell for cell in cells if cell.column.code in POINT_CODES]
    properties = ", ".join(
        f'{cell.sql} AS "{cell.column.code}"' for cell in cells if cell not in points
    )
    parts = [
        quote_text('{"type":"Feature","id":'),
        f"to_json({cells[0].sql})::text",
        quote_text(',"geometry":'),
        select_geometry(points),
        quote_text(',"properties":'),
        f"row_to_json((SELECT p FROM (SELECT {properties}) AS p))::text",  # noqa: S608
        quote_text("}"),
    ]
    return " || ".join(parts)


def select_geometry(points: Sequence[Cell]) -> str:
    """Return a Point, a MultiPoint, or null without a known point."""
    several = [
        cell.sql if cell.column.of else f"ARRAY[{cell.sql}]"
        for cell in sorted(points, key=lambda cell: POINT_CODES.index(cell.column.code))
    ]
    one = quote_text('{"type":"Point","coordinates":')
    many = quote_text('{"type":"MultiPoint","coordinates":[')
    return (
        "(SELECT CASE cardinality(p) WHEN 0 THEN 'null' "  # noqa: S608 -- ours
        f"WHEN 1 THEN {one} || p[1] || '}}' "
        f"ELSE {many} || array_to_string(p, ',') || ']}}' END "
        f"FROM (SELECT array_remove({' || '.join(several)}, NULL) AS p) AS found)"
    )
