"""A partner as a row of a proposal: one of the directory, or a new one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import (
    ContentRow,
    ReferenceNames,
    copy_history_user,
)
from accounts.proposals.form_fields import ContentRowForm, build_suggest_input
from cooperation.enums import PartnerKind
from cooperation.models import Country, Partner
from cooperation.models.slugs import make_unique_slug
from cooperation.text import normalize


def read_partner(partner: Partner) -> ContentRow:
    return {
        "partner": partner.pk,
        "name": partner.name,
        "kind": partner.kind,
        "country": partner.country_id or "",
    }


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


def format_new_partner(row: ContentRow, names: ReferenceNames) -> str:
    """Return a note with kind and country of a new partner; empty for a known one."""
    if row["partner"]:
        return ""
    words = gettext("nouveau partenaire : %(kind)s, %(country)s") % {
        "kind": PartnerKind(row["kind"]).label,
        "country": names.countries.get(row["country"], gettext("pays non dit")),
    }
    return f" – {words}"


class PartnerNameForm(ContentRowForm):
    """A partner by name; an unknown name creates a new one."""

    significant_fields = ("name",)
    needed = {"name": _("Donnez le nom, ou cochez « Supprimer ».")}
    conditional = ("kind", "country")

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

    def clean(self) -> Any:
        """Find the partner by name; require the kind of a new one."""
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("name", "").strip()
        cleaned["found"] = self.find_partner(name) if name else None
        if name and cleaned["found"] is None and not cleaned.get("kind"):
            self.add_error(
                "kind", _("Ce nom n’est pas dans la liste : dites sa nature.")
            )
        return cleaned

    def find_partner(self, name: str) -> Partner | None:
        """Return the partner of that name, or None.

        Raises ``ValidationError`` for homonyms.
        """
        matching = Partner.objects.filter(name_key=normalize(name))
        country = self.cleaned_data.get("country")
        found = list((matching.filter(country=country) if country else matching)[:2])
        if len(found) > 1:
            raise ValidationError(
                _("Plusieurs partenaires s’appellent « %(name)s » : dites le pays."),
                params={"name": name},
            )
        return found[0] if found else None

    def to_data(self) -> ContentRow:
        """Return the partner; the data of a known one come from the directory."""
        if found := self.cleaned_data["found"]:
            return read_partner(found)
        country = self.cleaned_data["country"]
        return {
            "partner": None,
            "name": self.cleaned_data["name"].strip(),
            "kind": self.cleaned_data["kind"],
            "country": country.pk if country else "",
        }
