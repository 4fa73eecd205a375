"""The other names of authorities: merged communes, former regions and EPCI."""

from collections.abc import Iterator
from typing import Any

from cooperation.models import Collectivity, CollectivityAlias
from cooperation.reference.collectivities import by_slug
from cooperation.reference.reading import number, reference_rows
from cooperation.reference.syncing import Table, Tally


def load_aliases() -> Tally:
    """Load the other names; authorities come first."""
    table = Table(CollectivityAlias, ("collectivity_id", "name"), keep_edited=True)
    return table.write(alias_values())


def alias_values() -> Iterator[dict[str, Any]]:
    """Yield the columns of each name whose authority is known."""
    known = {
        "insee_code": by_code("insee_code"),
        "siren": by_code("siren"),
        "slug": by_slug(),
    }
    for row in reference_rows("former_names.csv.gz"):
        (column,) = (name for name in known if row[name])
        if row[column] in known[column]:
            yield {
                "collectivity_id": known[column][row[column]],
                "name": row["name"],
                "kind": row["kind"],
                "department_id": row["department"] or None,
                "until_year": number(row["until_year"]),
            }


def by_code(column: str) -> dict[str, int]:
    """Return primary keys of authorities by a code that some have."""
    coded = Collectivity.objects.exclude(**{column: None})
    return dict(coded.values_list(column, "pk"))
