"""Content of an authority; its name and codes come from reference data."""

from typing import Any

from accounts.proposals.content import EntrySchema
from cooperation.models import Collectivity


class CollectivitySchema(EntrySchema):
    """The part of an authority's entry that it may edit."""

    model = Collectivity
    plain = ("description", "website", "contact_email")

    def build_new_entry(self, authority: Any) -> Any:
        """Return the authority itself: a proposal cannot create one."""
        return authority
