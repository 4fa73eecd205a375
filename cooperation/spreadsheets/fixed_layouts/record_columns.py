"""The model fields that a record fills."""

from typing import Any

from cooperation.enums import ActionStatus, AgreementEventKind, PartnerKind
from cooperation.spreadsheets.fixed_layouts.records import Record

PARTNER_KINDS = {
    "ONG": PartnerKind.NGO,
    "comite_jumelage": PartnerKind.TWINNING_COMMITTEE,
    "collectivite": PartnerKind.AUTHORITY,
    "collectivité étrangère": PartnerKind.AUTHORITY,
    "region": PartnerKind.AUTHORITY,
    "regie_eaux": PartnerKind.WATER_UTILITY,
    "agence_eau": PartnerKind.WATER_AGENCY,
    "reseau": PartnerKind.NETWORK,
    "fondation": PartnerKind.FOUNDATION,
    "organisation_internationale": PartnerKind.INTERNATIONAL,
    "universite": PartnerKind.SCHOOL,
    "bailleur": PartnerKind.OTHER,
}
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
