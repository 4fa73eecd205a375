"""The content of one row, whatever the layout of its file, and the fields it fills."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cooperation.enums import ActionStatus, AgreementEventKind, AgreementKind
from cooperation.spreadsheets.matching.names import AuthorityQuery


@dataclass
class Record:
    """One cooperation, twinning, friendship or project.

    ``kind`` is ``None`` for a project.
    """

    line: int
    reference: str
    title: str
    lead: AuthorityQuery
    kind: AgreementKind | None
    others: list[AuthorityQuery] = field(default_factory=list)
    counterparts: list[str] = field(default_factory=list)
    counterpart_column: str = ""
    country: str = ""
    country_column: str = ""
    geonames_id: int | None = None
    start_year: int | None = None
    end_year: int | None = None
    status: ActionStatus = ActionStatus.UNKNOWN
    themes: list[str] = field(default_factory=list)
    partners: list[tuple[str, str]] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    budget: Decimal | None = None
    summary: str = ""
    source_name: str = ""
    source_url: str = ""
    source_note: str = ""
    uncertainty: str = ""
    has_action: bool = True

    @property
    def is_project(self) -> bool:
        """Return whether the row is an action of its own, not an agreement."""
        return self.kind is None


# The sources name partners without saying what they do; only payers tell it themselves.
FUNDER_KINDS = {"agence_eau", "bailleur", "fondation"}
SUMMARY_LENGTH = 300


def get_source_fields(record: Record) -> dict[str, str]:
    return {
        "source_name": record.source_name[:300],
        "source_url": record.source_url[:500],
        "source_reference": record.reference[:100],
        "source_note": record.source_note,
        "uncertainty": record.uncertainty,
    }


def get_action_fields(record: Record) -> dict[str, Any]:
    return {
        "title": record.title[:250],
        "summary": record.summary[:SUMMARY_LENGTH],
        "status": record.status,
        "start_year": record.start_year,
        "end_year": record.end_year,
        "budget_eur": record.budget,
    }


def list_agreement_events(
    record: Record,
) -> list[tuple[AgreementEventKind, int | None]]:
    """Return the (kind, year) of the events of an agreement.

    A source that does not say the status leaves "no recent news", undated.
    """
    events: list[tuple[AgreementEventKind, int | None]] = []
    if record.start_year or record.status == ActionStatus.ACTIVE:
        events.append((AgreementEventKind.SIGNED, record.start_year))
    if record.status == ActionStatus.ENDED:
        events.append((AgreementEventKind.ENDED, record.end_year))
    elif record.status == ActionStatus.SUSPENDED:
        events.append((AgreementEventKind.DORMANT, None))
    elif record.status == ActionStatus.UNKNOWN:
        events.append((AgreementEventKind.NO_NEWS, None))
    return events
