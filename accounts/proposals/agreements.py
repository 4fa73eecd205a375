"""Content of an agreement: how it is read and written."""

from typing import Any

from accounts.proposals.contents import Row, RowList, Sheet, replace_rows
from accounts.proposals.partners import partner_of
from cooperation.enums import Publication
from cooperation.models import Agreement, AgreementEvent


def counterpart(agreement: Agreement) -> list[Row]:
    found = agreement.counterpart
    return [
        {
            "partner": found.pk,
            "name": found.name,
            "kind": found.kind,
            "country": found.country_id or "",
        }
    ]


def write_counterpart(agreement: Agreement, rows: list[Row]) -> None:
    """Set the partner authority, its country and its place.

    Without a row nothing is set: validation then requires one.
    """
    if rows:
        agreement.counterpart_id = partner_of(agreement, rows[0])
        agreement.country_id = agreement.counterpart.country_id
        agreement.place_id = agreement.counterpart.place_id


def events(agreement: Agreement) -> list[Row]:
    return [event(row) for row in agreement.events.all()]


def event(row: AgreementEvent) -> Row:
    day = row.date.isoformat() if row.date else None
    return {"kind": row.kind, "year": row.year, "date": day, "note": row.note}


def write_events(agreement: Agreement, rows: list[Row]) -> None:
    """Delete the events that are not in ``rows``, and add new ones."""

    def make(row: Row) -> AgreementEvent:
        return AgreementEvent(agreement=agreement, **row)

    replace_rows(agreement, agreement.events.all(), rows, read=event, make=make)


class AgreementSheet(Sheet):
    model = Agreement
    plain = ("title", "kind", "description")
    lists = {
        "counterpart": RowList(counterpart, write_counterpart),
        "events": RowList(events, write_events),
    }
    held = ("counterpart",)

    def made_by(self, authority: Any) -> Agreement:
        """Return a new agreement signed by an authority, not saved yet."""
        return Agreement(
            collectivity=authority,
            publication=Publication.PUBLISHED,
            source_name=str(authority),
        )
