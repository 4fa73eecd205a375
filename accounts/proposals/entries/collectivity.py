"""What an authority says of itself; its name and codes come from reference data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.proposals.form_fields import EntryFieldsForm
from accounts.proposals.schema import EntrySchema
from cooperation.models import Collectivity


class CollectivityForm(EntryFieldsForm):
    model = Collectivity
    model_fields = ("description", "contact_email")

    website = forms.URLField(
        label=_("Site internet"),
        max_length=300,
        required=False,
        assume_scheme="https",
        empty_value="",
    )


class CollectivitySchema(EntrySchema):
    """The part of an authority's entry that it may edit."""

    model = Collectivity
    form = CollectivityForm
    sections = {
        _("Ce que la collectivité dit d’elle-même"): (
            "description",
            "website",
            "contact_email",
        )
    }

    def build_new_entry(self, authority: Any) -> Any:
        """Return the authority itself: a proposal cannot create one."""
        return authority
