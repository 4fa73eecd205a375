"""Forms of an action."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import Content, ContentRow
from accounts.proposals.entries.action import TEXTS, YEARS
from accounts.proposals.entries.media_forms import DocumentForm, PhotoForm
from accounts.proposals.entries.partner_forms import PartnerNameForm
from accounts.proposals.form_base import (
    ContentRowForm,
    EntryFieldsForm,
    ProposalFormSpec,
    build_suggest_input,
)
from accounts.proposals.form_fields import EurosField
from cooperation.enums import FundingKind, InvolvementRole
from cooperation.maps.widgets import LatitudeInput, LongitudeInput
from cooperation.models import Action, Country, FundingWindow, Partner, Place, Theme
from cooperation.text import normalize

LONG_TEXT_WIDGET = forms.Textarea(attrs={"rows": 6})
MODEL_FIELDS = fields_for_model(
    Action,
    fields=[*TEXTS, "status", *YEARS],
    widgets={
        "summary": forms.Textarea(attrs={"rows": 3}),
        "description": LONG_TEXT_WIDGET,
        "results": LONG_TEXT_WIDGET,
    },
)


class ActionForm(EntryFieldsForm):
    budget_eur = EurosField(label=_("Budget total en euros"))
    own_share_eur = EurosField(label=_("Part de la collectivité en euros"))
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        to_field_name="code",
        label=_("Thématiques"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the model's form fields, with their limits and help texts."""
        super().__init__(*args, **kwargs)
        self.fields = MODEL_FIELDS | self.fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start_year"), cleaned.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("La fin ne peut pas précéder le début."))
        return cleaned

    def to_data(self) -> Content:
        themes = sorted(theme.code for theme in self.cleaned_data["themes"])
        return super().to_data() | {"themes": themes}


class LocationForm(ContentRowForm):
    """A location: a country, with a place name or a point."""

    significant_fields = ("country",)

    country = forms.ModelChoiceField(
        Country.objects.without_large_fields(), label=_("Pays"), required=False
    )
    name = forms.CharField(
        label=_("Ville, région ou lieu"),
        max_length=200,
        required=False,
        widget=build_suggest_input("lieux"),
    )
    lat = forms.FloatField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        required=False,
        widget=LatitudeInput,
    )
    lng = forms.FloatField(
        label=_("Longitude"),
        min_value=-180,
        max_value=180,
        required=False,
        widget=LongitudeInput,
    )

    def clean(self) -> dict[str, Any]:
        """Require a country for a place name, and both coordinates or none."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and not cleaned.get("country"):
            self.add_error("country", _("Choisissez le pays de ce lieu."))
        if (cleaned.get("lat") is None) != (cleaned.get("lng") is None):
            self.add_error("lat", _("Donnez la latitude et la longitude, ou aucune."))
        return cleaned

    def to_data(self) -> ContentRow:
        """Return the location; a name that matches one place is linked to it."""
        country, name = self.cleaned_data["country"], self.cleaned_data["name"].strip()
        named = Place.objects.filter(country=country, name_key=normalize(name))
        keys = list(named.values_list("pk", "name")[:2]) if name else []
        place, shown = keys[0] if len(keys) == 1 else (None, name)
        return {
            "country": country.pk,
            "place": place,
            "name": shown,
            "lat": self.cleaned_data["lat"],
            "lng": self.cleaned_data["lng"],
        }


class PartnerForm(PartnerNameForm):
    role = forms.ChoiceField(
        choices=InvolvementRole, label=_("Rôle"), initial=InvolvementRole.LOCAL
    )
    field_order = ["name", "role", "kind", "country"]

    def to_data(self) -> ContentRow:
        return super().to_data() | {"role": self.cleaned_data["role"]}


class FundingForm(ContentRowForm):
    significant_fields = ("window",)

    window = forms.ModelChoiceField(
        FundingWindow.objects.all(),
        to_field_name="code",
        label=_("Guichet"),
        required=False,
    )
    amount = EurosField(label=_("Montant en euros"))
    year = forms.IntegerField(
        label=_("Année"), min_value=1900, max_value=2100, required=False
    )
    kind = forms.ChoiceField(
        choices=FundingKind, label=_("État"), initial=FundingKind.GRANTED
    )
    funder = forms.ModelChoiceField(
        Partner.objects.all(), required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("amount") or cleaned.get("year")) and not cleaned.get("window"):
            self.add_error("window", _("Choisissez le guichet de ce montant."))
        return cleaned

    def to_data(self) -> ContentRow:
        funder = self.cleaned_data["funder"]
        return {
            "window": self.cleaned_data["window"].code,
            "amount": self.cleaned_data["amount"],
            "year": self.cleaned_data["year"],
            "kind": self.cleaned_data["kind"],
            "funder": funder.pk if funder else None,
        }


ACTION_FORMS = ProposalFormSpec(
    ActionForm,
    {
        _("Quoi"): ("title", "summary", "description", "results", "themes"),
        _("Quand"): ("status", *YEARS),
        _("Qui contacter"): ("contact_function", "contact_email"),
        _("Budget"): ("budget_eur", "own_share_eur"),
    },
    {
        "locations": LocationForm,
        "partners": PartnerForm,
        "fundings": FundingForm,
        "photos": PhotoForm,
        "documents": DocumentForm,
    },
)
