"""What a proposal would change, field by field, as text."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.proposals.content import Content, ContentRow, EntrySchema
from cooperation.enums import (
    ActionStatus,
    AgreementEventKind,
    AgreementKind,
    FundingKind,
    InvolvementRole,
    PartnerKind,
)
from cooperation.models import Country, FundingWindow, Theme

ROW_LABELS: dict[str, Promise] = {
    "themes": gettext_lazy("thématiques"),
    "locations": gettext_lazy("lieux"),
    "partners": gettext_lazy("partenaires"),
    "fundings": gettext_lazy("montants"),
    "photos": gettext_lazy("photos"),
    "documents": gettext_lazy("documents"),
    "counterpart": gettext_lazy("collectivité partenaire"),
    "events": gettext_lazy("événements"),
}
CHOICES: dict[str, Any] = {"status": ActionStatus, "kind": AgreementKind}


@dataclass(frozen=True)
class Difference:
    """One field: its lines at the start of the draft, now, and after acceptance."""

    field: str
    label: str
    before: list[str]
    now: list[str]
    after: list[str]

    @property
    def is_contested(self) -> bool:
        return self.before != self.now


class ContentFormatter:
    """Formats the values of contents; names of references are read once."""

    def __init__(self) -> None:
        self.countries = {
            row.pk: row.name for row in Country.objects.without_large_fields()
        }
        self.themes_by_code = {row.code: row.name for row in Theme.objects.all()}
        self.windows = {row.code: row.name for row in FundingWindow.objects.all()}

    def format_value(self, schema: EntrySchema, field: str, value: Any) -> list[str]:
        """Return a field's value as lines; no line for an empty value."""
        if field in schema.lists:
            line = getattr(self, field)
            return [str(line(row)) for row in value or []]
        if value in (None, ""):
            return []
        if field in CHOICES:
            return [str(CHOICES[field](value).label)]
        return [format_euros(value) if field in schema.amounts else str(value)]

    def themes(self, code: str) -> str:
        return str(self.themes_by_code.get(code, code))

    def locations(self, row: ContentRow) -> str:
        """Return a location, as "Téra, Niger (14,01 ; 0,75)"."""
        country = str(self.countries.get(row["country"], row["country"]))
        where = f"{row['name']}, {country}" if row["name"] else country
        if row["lat"] is None:
            return str(where)
        return f"{where} ({number_format(row['lat'])} ; {number_format(row['lng'])})"

    def partners(self, row: ContentRow) -> str:
        """Return a partner, as "SEVES (opérateur)", marked if it is new."""
        role = InvolvementRole(row["role"]).label
        return f"{row['name']} ({role}){format_new_partner(row)}"

    def counterpart(self, row: ContentRow) -> str:
        """Return the partner authority, as "Jajce, Bosnie-Herzégovine"."""
        country = self.countries.get(row["country"])
        where = f"{row['name']}, {country}" if country else row["name"]
        return f"{where}{format_new_partner(row)}"

    def events(self, row: ContentRow) -> str:
        """Return an event, as "signé, 1984 : vingt ans après"."""
        kind = AgreementEventKind(row["kind"]).label
        when = row["date"] or row["year"]
        dated = f"{kind}, {when}" if when else str(kind)
        return f"{dated} : {row['note']}" if row["note"] else dated

    def photos(self, row: ContentRow) -> str:
        return f"{row['alt']} ({row['credit']})"

    def documents(self, row: ContentRow) -> str:
        return str(row["title"])

    def fundings(self, row: ContentRow) -> str:
        """Return an amount, as "loi Oudin-Santini, 2024 : 12 000 € (accordé)"."""
        window = self.windows.get(row["window"], row["window"])
        when = f", {row['year']}" if row["year"] else ""
        much = (
            _("montant inconnu")
            if row["amount"] is None
            else format_euros(row["amount"])
        )
        return f"{window}{when} : {much} ({FundingKind(row['kind']).label})"


def format_new_partner(row: ContentRow) -> str:
    """Return a note with the kind of a new partner; empty for a known one."""
    if row["partner"]:
        return ""
    kind = PartnerKind(row["kind"]).label
    return " – " + _("nouveau partenaire : %(kind)s") % {"kind": kind}


def format_euros(value: str) -> str:
    """Return an amount with its unit; cents only if there are any."""
    whole = value.removesuffix(".00")
    return f"{number_format(whole, force_grouping=True)} €"


def list_differences(
    schema: EntrySchema, base: Content, now: Content, after: Content, fields: list[str]
) -> list[Difference]:
    """Return the fields whose lines differ between base, now and after."""
    words = ContentFormatter()
    rows = (
        Difference(
            field=field,
            label=capfirst(str(get_field_label(schema, field))),
            before=words.format_value(schema, field, base.get(field)),
            now=words.format_value(schema, field, now.get(field)),
            after=words.format_value(schema, field, after.get(field)),
        )
        for field in fields
    )
    return [row for row in rows if row.before != row.after or row.is_contested]


def get_field_label(schema: EntrySchema, field: str) -> Any:
    if field in schema.lists:
        return ROW_LABELS[field]
    return schema.model._meta.get_field(field).verbose_name
