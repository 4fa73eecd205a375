"""Content of an action: how it is read and written."""

from decimal import Decimal
from typing import Any

from accounts.proposals.content import (
    ContentRow,
    EntrySchema,
    RowList,
    format_amount,
    replace_rows,
)
from accounts.proposals.entries.partners import get_or_create_partner
from accounts.proposals.uploads import (
    read_documents,
    read_photos,
    write_documents,
    write_photos,
)
from cooperation.enums import Publication
from cooperation.models import (
    Action,
    Country,
    Funding,
    FundingWindow,
    Involvement,
    Location,
    Theme,
)

TEXTS = (
    "title",
    "summary",
    "description",
    "results",
    "contact_function",
    "contact_email",
)
YEARS = ("start_year", "end_year")
AMOUNTS = ("budget_eur", "own_share_eur")


def read_themes(action: Action) -> list[str]:
    return sorted(action.themes.values_list("code", flat=True))


def write_themes(action: Action, codes: list[str]) -> None:
    action.themes.set(Theme.objects.filter(code__in=codes))


def read_locations(action: Action) -> list[ContentRow]:
    rows = action.locations.select_related("place").defer("place__alternate_names")
    return [build_location_row(row) for row in rows]


def build_location_row(row: Location) -> ContentRow:
    return {
        "country": row.country_id,
        "place": row.place_id,
        "name": row.label or (row.place.name if row.place else ""),
        "lat": row.lat,
        "lng": row.lng,
    }


def write_locations(action: Action, rows: list[ContentRow]) -> None:
    """Delete the locations that are not in ``rows``, and add new ones."""

    def make(row: ContentRow) -> Location:
        return Location(
            action=action,
            country=Country.objects.get(pk=row["country"]),
            place_id=row["place"],
            label="" if row["place"] else row["name"],
            lat=row["lat"],
            lng=row["lng"],
        )

    known = action.locations.select_related("place")
    replace_rows(action, known, rows, read=build_location_row, make=make)


def read_partners(action: Action) -> list[ContentRow]:
    rows = action.involvements.select_related("partner").order_by("role", "pk")
    return [build_partner_row(row) for row in rows]


def build_partner_row(row: Involvement) -> ContentRow:
    return {
        "partner": row.partner_id,
        "name": row.partner.name,
        "kind": row.partner.kind,
        "country": row.partner.country_id or "",
        "role": row.role,
    }


def write_partners(action: Action, rows: list[ContentRow]) -> None:
    """Delete the roles that are not in ``rows``, and add new ones."""

    def make(row: ContentRow) -> Involvement:
        return Involvement(
            action=action,
            partner_id=get_or_create_partner(action, row),
            role=row["role"],
        )

    known = action.involvements.select_related("partner")
    replace_rows(action, known, rows, read=build_partner_row, make=make)


def read_fundings(action: Action) -> list[ContentRow]:
    rows = action.fundings.select_related("window").order_by("year", "pk")
    return [build_funding_row(row) for row in rows]


def build_funding_row(row: Funding) -> ContentRow:
    return {
        "window": row.window.code,
        "amount": format_amount(row.amount),
        "year": row.year,
        "kind": row.kind,
        "funder": row.funder_id,
    }


def write_fundings(action: Action, rows: list[ContentRow]) -> None:
    """Delete the amounts that are not in ``rows``, and add new ones."""
    windows = {window.code: window for window in FundingWindow.objects.all()}

    def make(row: ContentRow) -> Funding:
        return Funding(
            action=action,
            window=windows[row["window"]],
            amount=None if row["amount"] is None else Decimal(row["amount"]),
            year=row["year"],
            kind=row["kind"],
            funder_id=row["funder"],
        )

    known = action.fundings.select_related("window")
    replace_rows(action, known, rows, read=build_funding_row, make=make)


class ActionSchema(EntrySchema):
    model = Action
    plain = (*TEXTS, "status", *YEARS, *AMOUNTS)
    amounts = AMOUNTS
    lists = {
        "themes": RowList(read_themes, write_themes),
        "locations": RowList(read_locations, write_locations),
        "partners": RowList(read_partners, write_partners),
        "fundings": RowList(read_fundings, write_fundings),
        "photos": RowList(read_photos, write_photos),
        "documents": RowList(read_documents, write_documents),
    }

    def build_new_entry(self, authority: Any) -> Action:
        """Return a new action led by an authority, not saved yet."""
        return Action(
            lead=authority,
            publication=Publication.PUBLISHED,
            source_name=str(authority),
        )
