"""French regions and departments, as areas."""

from cooperation.models import Department, Region
from cooperation.reference.source_files import read_reference_rows
from cooperation.reference.sync import ReferenceTable, SyncCount


def load_regions() -> SyncCount:
    """Load the regions and the overseas collectivities that count as one (INSEE)."""
    rows = read_reference_rows("regions.csv")
    values = ({"code": row["code"], "name": row["name"]} for row in rows)
    return ReferenceTable(Region, ("code",)).write(values)


def load_departments() -> SyncCount:
    """Load the departments; regions come first."""
    values = (
        {"code": row["code"], "name": row["name"], "region_id": row["region"]}
        for row in read_reference_rows("departments.csv")
    )
    return ReferenceTable(Department, ("code",)).write(values)
