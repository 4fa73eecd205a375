"""What an authority says of itself; its name and codes come from the references."""

from typing import Any

from accounts.proposals.contents import Sheet
from cooperation.models import Collectivity


class CollectivitySheet(Sheet):
    """The part of an authority's sheet that is its own to write."""

    model = Collectivity
    plain = ("description", "website", "contact_email")

    def made_by(self, authority: Any) -> Any:
        """Give the authority itself: no one makes a new one here."""
        return authority
