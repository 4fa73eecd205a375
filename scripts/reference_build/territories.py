"""Regions, departments, EPCI and communes, with population and points."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reference_build.commune_points import Locator, Point, Towns, get_mean_point
from reference_build.files import write_rows
from reference_build.packages import Decoupage, GeoNames

# The métropole de Lyon is a kind of its own in the list, a métropole for its visitors.
EPCI_TYPES = {"MET69": "METRO"}
PRESENT = "commune-actuelle"
SEATS = {"commune-deleguee", "commune-associee"}

Row = Mapping[str, Any]


def build_territories(decoupage: Decoupage, geonames: GeoNames) -> None:
    """Write the files of regions, departments, EPCI and communes."""
    epcis = decoupage.read("epci")
    communes = list_present_communes(decoupage, epcis)
    towns = Towns(geonames.read("cities500"))
    known = Locator(communes, towns, read_former_seats(decoupage)).locate()
    middles = find_middles_by_area(communes, known, towns)
    write_rows("regions.csv", build_region_rows(decoupage, communes, middles))
    write_rows("departments.csv", build_department_rows(decoupage, communes, middles))
    write_rows("epci.csv.gz", build_epci_rows(epcis, communes, middles))
    write_rows("communes.csv.gz", iter_commune_rows(communes, known, middles))


def list_present_communes(
    decoupage: Decoupage, epcis: Iterable[Row]
) -> list[dict[str, Any]]:
    """Return today's communes, each with the SIREN of its EPCI or ""."""
    epci_of = {
        member["code"]: row["code"] for row in epcis for member in row["membres"]
    }
    return [
        row | {"epci": epci_of.get(row["code"], "")}
        for row in decoupage.read("communes")
        if row["type"] == PRESENT
    ]


def read_former_seats(decoupage: Decoupage) -> dict[str, str]:
    """Return the former name of the seat of merged communes, by INSEE code."""
    rows = decoupage.read("communes")
    return {row["code"]: row["nom"] for row in rows if row["type"] in SEATS}


def list_areas(row: Row) -> list[str]:
    """Return the areas that a commune lies in; their codes never coincide."""
    return [
        f"epci {row['epci']}",
        f"department {row['departement']}",
        f"region {row['region']}",
    ]


def find_middles_by_area(
    communes: Iterable[Row], known: Mapping[str, Point], towns: Towns
) -> dict[str, Point]:
    """Return the mean of the known points of each EPCI, department and region.

    A region none of whose communes is known gets that of its towns.
    """
    points = defaultdict(list)
    for row in communes:
        if row["code"] in known:
            for area in list_areas(row):
                points[area].append(known[row["code"]])
    del points["epci "]
    for region, found in towns.by_region.items():
        points.setdefault(f"region {region}", found)
    return {area: get_mean_point(found) for area, found in points.items()}


def build_point_columns(point: Point | None) -> dict[str, Any]:
    """Return the two columns of a point, empty where none is known."""
    lat, lng = point or ("", "")
    return {"lat": lat, "lng": lng}


def sum_populations(communes: Iterable[Row], column: str) -> Counter[str]:
    """Return the sum of the communes' populations by the value of ``column``."""
    total: Counter[str] = Counter()
    for row in communes:
        total[row[column]] += row.get("population") or 0
    return total


def build_region_rows(
    decoupage: Decoupage, communes: list[dict[str, Any]], middles: Mapping[str, Point]
) -> Iterator[dict[str, Any]]:
    """Return the rows of regions, in the order of their codes."""
    people = sum_populations(communes, "region")
    for row in sorted(decoupage.read("regions"), key=lambda row: str(row["code"])):
        code = row["code"]
        yield {
            "code": code,
            "name": row["nom"],
            "population": people[code],
        } | build_point_columns(middles.get(f"region {code}"))


def build_department_rows(
    decoupage: Decoupage, communes: list[dict[str, Any]], middles: Mapping[str, Point]
) -> Iterator[dict[str, Any]]:
    """Return the rows of departments, in the order of their codes."""
    people = sum_populations(communes, "departement")
    for row in sorted(decoupage.read("departements"), key=lambda row: str(row["code"])):
        code = row["code"]
        yield {
            "code": code,
            "name": row["nom"],
            "region": row["region"],
            "population": people[code],
        } | build_point_columns(middles.get(f"department {code}"))


def build_epci_rows(
    epcis: Iterable[Row], communes: list[dict[str, Any]], middles: Mapping[str, Point]
) -> Iterator[dict[str, Any]]:
    """Return the rows of EPCI; the department is the one where most people live."""
    members = defaultdict(list)
    for commune in communes:
        members[commune["epci"]].append(commune)
    for row in sorted(epcis, key=lambda row: str(row["code"])):
        people = sum_populations(members[row["code"]], "departement")
        department = max(people, key=lambda code: (people[code], code))
        around = middles[f"department {department}"]
        yield {
            "siren": row["code"],
            "name": row["nom"],
            "type": EPCI_TYPES.get(row["type"], row["type"]),
            "department": department,
            "region": get_region(members[row["code"]], department),
            "population": row["populationMunicipale"],
        } | build_point_columns(middles.get(f"epci {row['code']}", around))


def get_region(communes: Iterable[Row], department: str) -> str:
    """Return the region of a department, read from one of its communes."""
    return next(
        str(row["region"]) for row in communes if row["departement"] == department
    )


def iter_commune_rows(
    communes: Iterable[Row], known: Mapping[str, Point], middles: Mapping[str, Point]
) -> Iterator[dict[str, Any]]:
    """Return the rows of communes, in the order of their codes."""
    for row in sorted(communes, key=lambda row: str(row["code"])):
        around = (middles[area] for area in list_areas(row) if area in middles)
        point = known.get(row["code"])
        yield {
            "insee_code": row["code"],
            "name": row["nom"],
            "department": row["departement"],
            "region": row["region"],
            "epci": row["epci"],
            "population": row.get("population", ""),
            "siren": row.get("siren", ""),
            "postcodes": " ".join(row.get("codesPostaux", [])),
            **build_point_columns(point or next(around, None)),
            "approximate": int(point is None),
        }
