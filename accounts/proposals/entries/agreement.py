"""Content of an agreement: how it is read and written."""

from typing import Any

from accounts.proposals.content import ContentRow, EntrySchema, RowList, replace_rows
from accounts.proposals.entries.partners import get_or_create_partner
from cooperation.enums import Publication
from cooperation.models import Agreement, AgreementEvent


def read_counterpart(agreement: Agreement) -> list[ContentRow]:
    found = agreement.counterpart
    return [
        {
            "partner": found.pk,
            "name": found.name,
            "kind": found.kind,
            "country": found.country_id or "",
        }
    ]


def write_counterpart(agreement: Agreement, rows: list[ContentRow]) -> None:
    """Set the partner authority, its country and its place.

    Without a row nothing is set: validation then requires one.
    """
    if rows:
        agreement.counterpart_id = get_or_create_partner(agreement, rows[0])
        agreement.country_id = agreement.counterpart.country_id
        agreement.place_id = agreement.counterpart.place_id


def read_events(agreement: Agreement) -> list[ContentRow]:
    return [build_event_row(row) for row in agreement.events.all()]


def build_event_row(row: AgreementEvent) -> ContentRow:
    day = row.date.isoformat() if row.date else None
    return {"kind": row.kind, "year": row.year, "date": day, "note": row.note}


def write_events(agreement: Agreement, rows: list[ContentRow]) -> None:
    """Delete the events that are not in ``rows``, and add new ones."""

    def make(row: ContentRow) -> AgreementEvent:
        return AgreementEvent(agreement=agreement, **row)

    replace_rows(
        agreement, agreement.events.all(), rows, read=build_event_row, make=make
    )


class AgreementSchema(EntrySchema):
    model = Agreement
    plain = ("title", "kind", "description")
    lists = {
        "counterpart": RowList(read_counterpart, write_counterpart),
        "events": RowList(read_events, write_events),
    }
    lists_before_save = ("counterpart",)

    def build_new_entry(self, authority: Any) -> Agreement:
        """Return a new agreement signed by an authority, not saved yet."""
        return Agreement(
            collectivity=authority,
            publication=Publication.PUBLISHED,
            source_name=str(authority),
        )
