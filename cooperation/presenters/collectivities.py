"""Facts on the page of an authority, for the component ``facts``."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import AliasKind
from cooperation.models import Collectivity, CollectivityAlias
from cooperation.presenters.counts import ActivityCount, build_count_links
from cooperation.presenters.directory_rows import get_collectivity_nature
from cooperation.presenters.list_links import get_list_url

Fact = dict[str, Any]


def build_collectivity_facts(collectivity: Collectivity, n_members: int) -> list[Fact]:
    """Return the facts of an authority.

    ``n_members`` is the number of communes of an EPCI, 0 for any other.
    """
    epci, department = collectivity.epci, collectivity.department
    return [
        {"term": _("Nature"), "value": capfirst(get_collectivity_nature(collectivity))},
        {"term": _("Population"), "value": format_population(collectivity.population)},
        {"term": _("Communes"), "value": str(n_members or "")},
        {
            "term": _("Intercommunalité"),
            "gloss": "epci",
            "value": epci.name if epci else "",
            "url": epci.get_absolute_url() if epci else "",
        },
        {
            "term": _("Département"),
            "value": str(department or ""),
            "url": get_department_url(department.code) if department else "",
        },
        {"term": _("Région"), "value": get_region_name(collectivity)},
        {
            "term": _("Autres noms"),
            "entries": [build_alias_fact(row) for row in collectivity.aliases.all()],
        },
        {"term": _("Code INSEE"), "value": collectivity.insee_code},
        {"term": _("SIREN"), "value": collectivity.siren},
        {
            "term": _("Site internet"),
            "value": collectivity.website,
            "url": collectivity.website,
        },
    ]


def build_closure_notice(collectivity: Collectivity) -> Fact | None:
    """Return the closing date and the successor; None if the authority is open."""
    if collectivity.closed_on is None:
        return None
    day = {"day": date_format(collectivity.closed_on, "j F Y")}
    successor = collectivity.successor
    if successor is None:
        return {"text": _("Cette collectivité n’existe plus depuis le %(day)s.") % day}
    return {
        "text": _("Fusionnée depuis le %(day)s dans :") % day,
        "name": successor.name,
        "url": successor.get_absolute_url(),
    }


def build_member_links(members: Iterable[Collectivity]) -> list[Fact]:
    """Return the communes of an EPCI with their counts; from ``acting_first()``."""
    return [
        {
            "name": member.name,
            "url": member.get_absolute_url(),
            "note": ", ".join(
                f"{count['n']} {count['label']}"
                for count in build_count_links(get_row_count(member))
            ),
        }
        for member in members
    ]


def get_row_count(row: Any) -> ActivityCount:
    """Return the counts of a row annotated by ``with_counts()``."""
    return ActivityCount(actions=row.n_actions, agreements=row.n_agreements)


def format_population(population: int | None) -> str:
    if population is None:
        return ""
    number = number_format(population, force_grouping=True)
    return ngettext("%(n)s habitant", "%(n)s habitants", population) % {"n": number}


def get_department_url(code: str) -> str:
    return get_list_url("collectivity_list", departement=code)


def get_region_name(collectivity: Collectivity) -> str:
    if collectivity.region:
        return collectivity.region.name
    department = collectivity.department
    return department.region.name if department and department.region else ""


def build_alias_fact(row: CollectivityAlias) -> Fact:
    note = str(AliasKind(row.kind).label)
    if row.until_year:
        note += _(", jusqu’en %(year)s") % {"year": row.until_year}
    return {"label": row.name, "note": note}
