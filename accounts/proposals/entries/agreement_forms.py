"""Forms of an agreement, and of an authority's own entry."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import ContentRow
from accounts.proposals.entries.partner_forms import PartnerNameForm
from accounts.proposals.form_base import (
    ContentRowForm,
    EntryFieldsForm,
    ProposalFormSpec,
)
from cooperation.enums import AgreementEventKind
from cooperation.models import Agreement, Collectivity
from cooperation.models.common import FIRST_YEAR, LAST_YEAR

LONG_TEXT_WIDGET = forms.Textarea(attrs={"rows": 6})


class AgreementForm(EntryFieldsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = fields_for_model(
            Agreement,
            fields=["title", "kind", "description"],
            widgets={"description": LONG_TEXT_WIDGET},
        )


class CounterpartForm(PartnerNameForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de la collectivité partenaire")
        self.fields["name"].required = True


class EventForm(ContentRowForm):
    significant_fields = ("kind",)

    kind = forms.ChoiceField(
        choices=[("", "—"), *AgreementEventKind.choices],
        label=_("Événement"),
        required=False,
    )
    year = forms.IntegerField(
        label=_("Année"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    date = forms.DateField(
        label=_("Jour, s’il est connu"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=_("Précision"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Derive the year from the day; refuse a day of another year."""
        cleaned = super().clean() or self.cleaned_data
        day, year = cleaned.get("date"), cleaned.get("year")
        if day and year and day.year != year:
            self.add_error("date", _("Le jour doit tomber dans l’année donnée."))
        if day and not year:
            cleaned["year"] = day.year
        if (year or day or cleaned.get("note")) and not cleaned.get("kind"):
            self.add_error("kind", _("Dites ce qui s’est passé."))
        return cleaned

    def to_data(self) -> ContentRow:
        day = self.cleaned_data["date"]
        event_data = {
            name: self.cleaned_data[name] for name in ("kind", "year", "note")
        }
        return event_data | {"date": day.isoformat() if day else None}


class CollectivityForm(EntryFieldsForm):
    website = forms.URLField(
        label=_("Site internet"),
        max_length=300,
        required=False,
        assume_scheme="https",
        empty_value="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the model's form fields, with their limits and help texts."""
        super().__init__(*args, **kwargs)
        others = fields_for_model(
            Collectivity,
            fields=["description", "contact_email"],
            widgets={"description": LONG_TEXT_WIDGET},
        )
        self.fields = others | self.fields


AGREEMENT_FORMS = ProposalFormSpec(
    AgreementForm,
    {_("L’accord"): ("title", "kind", "description")},
    {"counterpart": CounterpartForm, "events": EventForm},
    single=("counterpart",),
)
COLLECTIVITY_FORMS = ProposalFormSpec(
    CollectivityForm,
    {
        _("Ce que la collectivité dit d’elle"): (
            "description",
            "website",
            "contact_email",
        )
    },
)
