"""The authorities: communes, EPCI, departments, regions and others.

The name, codes, EPCI, population and postcodes are those of the file. Everything else
belongs to staff: site, presentation, slug. A point is written where there is none, or
where the present one is only approximate. An authority that is no longer in the file
is closed, not deleted (``yearly_update``).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity, FormerSlug
from cooperation.models.slugs import SlugMaker
from cooperation.reference.source_files import (
    CsvRow,
    parse_decimal,
    parse_integer,
    read_reference_rows,
)
from cooperation.reference.sync import ReferenceTable, SyncCount

COMMUNE, EPCI = CollectivityKind.COMMUNE, CollectivityKind.EPCI
POINT_FIELDS = ("lat", "lng", "point_is_approximate")

AuthorityValues = dict[str, Any]


class AuthorityTable(ReferenceTable):
    """The authorities of a file: slugs are assigned once, exact points are kept."""

    def __init__(self, key: str) -> None:
        """Identify authorities by ``key``: SIREN, INSEE code or primary key."""
        super().__init__(Collectivity, (key,))
        self.slugs = SlugMaker(Collectivity)
        self.addresses: dict[Any, str] = {}
        self.known = get_points_by_key(key)

    def write(self, rows: Iterable[Mapping[str, Any]]) -> SyncCount:
        """Create and update; a new row's slug is made from ``slug_text``."""
        prepared = [self.prepare_row(dict(row)) for row in rows]
        return super().write(prepared)

    def prepare_row(self, row: AuthorityValues) -> AuthorityValues:
        """Take out ``slug_text``; keep the present point unless it is approximate."""
        (name,) = self.key
        self.addresses[row[name]] = row.pop("slug_text")
        lat, _lng, is_approximate = known = self.known.get(
            row[name], (None, None, True)
        )
        if lat is not None and (not is_approximate or row["lat"] is None):
            row |= dict(zip(POINT_FIELDS, known, strict=True))
        return row

    def create(self, new: list[Any]) -> None:
        (name,) = self.key
        for row in new:
            row.slug = self.slugs.make(self.addresses[getattr(row, name)])
        super().create(new)


def get_points_by_key(key: str) -> dict[Any, tuple[Any, ...]]:
    rows = Collectivity.objects.exclude(**{key: None}).values_list(key, *POINT_FIELDS)
    return {row[0]: row[1:] for row in rows}


def write_epcis(rows: Collection[CsvRow]) -> SyncCount:
    """Write the EPCI à fiscalité propre; departments come first."""
    homonyms = Counter(row["name"] for row in rows)
    return AuthorityTable("siren").write(
        build_epci_values(row, homonyms) for row in rows
    )


def build_epci_values(row: CsvRow, homonyms: Counter[str]) -> AuthorityValues:
    """Return the columns of an EPCI; its point is the mean of its communes'."""
    is_homonym = homonyms[row["name"]] > 1
    return {
        "siren": row["siren"],
        "slug_text": f"{row['name']} {row['department'] if is_homonym else ''}",
        "kind": EPCI,
        "epci_type": row["type"],
        "name": row["name"],
        "department_id": row["department"],
        "region_id": row["region"],
        "population": parse_integer(row["population"]),
        **build_point_values(row, is_approximate=True),
    }


def write_communes(rows: Collection[CsvRow]) -> SyncCount:
    """Write the communes; EPCI come first."""
    epcis = dict(Collectivity.objects.filter(kind=EPCI).values_list("siren", "pk"))
    return AuthorityTable("insee_code").write(
        build_commune_values(row, epcis) for row in rows
    )


def build_commune_values(
    row: CsvRow, epcis: Mapping[str | None, int]
) -> AuthorityValues:
    return {
        "insee_code": row["insee_code"],
        "slug_text": f"{row['name']} {row['department']}",
        "kind": COMMUNE,
        "name": row["name"],
        "siren": row["siren"] or None,
        "department_id": row["department"],
        "region_id": row["region"],
        "epci_id": epcis[row["epci"]] if row["epci"] else None,
        "population": parse_integer(row["population"]),
        "postcodes": row["postcodes"],
        **build_point_values(row, is_approximate=row["approximate"] == "1"),
    }


def build_point_values(row: CsvRow, *, is_approximate: bool) -> AuthorityValues:
    lat, lng = parse_decimal(row["lat"]), parse_decimal(row["lng"])
    return {
        "lat": lat,
        "lng": lng,
        "point_is_approximate": is_approximate and lat is not None,
    }


# Departments, regions and others -----------------------------------------------------


def load_other_collectivities() -> SyncCount:
    """Load the authorities that are neither communes nor EPCI.

    The file's slug identifies them, also when staff gave them another one since.
    """
    present = get_keys_by_slug()
    values = list(iter_other_values())
    known = [row | {"pk": present[slug]} for slug, row in values if slug in present]
    new = [
        Collectivity(slug=slug, **row) for slug, row in values if slug not in present
    ]
    for row in known:
        row["slug_text"] = ""
    tally = AuthorityTable("pk").write(known)
    Collectivity.objects.bulk_create(new)
    return tally + SyncCount(created=len(new))


def get_keys_by_slug() -> dict[str, int]:
    """Return primary keys of authorities by slug, former slugs included."""
    table = Collectivity._meta.db_table
    former = FormerSlug.objects.filter(table=table).values_list("slug", "object_id")
    return dict(former) | dict(Collectivity.objects.values_list("slug", "pk"))


def iter_other_values() -> Iterator[tuple[str, AuthorityValues]]:
    """Yield the slug and the columns of each; the point is that of its area."""
    departments = {row["code"]: row for row in read_reference_rows("departments.csv")}
    regions = {row["code"]: row for row in read_reference_rows("regions.csv")}
    nowhere = {"lat": "", "lng": "", "population": "", "region": ""}
    for row in read_reference_rows("other_collectivities.csv"):
        department = departments.get(row["department"])
        area = department or regions.get(row["region"], nowhere)
        is_area = row["kind"] != CollectivityKind.SYNDICAT and area is not nowhere
        yield (
            row["slug"],
            {
                "kind": row["kind"],
                "name": row["name"],
                "department_id": row["department"] or None,
                "region_id": row["region"] or (area["region"] or None),
                "population": parse_integer(area["population"]) if is_area else None,
                **build_point_values(area, is_approximate=True),
            },
        )
