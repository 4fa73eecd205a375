"""What a sheet says, as data that can be kept, compared and written back.

A content is a dictionary: one key for each field of ``TEXTS``, ``YEARS`` and
``AMOUNTS``, ``status``, ``themes`` (codes), and lists of rows for ``locations``,
``partners`` and ``fundings``. Amounts are texts with a point, in euros.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cooperation.models import (
    Action,
    Country,
    Funding,
    FundingWindow,
    Involvement,
    Location,
    Partner,
    Theme,
)
from cooperation.slugs import unique_slug

Content = dict[str, Any]
Row = dict[str, Any]

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
PLAIN = (*TEXTS, "status", *YEARS, *AMOUNTS)
ROWS = ("locations", "partners", "fundings")
FIELDS = (*PLAIN, "themes", *ROWS)


def content_of(action: Action) -> Content:
    """Give what an action says; six queries."""
    return {
        **{field: getattr(action, field) for field in (*TEXTS, "status", *YEARS)},
        **{field: amount(getattr(action, field)) for field in AMOUNTS},
        "themes": sorted(action.themes.values_list("code", flat=True)),
        "locations": [location(row) for row in locations(action)],
        "partners": [partner(row) for row in involvements(action)],
        "fundings": [funding(row) for row in fundings(action)],
    }


def locations(action: Action) -> Iterable[Location]:
    """Give where an action takes place."""
    return action.locations.select_related("place").defer("place__alternate_names")


def involvements(action: Action) -> Iterable[Involvement]:
    """Give who takes part."""
    return action.involvements.select_related("partner").order_by("role", "pk")


def fundings(action: Action) -> Iterable[Funding]:
    """Give the money."""
    return action.fundings.select_related("window", "funder").order_by("year", "pk")


def location(row: Location) -> Row:
    """Give a place as data."""
    return {
        "country": row.country_id,
        "place": row.place_id,
        "name": row.label or (row.place.name if row.place else ""),
        "lat": row.lat,
        "lng": row.lng,
    }


def partner(row: Involvement) -> Row:
    """Give a partner's role as data."""
    return {
        "partner": row.partner_id,
        "name": row.partner.name,
        "kind": row.partner.kind,
        "country": row.partner.country_id or "",
        "role": row.role,
    }


def funding(row: Funding) -> Row:
    """Give an amount as data."""
    return {
        "window": row.window.code,
        "amount": amount(row.amount),
        "year": row.year,
        "kind": row.kind,
        "funder": row.funder_id,
    }


def amount(value: Decimal | None) -> str | None:
    """Give euros as a text with a point and two decimals, or nothing."""
    return None if value is None else f"{value:.2f}"


def changed(before: Content, after: Content) -> list[str]:
    """Give the fields in which two contents differ."""
    return [field for field in FIELDS if before.get(field) != after.get(field)]


def write(action: Any, content: Content, fields: Iterable[str]) -> None:
    """Write some fields of a content into an action, after validation.

    Raises ``ValidationError`` where the sheet would not be valid. To be called in a
    transaction: rows are written after the sheet.
    """
    wanted = set(fields)
    for field in wanted & set(PLAIN):
        setattr(action, field, plain_value(field, content[field]))
    action.slug = action.slug or unique_slug(Action, action.title)
    action.full_clean()
    action.save()
    if "themes" in wanted:
        action.themes.set(Theme.objects.filter(code__in=content["themes"]))
    for field, writer in WRITERS.items():
        if field in wanted:
            writer(action, content[field])


def plain_value(field: str, value: Any) -> Any:
    """Give a plain field as the model takes it."""
    if field in AMOUNTS:
        return None if value is None else Decimal(value)
    return value


def write_locations(action: Action, rows: list[Row]) -> None:
    """Replace the places that are no longer said, and add the new ones."""
    known = {key_of(location(row)): row for row in locations(action)}
    said = {key_of(row): row for row in rows}
    remove(known, said)
    for key, row in said.items():
        if key not in known:
            made = Location(
                action=action,
                country=Country.objects.get(pk=row["country"]),
                place_id=row["place"],
                label="" if row["place"] else row["name"],
                lat=row["lat"],
                lng=row["lng"],
            )
            made.full_clean()
            made.save()


def write_partners(action: Action, rows: list[Row]) -> None:
    """Replace the roles that are no longer said, and add the new ones."""
    known = {key_of(partner(row)): row for row in involvements(action)}
    said = {key_of(row): row for row in rows}
    remove(known, said)
    for key, row in said.items():
        if key not in known:
            made = Involvement(
                action=action, partner_id=partner_of(row), role=row["role"]
            )
            made.full_clean()
            made.save()


def partner_of(row: Row) -> int:
    """Give the partner of a row; one that is not in the list is made."""
    if row["partner"]:
        return int(row["partner"])
    made = Partner(
        name=row["name"],
        slug=unique_slug(Partner, row["name"]),
        kind=row["kind"],
        country_id=row["country"] or None,
    )
    made.full_clean()
    made.save()
    return made.pk


def write_fundings(action: Action, rows: list[Row]) -> None:
    """Replace the amounts that are no longer said, and add the new ones."""
    known = {key_of(funding(row)): row for row in fundings(action)}
    said = {key_of(row): row for row in rows}
    remove(known, said)
    windows = {window.code: window for window in FundingWindow.objects.all()}
    for key, row in said.items():
        if key not in known:
            made = Funding(
                action=action,
                window=windows[row["window"]],
                amount=None if row["amount"] is None else Decimal(row["amount"]),
                year=row["year"],
                kind=row["kind"],
                funder_id=row["funder"],
            )
            made.full_clean()
            made.save()


def key_of(row: Row) -> tuple[Any, ...]:
    """Give what tells a row from another."""
    return tuple(row.items())


def remove(known: dict[Any, Any], said: dict[Any, Any]) -> None:
    """Remove the rows that are no longer said."""
    for key, row in known.items():
        if key not in said:
            row.delete()


WRITERS = {
    "locations": write_locations,
    "partners": write_partners,
    "fundings": write_fundings,
}
