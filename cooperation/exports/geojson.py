"""A dataset as GeoJSON (RFC 7946): one feature per row, all its points together."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from cooperation.columns.datasets import (
    OTHER_POINTS_CODE,
    POINTS_CODE,
    ROWS_PER_PIECE,
    Dataset,
    GeoPoint,
    Record,
)
from cooperation.db import iter_batches
from cooperation.maps.topojson import JsonObject


def stream_geojson(dataset: Dataset, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the collection in pieces; properties are named by the columns' codes.

    A row without a known point has a null geometry.
    """
    codes = [column.code for column in dataset.columns]
    yield b'{"type":"FeatureCollection","features":[\n'
    for number, batch in enumerate(iter_batches(records, ROWS_PER_PIECE)):
        rows = (dict(zip(codes, record, strict=True)) for record in batch)
        features = ",\n".join(
            encode_json(build_feature(properties)) for properties in rows
        )
        yield (",\n" * bool(number) + features).encode()
    yield b"\n]}\n"


def build_feature(properties: JsonObject) -> JsonObject:
    first = properties.pop(POINTS_CODE)
    points = [first] if first is None or isinstance(first, GeoPoint) else [*first]
    points += properties.pop(OTHER_POINTS_CODE, ())
    return {
        "type": "Feature",
        "id": properties["reference"],
        "geometry": build_geometry(points),
        "properties": properties,
    }


def build_geometry(points: list[GeoPoint | None]) -> JsonObject | None:
    """Return a Point, a MultiPoint, or None without a known point."""
    known = [point for point in points if point]
    if len(known) > 1:
        return {"type": "MultiPoint", "coordinates": known}
    return {"type": "Point", "coordinates": known[0]} if known else None


class GeoJSONEncoder(DjangoJSONEncoder):
    """Writes amounts as numbers, which programs can add up."""

    def default(self, value: Any) -> Any:
        return float(value) if isinstance(value, Decimal) else super().default(value)


# Compact, without escaping accented letters.
encode_json = GeoJSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
