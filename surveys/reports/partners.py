"""The operator of a report and its partners, as pages and print show them."""

from dataclasses import dataclass

from django.core.files.base import ContentFile

from surveys.models import PartnerRole, Report, ReportPartner
from surveys.models.reports import ReportQuerySet


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


def list_reports_with_partners() -> ReportQuerySet:
    """Return the reports whose partners another may take over, the latest first."""
    named = Report.objects.filter(partners__isnull=False, is_demonstration=False)
    return named.distinct().latest_first()


def copy_partners(source: Report, target: Report) -> None:
    """Name in a report those of another, in their order, each with a copy of its logo.

    A logo whose file is lost is left out.
    """
    for row in source.partners.all():
        logo = read_logo(row)
        row.pk, row.report, row.logo = None, target, None
        row._state.adding = True
        row.save()
        if logo:
            row.logo.save("logo.jpg", ContentFile(logo))


def read_logo(partner: ReportPartner) -> bytes:
    if not partner.logo:
        return b""
    try:
        with partner.logo.open() as file:
            content: bytes = file.read()
    except OSError:
        return b""
    return content
