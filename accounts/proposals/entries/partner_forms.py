"""Form of a partner: one of the directory, or a new one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import ContentRow
from accounts.proposals.form_base import ContentRowForm, build_suggest_input
from cooperation.enums import PartnerKind
from cooperation.models import Country, Partner
from cooperation.text import normalize


class PartnerNameForm(ContentRowForm):
    """A partner by name; an unknown name creates a new one."""

    significant_fields = ("name",)

    name = forms.CharField(
        label=_("Nom du partenaire"),
        max_length=250,
        required=False,
        widget=build_suggest_input("partenaires"),
    )
    kind = forms.ChoiceField(
        choices=[("", "—"), *PartnerKind.choices],
        label=_("Nature, s’il est nouveau"),
        required=False,
    )
    country = forms.ModelChoiceField(
        Country.objects.without_large_fields(),
        label=_("Pays, s’il est nouveau"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Find the partner by name; require the kind of a new one."""
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("name", "").strip()
        cleaned["found"] = self.find(name) if name else None
        if name and cleaned["found"] is None and not cleaned.get("kind"):
            self.add_error(
                "kind", _("Ce nom n’est pas dans la liste : dites sa nature.")
            )
        return cleaned

    def find(self, name: str) -> Partner | None:
        """Return the partner of that name, or None.

        Raises ``ValidationError`` for homonyms.
        """
        named = Partner.objects.filter(name_key=normalize(name))
        country = self.cleaned_data.get("country")
        found = list((named.filter(country=country) if country else named)[:2])
        if len(found) > 1:
            raise ValidationError(
                _("Plusieurs partenaires s’appellent « %(name)s » : dites le pays."),
                params={"name": name},
            )
        return found[0] if found else None

    def to_data(self) -> ContentRow:
        """Return the partner; the data of a known one come from the directory."""
        found = self.cleaned_data["found"]
        if found:
            who = (found.pk, found.name, found.kind, found.country_id or "")
        else:
            country = self.cleaned_data["country"]
            name = self.cleaned_data["name"].strip()
            who = (None, name, self.cleaned_data["kind"], country.pk if country else "")
        keys = ("partner", "name", "kind", "country")
        return dict(zip(keys, who, strict=True))
