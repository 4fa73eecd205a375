"""What a proposal would change, field by field, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.proposals.contents import AMOUNTS, FIELDS, Content, Row
from cooperation.enums import ActionStatus, FundingKind, InvolvementRole, PartnerKind
from cooperation.models import Action, Country, FundingWindow, Theme

ROW_LABELS: dict[str, Promise] = {
    "themes": gettext_lazy("thématiques"),
    "locations": gettext_lazy("lieux"),
    "partners": gettext_lazy("partenaires"),
    "fundings": gettext_lazy("montants"),
}


@dataclass(frozen=True)
class Difference:
    """One field: what the sheet said at the start, says now, and would say.

    ``is_contested`` when the sheet has changed in that field since the start.
    """

    field: str
    label: str
    before: list[str]
    now: list[str]
    after: list[str]

    @property
    def is_contested(self) -> bool:
        """Whether somebody else changed the field meanwhile."""
        return self.before != self.now


class Words:
    """Puts values of contents into words; names are read once."""

    def __init__(self) -> None:
        self.countries = {row.pk: row.name for row in Country.objects.lean()}
        self.themes = {row.code: row.name for row in Theme.objects.all()}
        self.windows = {row.code: row.name for row in FundingWindow.objects.all()}

    def of(self, field: str, value: Any) -> list[str]:
        """Give a field's value as lines; nothing for nothing."""
        if field in ROW_LABELS:
            return [self.row(field, row) for row in value or []]
        if value in (None, ""):
            return []
        if field == "status":
            return [str(ActionStatus(value).label)]
        return [euros(value) if field in AMOUNTS else str(value)]

    def row(self, field: str, row: Any) -> str:
        """Give one row of a list as a line."""
        if field == "themes":
            return str(self.themes.get(row, row))
        return str(getattr(self, field)(row))

    def locations(self, row: Row) -> str:
        """Give a place: "Téra, Niger (14,01 ; 0,75)"."""
        country = str(self.countries.get(row["country"], row["country"]))
        where = f"{row['name']}, {country}" if row["name"] else country
        if row["lat"] is None:
            return str(where)
        return f"{where} ({number_format(row['lat'])} ; {number_format(row['lng'])})"

    def partners(self, row: Row) -> str:
        """Give a partner: "SEVES (opérateur)"; a new one is said to be."""
        role = InvolvementRole(row["role"]).label
        if row["partner"]:
            return f"{row['name']} ({role})"
        kind = PartnerKind(row["kind"]).label
        new = _("nouveau partenaire : %(kind)s") % {"kind": kind}
        return f"{row['name']} ({role}) – {new}"

    def fundings(self, row: Row) -> str:
        """Give an amount: "loi Oudin-Santini, 2024 : 12 000 € (accordé)"."""
        window = self.windows.get(row["window"], row["window"])
        when = f", {row['year']}" if row["year"] else ""
        much = _("montant inconnu") if row["amount"] is None else euros(row["amount"])
        return f"{window}{when} : {much} ({FundingKind(row['kind']).label})"


def euros(value: str) -> str:
    """Give an amount in words; cents only where there are."""
    whole = value.removesuffix(".00")
    return f"{number_format(whole, force_grouping=True)} €"


def differences(base: Content, now: Content, after: Content) -> list[Difference]:
    """Give the fields that a proposal would change, in the order of the sheet."""
    words = Words()
    return [
        Difference(
            field=field,
            label=capfirst(str(label_of(field))),
            before=words.of(field, base.get(field)),
            now=words.of(field, now.get(field)),
            after=words.of(field, after.get(field)),
        )
        for field in FIELDS
        if base.get(field) != after.get(field)
    ]


def label_of(field: str) -> Any:
    """Give what a field is called."""
    if field in ROW_LABELS:
        return ROW_LABELS[field]
    known: Any = Action._meta.get_field(field)
    return known.verbose_name
