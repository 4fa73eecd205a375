"""The form of a sheet, in sections; each gives its part of a content."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.proposals.contents import PLAIN, TEXTS, YEARS, Content, Row
from accounts.proposals.fields import EurosField
from cooperation.enums import FundingKind, InvolvementRole, PartnerKind
from cooperation.folding import name_key
from cooperation.models import Action, Country, FundingWindow, Partner, Place, Theme

BLANK_ROWS = 1
MOST_ROWS = 60
LONG = forms.Textarea(attrs={"rows": 6})
FROM_MODEL = fields_for_model(
    Action,
    fields=[*TEXTS, "status", *YEARS],
    widgets={
        "summary": forms.Textarea(attrs={"rows": 3}),
        "description": LONG,
        "results": LONG,
    },
)


def suggested(kind: str) -> forms.TextInput:
    """Give a field that suggests while one types; without scripts, a plain one."""
    url = reverse_lazy("accounts:suggestions", args=[kind])
    return forms.TextInput(attrs={"data-suggest": url, "autocomplete": "off"})


class SheetForm(forms.Form):
    """What is said once of an action."""

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
        """Take the other fields from the model, with their limits and their help."""
        super().__init__(*args, **kwargs)
        self.fields = FROM_MODEL | self.fields

    def clean(self) -> dict[str, Any]:
        """Refuse what the database would refuse, beside the field that says it."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start_year"), cleaned.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("La fin ne peut pas précéder le début."))
        return cleaned

    def part(self) -> Content:
        """Give the part of a content that this form says."""
        themes = sorted(theme.code for theme in self.cleaned_data["themes"])
        plain = {field: self.cleaned_data[field] for field in PLAIN}
        return plain | {"themes": themes}


class RowForm(forms.Form):
    """One row of a list; an empty one says nothing."""

    def part(self) -> Row:
        """Give the row as data."""
        raise NotImplementedError


class LocationForm(RowForm):
    """Where: a country, and a place by its name or a point."""

    country = forms.ModelChoiceField(
        Country.objects.lean(), label=_("Pays"), required=False
    )
    name = forms.CharField(
        label=_("Ville, région ou lieu"),
        max_length=200,
        required=False,
        widget=suggested("lieux"),
    )
    lat = forms.FloatField(
        label=_("Latitude"), min_value=-90, max_value=90, required=False
    )
    lng = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a country where a place is named, and for both or no coordinates."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and not cleaned.get("country"):
            self.add_error("country", _("Choisissez le pays de ce lieu."))
        if (cleaned.get("lat") is None) != (cleaned.get("lng") is None):
            self.add_error("lat", _("Donnez la latitude et la longitude, ou aucune."))
        return cleaned

    def part(self) -> Row:
        """Give the place; one that the references have by this very name is linked."""
        country, name = self.cleaned_data["country"], self.cleaned_data["name"].strip()
        named = Place.objects.filter(country=country, name_key=name_key(name))
        keys = list(named.values_list("pk", "name")[:2]) if name else []
        place, shown = keys[0] if len(keys) == 1 else (None, name)
        return {
            "country": country.pk,
            "place": place,
            "name": shown,
            "lat": self.cleaned_data["lat"],
            "lng": self.cleaned_data["lng"],
        }


class PartnerForm(RowForm):
    """With whom, in which role; a name that nobody bears yet makes a new partner."""

    name = forms.CharField(
        label=_("Nom du partenaire"),
        max_length=250,
        required=False,
        widget=suggested("partenaires"),
    )
    role = forms.ChoiceField(
        choices=InvolvementRole, label=_("Rôle"), initial=InvolvementRole.LOCAL
    )
    kind = forms.ChoiceField(
        choices=[("", "—"), *PartnerKind.choices],
        label=_("Nature, s’il est nouveau"),
        required=False,
    )
    country = forms.ModelChoiceField(
        Country.objects.lean(), label=_("Pays, s’il est nouveau"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Find the partner by name; ask for the kind of a new one."""
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("name", "").strip()
        cleaned["found"] = self.find(name) if name else None
        if name and cleaned["found"] is None and not cleaned.get("kind"):
            self.add_error(
                "kind", _("Ce nom n’est pas dans la liste : dites sa nature.")
            )
        return cleaned

    def find(self, name: str) -> Partner | None:
        """Give the partner of that name; raises ``ValidationError`` for homonyms."""
        named = Partner.objects.filter(name_key=name_key(name))
        country = self.cleaned_data.get("country")
        found = list((named.filter(country=country) if country else named)[:2])
        if len(found) > 1:
            raise ValidationError(
                _("Plusieurs partenaires s’appellent « %(name)s » : dites le pays."),
                params={"name": name},
            )
        return found[0] if found else None

    def part(self) -> Row:
        """Give the role; a known partner as the directory has it."""
        found = self.cleaned_data["found"]
        if found:
            who = (found.pk, found.name, found.kind, found.country_id or "")
        else:
            country = self.cleaned_data["country"]
            name = self.cleaned_data["name"].strip()
            who = (None, name, self.cleaned_data["kind"], country.pk if country else "")
        keys = ("partner", "name", "kind", "country")
        return {**dict(zip(keys, who, strict=True)), "role": self.cleaned_data["role"]}


class FundingForm(RowForm):
    """How much, through which window, for which year."""

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
        """Ask for the window of an amount."""
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("amount") or cleaned.get("year")) and not cleaned.get("window"):
            self.add_error("window", _("Choisissez le guichet de ce montant."))
        return cleaned

    def part(self) -> Row:
        """Give the amount as data."""
        funder = self.cleaned_data["funder"]
        return {
            "window": self.cleaned_data["window"].code,
            "amount": self.cleaned_data["amount"],
            "year": self.cleaned_data["year"],
            "kind": self.cleaned_data["kind"],
            "funder": funder.pk if funder else None,
        }


# What makes a row one that says something, by list.
ROW_FORMS: dict[str, tuple[type[RowForm], str]] = {
    "locations": (LocationForm, "country"),
    "partners": (PartnerForm, "name"),
    "fundings": (FundingForm, "window"),
}


class WholeForm:
    """The form of a sheet with its lists of rows, as one thing to show and to read."""

    def __init__(self, data: Any = None, content: Content | None = None) -> None:
        """Show a content, or read ``data``: the form as it was sent or kept."""
        self.sheet = SheetForm(data, initial=content or {})
        self.lists = {
            name: self.rows(name, form, data, content or {})
            for name, (form, _said_by) in ROW_FORMS.items()
        }

    def rows(
        self, name: str, form: type[RowForm], data: Any, content: Content
    ) -> "forms.BaseFormSet[Any]":
        """Give the forms of one list, an empty one after the last."""
        made = forms.formset_factory(
            form, extra=BLANK_ROWS, can_delete=True, max_num=MOST_ROWS
        )
        return made(data, initial=content.get(name, []), prefix=name)

    def is_valid(self) -> bool:
        """Say whether everything that was typed can be read."""
        return all(
            [self.sheet.is_valid(), *(f.is_valid() for f in self.lists.values())]
        )

    def content(self) -> Content:
        """Give what was typed as a content; the form must be valid."""
        lists = {name: self.said(name) for name in self.lists}
        return self.sheet.part() | lists

    def said(self, name: str) -> list[Row]:
        """Give the rows of a list that say something, each once."""
        _form, said_by = ROW_FORMS[name]
        parts = [
            form.part()
            for form in self.lists[name]
            if form.cleaned_data.get(said_by) and not form.cleaned_data.get("DELETE")
        ]
        return [row for number, row in enumerate(parts) if row not in parts[:number]]
