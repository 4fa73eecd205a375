"""Agreements: their content and their form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import Content, ContentRow, ReferenceNames
from accounts.proposals.entries.authorities import AuthorityRows
from accounts.proposals.entries.partners import (
    PartnerNameForm,
    format_new_partner,
    get_or_create_partner,
    read_partner,
)
from accounts.proposals.entries.topics import (
    Goals,
    Themes,
    build_goal_field,
    build_theme_field,
    list_goal_numbers,
    list_theme_codes,
)
from accounts.proposals.form_fields import (
    LONG_TEXT_WIDGET,
    ContentRowForm,
    EntryFieldsForm,
    build_page_field,
)
from accounts.proposals.schema import EntrySchema, RowList, TableRows
from cooperation.enums import AgreementEventKind, Publication
from cooperation.models import Agreement, AgreementEvent
from cooperation.models.common import FIRST_YEAR, LAST_YEAR


class AgreementForm(EntryFieldsForm):
    model = Agreement
    model_fields = ("title", "kind", "summary", "description", "results")
    widgets = {
        "summary": forms.Textarea(attrs={"rows": 3}),
        "description": LONG_TEXT_WIDGET,
        "results": LONG_TEXT_WIDGET,
    }

    themes = build_theme_field()
    goals = build_goal_field()
    source_url = build_page_field()

    def to_data(self) -> Content:
        return super().to_data() | {
            "themes": list_theme_codes(self),
            "goals": list_goal_numbers(self),
        }


class CounterpartForm(PartnerNameForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de la collectivité partenaire")
        self.fields["name"].required = True


class CounterpartRow(RowList):
    relation = "counterpart"
    form = CounterpartForm
    legend = _("Avec qui")
    is_single = is_expected = True

    def read(self, entry: Agreement) -> list[ContentRow]:
        return [read_partner(entry.counterpart)]

    def write(self, entry: Agreement, rows: list[ContentRow]) -> None:
        """Set the partner authority, its country and its place.

        Without a row nothing is set: validation then requires one.
        """
        if rows:
            entry.counterpart_id = get_or_create_partner(entry, rows[0])
            entry.country_id = entry.counterpart.country_id
            entry.place_id = entry.counterpart.place_id

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        """Return the partner authority, as "Jajce, Bosnie-Herzégovine"."""
        country = names.countries.get(row["country"])
        where = f"{row['name']}, {country}" if country else row["name"]
        return f"{where}{format_new_partner(row, names)}"


class OtherPartners(RowList):
    relation = "partners"
    form = PartnerNameForm
    legend, button = _("Autres partenaires"), _("Ajouter un partenaire")

    def read(self, entry: Agreement) -> list[ContentRow]:
        partners = entry.partners.order_by("name_key", "pk")
        return [read_partner(partner) for partner in partners]

    def write(self, entry: Agreement, rows: list[ContentRow]) -> None:
        entry.partners.set([get_or_create_partner(entry, row) for row in rows])

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        """Return a partner, marked if it is new."""
        return f"{row['name']}{format_new_partner(row, names)}"


class EventForm(ContentRowForm):
    significant_fields = ("kind",)
    needed = {"kind": _("Dites ce qui s’est passé.")}

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

    def clean(self) -> Any:
        """Derive the year from the day; refuse a day of another year."""
        cleaned = super().clean() or self.cleaned_data
        day, year = cleaned.get("date"), cleaned.get("year")
        if day and year and day.year != year:
            self.add_error("date", _("Le jour doit tomber dans l’année donnée."))
        if day and not year:
            cleaned["year"] = day.year
        return cleaned

    def to_data(self) -> ContentRow:
        day = self.cleaned_data["date"]
        row = {name: self.cleaned_data[name] for name in ("kind", "year", "note")}
        return row | {"date": day.isoformat() if day else None}


class EventRows(TableRows):
    relation = "events"
    form = EventForm
    legend, button = _("Son histoire"), _("Ajouter un événement")

    def select_rows(self, entry: Agreement) -> Any:
        return entry.events.all()

    def read_row(self, row: AgreementEvent) -> ContentRow:
        day = row.date.isoformat() if row.date else None
        return {"kind": row.kind, "year": row.year, "date": day, "note": row.note}

    def build_row(self, entry: Agreement, row: ContentRow) -> AgreementEvent:
        return AgreementEvent(agreement=entry, **row)

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        """Return an event, as "signé, 1984 : vingt ans après"."""
        kind = AgreementEventKind(row["kind"]).label
        when = row["date"] or row["year"]
        dated = f"{kind}, {when}" if when else str(kind)
        return f"{dated} : {row['note']}" if row["note"] else dated


class AgreementSchema(EntrySchema):
    model = Agreement
    form = AgreementForm
    sections = {
        _("L’accord"): AgreementForm.model_fields,
        _("Thématiques et ODD"): ("themes", "goals"),
        _("Page internet"): ("source_url",),
    }
    lists = {
        "themes": Themes(),
        "goals": Goals(),
        "counterpart": CounterpartRow(),
        "other_signatories": AuthorityRows("other_signatories"),
        "partners": OtherPartners(),
        "events": EventRows(),
    }

    def build_new_entry(self, authority: Any) -> Agreement:
        """Return a new agreement signed by an authority, not saved yet."""
        return Agreement(
            collectivity=authority,
            publication=Publication.PUBLISHED,
            source_name=str(authority),
        )
