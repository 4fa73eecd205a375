"""Authorities as text: what they are, how large, closed or not, their members."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import CollectivityKind, EPCIType
from cooperation.models import Collectivity
from cooperation.presenters.counts import ActivityCount, build_count_links
from cooperation.presenters.types import Link


@dataclass(frozen=True)
class ClosureNotice:
    """When an authority was closed, and the authority that took over, if any."""

    text: str
    successor: Link | None = None


def build_closure_notice(collectivity: Collectivity) -> ClosureNotice | None:
    """Return the closing date and the successor; None if the authority is open."""
    if collectivity.closed_on is None:
        return None
    day = {"day": date_format(collectivity.closed_on, "j F Y")}
    successor = collectivity.successor
    if successor is None:
        text = _("Cette collectivité n’existe plus depuis le %(day)s.") % day
        return ClosureNotice(text)
    return ClosureNotice(
        _("Fusionnée depuis le %(day)s dans :") % day,
        Link(successor.name, successor.get_absolute_url()),
    )


def build_member_links(members: Iterable[Collectivity]) -> list[Link]:
    """Return the communes of an EPCI with their counts; from ``acting_first()``."""
    return [
        Link(member.name, member.get_absolute_url(), format_row_counts(member))
        for member in members
    ]


def format_row_counts(row: Any) -> str:
    """Return the counts of a row annotated by ``with_counts()``."""
    counts = ActivityCount(actions=row.n_actions, agreements=row.n_agreements)
    return ", ".join(f"{one.n} {one.label}" for one in build_count_links(counts))


def get_collectivity_nature(collectivity: Collectivity) -> str:
    """Return the label of the kind of an authority; for an EPCI, its type."""
    if collectivity.kind == CollectivityKind.EPCI:
        return str(EPCIType(collectivity.epci_type).label)
    return str(collectivity.get_kind_display())


def format_population(population: int | None) -> str:
    if population is None:
        return ""
    number = number_format(population, force_grouping=True)
    return ngettext("%(n)s habitant", "%(n)s habitants", population) % {"n": number}


def get_region_name(collectivity: Collectivity) -> str:
    if collectivity.region:
        return collectivity.region.name
    department = collectivity.department
    return department.region.name if department and department.region else ""
