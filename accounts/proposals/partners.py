"""Partners of a proposal: known, or created when it is accepted."""

from typing import Any

from accounts.proposals.contents import Row, in_the_name_of
from cooperation.models import Partner
from cooperation.slugs import unique_slug


def partner_of(sheet: Any, row: Row) -> int:
    """Return the key of a row's partner; create one that is not in the list."""
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
