"""What an agreement says, and how it is written."""

from typing import Any

from accounts.proposals.contents import Row, RowList, Sheet, replace_rows
from accounts.proposals.partners import partner_of
from cooperation.enums import Publication
from cooperation.models import Agreement, AgreementEvent


def counterpart(agreement: Agreement) -> list[Row]:
    """Give the authority abroad, as the one row of its list."""
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
    """Name the authority abroad; without a row, validation will ask for one."""
    if rows:
        agreement.counterpart_id = partner_of(agreement, rows[0])
        agreement.country_id = agreement.counterpart.country_id
        agreement.place_id = agreement.counterpart.place_id


def events(agreement: Agreement) -> list[Row]:
    """Give what happened to an agreement, the oldest first."""
    return [event(row) for row in agreement.events.all()]


def event(row: AgreementEvent) -> Row:
    """Give an event as data."""
    day = row.date.isoformat() if row.date else None
    return {"kind": row.kind, "year": row.year, "date": day, "note": row.note}


def write_events(agreement: Agreement, rows: list[Row]) -> None:
    """Replace the events that are no longer said, and add the new ones."""

    def make(row: Row) -> AgreementEvent:
        return AgreementEvent(agreement=agreement, **row)

    replace_rows(agreement, agreement.events.all(), rows, read=event, make=make)


class AgreementSheet(Sheet):
    """A cooperation, twinning or friendship between authorities."""

    model = Agreement
    plain = ("title", "kind", "description")
    lists = {
        "counterpart": RowList(counterpart, write_counterpart),
        "events": RowList(events, write_events),
    }
    held = ("counterpart",)

    def made_by(self, authority: Any) -> Agreement:
        """Give a new agreement that an authority signed."""
        return Agreement(
            collectivity=authority,
            publication=Publication.PUBLISHED,
            source_name=str(authority),
        )
