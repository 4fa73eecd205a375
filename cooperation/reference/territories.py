"""French regions and departments, as areas."""

from cooperation.models import Department, Region
from cooperation.reference.reading import reference_rows
from cooperation.reference.syncing import Table, Tally


def load_regions() -> Tally:
    """Load the regions and the overseas collectivities that count as one (INSEE)."""
    rows = reference_rows("regions.csv")
    values = ({"code": row["code"], "name": row["name"]} for row in rows)
    return Table(Region, ("code",)).write(values)


def load_departments() -> Tally:
    """Load the departments; regions come first."""
    values = (
        {"code": row["code"], "name": row["name"], "region_id": row["region"]}
        for row in reference_rows("departments.csv")
    )
    return Table(Department, ("code",)).write(values)
