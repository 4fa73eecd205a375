"""The other names of authorities: merged communes, former regions and EPCI."""

from collections.abc import Iterator

from cooperation.models import Collectivity, CollectivityAlias
from cooperation.reference.collectivities import get_keys_by_slug
from cooperation.reference.source_files import parse_integer, read_reference_rows
from cooperation.reference.sync import ReferenceTable, RowValues, SyncCount


def load_aliases() -> SyncCount:
    """Load the other names; authorities come first."""
    table = ReferenceTable(
        CollectivityAlias, ("collectivity_id", "name"), keep_edited=True
    )
    return table.write(iter_alias_values())


def iter_alias_values() -> Iterator[RowValues]:
    """Yield the columns of each name whose authority is known."""
    known = {
        "insee_code": get_keys_by_code("insee_code"),
        "siren": get_keys_by_code("siren"),
        "slug": get_keys_by_slug(),
    }
    for row in read_reference_rows("former_names.csv.gz"):
        (column,) = (name for name in known if row[name])
        if row[column] in known[column]:
            yield {
                "collectivity_id": known[column][row[column]],
                "name": row["name"],
                "kind": row["kind"],
                "department_id": row["department"] or None,
                "until_year": parse_integer(row["until_year"]),
            }


def get_keys_by_code(column: str) -> dict[str, int]:
    """Return primary keys of authorities by a code that some have."""
    coded = Collectivity.objects.exclude(**{column: None})
    return dict(coded.values_list(column, "pk"))
