"""A point for each commune: its town in GeoNames, else the middle of its EPCI.

GeoNames gives no department for French towns, only the region. A town is a commune's
when the name is the commune's, in its region, and when it lies near the other towns of
the commune's EPCI: that is what tells homonyms apart.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Any

from reference_build.files import get_mean, round_degrees
from reference_build.names import build_name_key

# GeoNames counts the overseas territories as countries; these are their region codes.
OVERSEAS = {
    "GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06", "PM": "975",
    "BL": "977", "MF": "978", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
# Kilometres from the middle of an EPCI, and from that of a department.
NEAR, FAR, TOO_FAR = 20.0, 45.0, 100.0
# GeoNames' figures are older: a town with more people than that is another one.
MANY_TIMES_MORE = 2
KM_PER_DEGREE = 111.2

Point = tuple[float, float]
Town = tuple[Point, int]
Row = Mapping[str, Any]


def get_distance_km(one: Point, other: Point) -> float:
    """Return the distance of two near points, in kilometres."""
    north = one[0] - other[0]
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return KM_PER_DEGREE * math.hypot(north, east)


def get_mean_point(points: Iterable[Point]) -> Point:
    """Return the mean of points; at least one."""
    lats, lngs = zip(*points, strict=True)
    return get_mean(lats), get_mean(lngs)


def get_median_point(points: Iterable[Point]) -> Point:
    """Return the median of points, which a wrong one among them hardly moves."""
    lats, lngs = zip(*points, strict=True)
    return median(lats), median(lngs)


@dataclass
class Towns:
    """The French towns of GeoNames by name and region."""

    cities: Iterable[Row]
    by_name: dict[tuple[str, str], list[Town]] = field(init=False)
    by_other_name: dict[tuple[str, str], list[Town]] = field(init=False)
    by_region: dict[str, list[Point]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the towns by name and by their other names."""
        self.by_name, self.by_other_name = defaultdict(list), defaultdict(list)
        self.by_region = defaultdict(list)
        for city in self.cities:
            code = city["countrycode"]
            region = city["admin1code"] if code == "FR" else OVERSEAS.get(code)
            if region:
                self.add(city, region)

    def add(self, city: Row, region: str) -> None:
        """Note one town."""
        point = round_degrees(city["latitude"]), round_degrees(city["longitude"])
        name = build_name_key(city["name"])
        town = point, city["population"]
        self.by_name[name, region].append(town)
        self.by_region[region].append(point)
        for other in {build_name_key(other) for other in city["alternatenames"]} - {
            name,
            "",
        }:
            self.by_other_name[other, region].append(town)

    def named(self, names: Iterable[str], region: str) -> list[Town]:
        """Return the towns of a region with the first of ``names`` that any has."""
        keys = [(build_name_key(name), region) for name in names]
        for index in (self.by_name, self.by_other_name):
            for wanted in keys:
                if found := index.get(wanted):
                    return found
        return []


@dataclass
class Locator:
    """Finds the point of communes.

    ``seats`` gives the name that a merged commune's seat had before the merger.
    """

    communes: Sequence[Row]
    towns: Towns
    seats: Mapping[str, str]
    known: dict[str, Point] = field(default_factory=dict)

    def locate(self) -> dict[str, Point]:
        """Return the points found, by INSEE code."""
        for row in self.communes:
            points = self.candidates(row)
            if len(points) == 1 and not self.is_homonym(row):
                self.known[row["code"]] = points[0]
        self.forget_far()
        middles = self.middles()
        for row in self.communes:
            if row["code"] not in self.known:
                self.choose(row, middles.get(row["epci"]))
        self.forget_far()
        return self.known

    def candidates(self, row: Row) -> list[Point]:
        """Return the towns that have the commune's name, or its seat's, and size."""
        names = [row["nom"], self.seats.get(row["code"], row["nom"])]
        most = MANY_TIMES_MORE * (row.get("population") or 0)
        towns = self.towns.named(names, row["region"])
        return [point for point, people in towns if people <= most]

    @cached_property
    def communes_by_name(self) -> Counter[tuple[str, str]]:
        """Count the communes of each region that have the same name."""
        return Counter(
            (build_name_key(row["nom"]), row["region"]) for row in self.communes
        )

    def is_homonym(self, row: Row) -> bool:
        """Return whether another commune of the region has the same name."""
        return self.communes_by_name[build_name_key(row["nom"]), row["region"]] > 1

    def middles(self) -> dict[str, Point]:
        """Return the typical point of each EPCI and, by code, of each department."""
        points = defaultdict(list)
        for row in self.communes:
            if row["code"] in self.known:
                for area in {row["epci"], row["departement"]} - {""}:
                    points[area].append(self.known[row["code"]])
        return {area: get_median_point(found) for area, found in points.items()}

    def choose(self, row: Row, centre: Point | None) -> None:
        """Among homonymous towns, keep the one near the middle of the EPCI."""
        points = self.candidates(row)
        if centre and points:
            nearest = min(points, key=lambda point: get_distance_km(point, centre))
            if get_distance_km(nearest, centre) < NEAR:
                self.known[row["code"]] = nearest

    def forget_far(self) -> None:
        """Drop the towns too far from the rest of their EPCI or department."""
        middles = self.middles()
        for row in self.communes:
            if row["code"] in self.known and row["zone"] == "metro":
                point = self.known[row["code"]]
                areas = ((row["epci"], FAR), (row["departement"], TOO_FAR))
                if any(
                    get_distance_km(point, middles.get(area, point)) > limit
                    for area, limit in areas
                ):
                    del self.known[row["code"]]
