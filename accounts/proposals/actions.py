"""Content of an action: how it is read and written."""

from decimal import Decimal
from typing import Any

from accounts.proposals.contents import Row, RowList, Sheet, amount, replace_rows
from accounts.proposals.files import (
    documents,
    photos,
    write_documents,
    write_photos,
)
from accounts.proposals.partners import partner_of
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


def themes(action: Action) -> list[str]:
    return sorted(action.themes.values_list("code", flat=True))


def write_themes(action: Action, codes: list[str]) -> None:
    action.themes.set(Theme.objects.filter(code__in=codes))


def locations(action: Action) -> list[Row]:
    rows = action.locations.select_related("place").defer("place__alternate_names")
    return [location(row) for row in rows]


def location(row: Location) -> Row:
    return {
        "country": row.country_id,
        "place": row.place_id,
        "name": row.label or (row.place.name if row.place else ""),
        "lat": row.lat,
        "lng": row.lng,
    }


def write_locations(action: Action, rows: list[Row]) -> None:
    """Delete the locations that are not in ``rows``, and add new ones."""

    def make(row: Row) -> Location:
        return Location(
            action=action,
            country=Country.objects.get(pk=row["country"]),
            place_id=row["place"],
            label="" if row["place"] else row["name"],
            lat=row["lat"],
            lng=row["lng"],
        )

    known = action.locations.select_related("place")
    replace_rows(action, known, rows, read=location, make=make)


def partners(action: Action) -> list[Row]:
    rows = action.involvements.select_related("partner").order_by("role", "pk")
    return [partner(row) for row in rows]


def partner(row: Involvement) -> Row:
    return {
        "partner": row.partner_id,
        "name": row.partner.name,
        "kind": row.partner.kind,
        "country": row.partner.country_id or "",
        "role": row.role,
    }


def write_partners(action: Action, rows: list[Row]) -> None:
    """Delete the roles that are not in ``rows``, and add new ones."""

    def make(row: Row) -> Involvement:
        return Involvement(
            action=action, partner_id=partner_of(action, row), role=row["role"]
        )

    known = action.involvements.select_related("partner")
    replace_rows(action, known, rows, read=partner, make=make)


def fundings(action: Action) -> list[Row]:
    rows = action.fundings.select_related("window").order_by("year", "pk")
    return [funding(row) for row in rows]


def funding(row: Funding) -> Row:
    return {
        "window": row.window.code,
        "amount": amount(row.amount),
        "year": row.year,
        "kind": row.kind,
        "funder": row.funder_id,
    }


def write_fundings(action: Action, rows: list[Row]) -> None:
    """Delete the amounts that are not in ``rows``, and add new ones."""
    windows = {window.code: window for window in FundingWindow.objects.all()}

    def make(row: Row) -> Funding:
        return Funding(
            action=action,
            window=windows[row["window"]],
            amount=None if row["amount"] is None else Decimal(row["amount"]),
            year=row["year"],
            kind=row["kind"],
            funder_id=row["funder"],
        )

    known = action.fundings.select_related("window")
    replace_rows(action, known, rows, read=funding, make=make)


class ActionSheet(Sheet):
    model = Action
    plain = (*TEXTS, "status", *YEARS, *AMOUNTS)
    amounts = AMOUNTS
    lists = {
        "themes": RowList(themes, write_themes),
        "locations": RowList(locations, write_locations),
        "partners": RowList(partners, write_partners),
        "fundings": RowList(fundings, write_fundings),
        "photos": RowList(photos, write_photos),
        "documents": RowList(documents, write_documents),
    }

    def made_by(self, authority: Any) -> Action:
        """Return a new action led by an authority, not saved yet."""
        return Action(
            lead=authority,
            publication=Publication.PUBLISHED,
            source_name=str(authority),
        )
