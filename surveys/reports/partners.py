"""The operator of a report and its partners, as pages and print show them."""

from dataclasses import dataclass

from surveys.models import PartnerRole, Report, ReportPartner


@dataclass(frozen=True)
class PartnerGroup:
    """The partners of one role."""

    role: str
    partners: list[ReportPartner]


def list_partner_groups(report: Report) -> list[PartnerGroup]:
    """Return the partners of a report by role, without roles that nobody has."""
    rows = list(report.partners.all())
    return [
        PartnerGroup(str(role.label), found)
        for role in PartnerRole
        if (found := [row for row in rows if row.role == role])
    ]
