"""Partners of a proposal: known, or created when it is accepted."""

from typing import Any

from accounts.proposals.content import ContentRow, copy_history_user
from cooperation.models import Partner
from cooperation.models.slugs import make_unique_slug


def get_or_create_partner(entry: Any, row: ContentRow) -> int:
    """Return the key of a row's partner; create one that is not in the list."""
    if row["partner"]:
        return int(row["partner"])
    made = Partner(
        name=row["name"],
        slug=make_unique_slug(Partner, row["name"]),
        kind=row["kind"],
        country_id=row["country"] or None,
    )
    made.full_clean()
    copy_history_user(entry, made).save()
    return made.pk
