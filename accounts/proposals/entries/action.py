"""Actions: their content, their form, and the parts that they should have."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.people import permissions
from accounts.proposals.content import (
    Content,
    ContentRow,
    ReferenceNames,
    format_euros,
    serialize_amount,
)
from accounts.proposals.entries.authorities import AuthorityRows
from accounts.proposals.entries.media import DocumentRows, PhotoRows
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
    EurosField,
    build_page_field,
    build_suggest_input,
)
from accounts.proposals.schema import EntrySchema, Recommended, TableRows
from cooperation.enums import FundingKind, InvolvementRole, Publication
from cooperation.maps.widgets import LatitudeInput, LongitudeInput
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Funding,
    FundingWindow,
    Involvement,
    Location,
    Partner,
    Photo,
    Place,
)
from cooperation.text import normalize


class ActionForm(EntryFieldsForm):
    model = Action
    model_fields = (
        *("title", "summary", "description", "results", "status"),
        *("start_year", "end_year", "contact_function", "contact_email"),
    )
    widgets = {
        "summary": forms.Textarea(attrs={"rows": 3}),
        "description": LONG_TEXT_WIDGET,
        "results": LONG_TEXT_WIDGET,
    }

    budget_eur = EurosField(label=_("Budget total en euros"))
    own_share_eur = EurosField(label=_("Part de la collectivité en euros"))
    themes = build_theme_field()
    goals = build_goal_field()
    source_url = build_page_field()
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Dans le cadre de l’accord"),
        required=False,
        help_text=_("Un accord de la collectivité, s’il est dans l’annuaire."),
    )

    def limit_choices(self, authority: Any, content: Content) -> None:
        """Offer the agreements of an authority, and the one that is chosen already."""
        keys = Collectivity.objects.filter(pk=authority.pk).order_by().values("pk")
        signed = Q(pk__in=permissions.get_signed_agreements(keys).values("pk"))
        rows = Agreement.objects.filter(signed | Q(pk=content.get("agreement")))
        field: Any = self.fields["agreement"]
        field.queryset = rows.only("title").order_by("title_key", "pk")

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start_year"), cleaned.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("La fin ne peut pas précéder le début."))
        budget, share = cleaned.get("budget_eur"), cleaned.get("own_share_eur")
        if budget and share and Decimal(share) > Decimal(budget):
            self.add_error(
                "own_share_eur",
                _("La part de la collectivité ne peut pas dépasser le budget."),
            )
        return cleaned

    def to_data(self) -> Content:
        agreement = self.cleaned_data["agreement"]
        return super().to_data() | {
            "themes": list_theme_codes(self),
            "goals": list_goal_numbers(self),
            "agreement": agreement.pk if agreement else None,
        }


class LocationForm(ContentRowForm):
    """A location: a country, with a place name or a point."""

    significant_fields = ("country",)
    needed = {"country": _("Choisissez le pays de ce lieu.")}

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

    def clean(self) -> Any:
        """Require both coordinates or none."""
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("lat") is None) != (cleaned.get("lng") is None):
            self.add_error("lat", _("Donnez la latitude et la longitude, ou aucune."))
        return cleaned

    def to_data(self) -> ContentRow:
        """Return the location; a name that matches one place is linked to it."""
        country, name = self.cleaned_data["country"], self.cleaned_data["name"].strip()
        matching = Place.objects.filter(country=country, name_key=normalize(name))
        keys = list(matching.values_list("pk", "name")[:2]) if name else []
        place, label = keys[0] if len(keys) == 1 else (None, name)
        return {
            "country": country.pk,
            "place": place,
            "name": label,
            "lat": self.cleaned_data["lat"],
            "lng": self.cleaned_data["lng"],
        }


class LocationRows(TableRows):
    relation = "locations"
    form = LocationForm
    legend, button = _("Où"), _("Ajouter un lieu")
    is_expected = True

    def select_rows(self, entry: Action) -> Any:
        rows = entry.locations.select_related("place")
        return rows.defer("place__alternate_names")

    def read_row(self, row: Location) -> ContentRow:
        return {
            "country": row.country_id,
            "place": row.place_id,
            "name": row.label or (row.place.name if row.place else ""),
            "lat": row.lat,
            "lng": row.lng,
        }

    def build_row(self, entry: Action, row: ContentRow) -> Location:
        return Location(
            action=entry,
            country=Country.objects.get(pk=row["country"]),
            place_id=row["place"],
            label="" if row["place"] else row["name"],
            lat=row["lat"],
            lng=row["lng"],
        )

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        """Return a location, as "Téra, Niger (14,01 ; 0,75)"."""
        country = str(names.countries.get(row["country"], row["country"]))
        where = f"{row['name']}, {country}" if row["name"] else country
        if row["lat"] is None:
            return where
        return f"{where} ({number_format(row['lat'])} ; {number_format(row['lng'])})"


class PartnerForm(PartnerNameForm):
    role = forms.ChoiceField(
        choices=InvolvementRole, label=_("Rôle"), initial=InvolvementRole.LOCAL
    )
    field_order = ["name", "role", "kind", "country"]

    def to_data(self) -> ContentRow:
        return super().to_data() | {"role": self.cleaned_data["role"]}


class PartnerRows(TableRows):
    relation = "involvements"
    form = PartnerForm
    legend, button = _("Avec qui"), _("Ajouter un partenaire")
    is_expected = True

    def select_rows(self, entry: Action) -> Any:
        return entry.involvements.select_related("partner").order_by("role", "pk")

    def read_row(self, row: Involvement) -> ContentRow:
        return read_partner(row.partner) | {"role": row.role}

    def build_row(self, entry: Action, row: ContentRow) -> Involvement:
        partner = get_or_create_partner(entry, row)
        return Involvement(action=entry, partner_id=partner, role=row["role"])

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        """Return a partner, as "SEVES (opérateur)", marked if it is new."""
        role = InvolvementRole(row["role"]).label
        return f"{row['name']} ({role}){format_new_partner(row, names)}"


class FundingForm(ContentRowForm):
    significant_fields = ("window",)
    needed = {"window": _("Choisissez le guichet de ce montant.")}

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

    def to_data(self) -> ContentRow:
        funder = self.cleaned_data["funder"]
        return {
            "window": self.cleaned_data["window"].code,
            "amount": self.cleaned_data["amount"],
            "year": self.cleaned_data["year"],
            "kind": self.cleaned_data["kind"],
            "funder": funder.pk if funder else None,
        }


class FundingRows(TableRows):
    relation = "fundings"
    form = FundingForm
    legend, button = _("Avec quel argent"), _("Ajouter un montant")
    is_expected = True

    def select_rows(self, entry: Action) -> Any:
        return entry.fundings.select_related("window").order_by("year", "pk")

    def read_row(self, row: Funding) -> ContentRow:
        return {
            "window": row.window.code,
            "amount": serialize_amount(row.amount),
            "year": row.year,
            "kind": row.kind,
            "funder": row.funder_id,
        }

    def build_row(self, entry: Action, row: ContentRow) -> Funding:
        return Funding(
            action=entry,
            window=FundingWindow.objects.get(code=row["window"]),
            amount=None if row["amount"] is None else Decimal(row["amount"]),
            year=row["year"],
            kind=row["kind"],
            funder_id=row["funder"],
        )

    def format_row(self, row: ContentRow, names: ReferenceNames) -> str:
        """Return an amount, as "loi Oudin-Santini, 2024 : 12 000 € (accordé)"."""
        window = names.windows.get(row["window"], row["window"])
        when = f", {row['year']}" if row["year"] else ""
        amount = row["amount"]
        much = gettext("montant inconnu") if amount is None else format_euros(amount)
        return f"{window}{when} : {much} ({FundingKind(row['kind']).label})"


def has_row(model: type[Any], **conditions: Any) -> Exists:
    return Exists(model.objects.filter(action=OuterRef("pk"), **conditions))


RECOMMENDED_PARTS = (
    Recommended(
        "summary", _("le résumé"), _("c’est ce que montrent les listes"), ~Q(summary="")
    ),
    Recommended(
        "start",
        _("l’année de début"),
        _("la fiche se range dans le temps"),
        Q(start_year__isnull=False),
    ),
    Recommended(
        "place", _("le lieu"), _("l’action apparaît sur la carte"), has_row(Location)
    ),
    Recommended(
        "partner",
        _("les partenaires"),
        _("ils la retrouvent sous leur nom"),
        has_row(Involvement),
    ),
    Recommended(
        "theme",
        _("la thématique"),
        _("elle sort dans les bonnes recherches"),
        has_row(Action.themes.through),
    ),
    Recommended(
        "amount",
        _("un montant"),
        _("les totaux par guichet sont justes"),
        has_row(Funding, amount__isnull=False),
    ),
    Recommended(
        "contact",
        _("la fonction à contacter"),
        _("on sait à qui écrire"),
        ~Q(contact_function=""),
    ),
    Recommended(
        "photo", _("une photo"), _("la fiche se partage mieux"), has_row(Photo)
    ),
)


class ActionSchema(EntrySchema):
    model = Action
    form = ActionForm
    sections = {
        _("Quoi"): ("title", "summary", "description", "results"),
        _("Thématiques et ODD"): ("themes", "goals"),
        _("Quand"): ("status", "start_year", "end_year"),
        _("Accord et page internet"): ("agreement", "source_url"),
        _("Qui contacter"): ("contact_function", "contact_email"),
        _("Budget"): ("budget_eur", "own_share_eur"),
    }
    amounts = ("budget_eur", "own_share_eur")
    agreements = ("agreement",)
    lists = {
        "themes": Themes(),
        "goals": Goals(),
        "co_leads": AuthorityRows("co_leads"),
        "locations": LocationRows(),
        "partners": PartnerRows(),
        "fundings": FundingRows(),
        "photos": PhotoRows(),
        "documents": DocumentRows(),
    }
    recommended = RECOMMENDED_PARTS

    def build_new_entry(self, authority: Any) -> Action:
        """Return a new action led by an authority, not saved yet."""
        return Action(
            lead=authority,
            publication=Publication.PUBLISHED,
            source_name=str(authority),
        )
