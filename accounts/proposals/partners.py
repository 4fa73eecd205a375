"""Partners that a proposal names: known, or made when it is accepted."""

from typing import Any

from accounts.proposals.contents import Row, in_the_name_of
from cooperation.models import Partner
from cooperation.slugs import unique_slug


def partner_of(sheet: Any, row: Row) -> int:
    """Give the partner of a sheet's row; one that is not in the list is made."""
    if row["partner"]:
        return int(row["partner"])
    made = Partner(
        name=row["name"],
        slug=unique_slug(Partner, row["name"]),
        kind=row["kind"],
        country_id=row["country"] or None,
    )
    made.full_clean()
    in_the_name_of(sheet, made).save()
    return made.pk
