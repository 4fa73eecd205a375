"""Rows of the lists, as the component ``result_row`` takes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.models import Collectivity, Country, FundingWindow, Partner, Resource
from cooperation.presenters.collectivities import get_collectivity_nature
from cooperation.presenters.counts import LABELS, ActivityCount, build_count_links
from cooperation.presenters.flags import build_flag
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.types import CountLink, ListingRow

MAX_FLAGS = 5


@dataclass(frozen=True)
class WindowRow:
    """A funding window, with the number of its actions and their known total."""

    code: str
    name: str
    description: str
    legal_basis: str
    url: str
    from_survey: bool
    n: int
    actions: str
    actions_url: str
    total: Decimal | None


def add_flags(collectivities: Iterable[Any]) -> None:
    """Add ``flags``, of where they act, to authorities with ``country_keys``."""
    rows = list(collectivities)
    codes = {key for row in rows for key in row.country_keys}
    found = Country.objects.without_large_fields().in_bulk(codes)
    for row in rows:
        countries = [found[key] for key in row.country_keys if key in found]
        named = sorted(countries, key=lambda country: country.name)
        row.flags = [build_flag(country) for country in named]


def build_collectivity_row(collectivity: Collectivity) -> ListingRow:
    context = [str(collectivity.department)] if collectivity.department else []
    if collectivity.population:
        inhabitants = number_format(collectivity.population, force_grouping=True)
        context.append(_("%(n)s habitants") % {"n": inhabitants})
    if collectivity.closed_on:
        since = date_format(collectivity.closed_on, "j F Y")
        context.append(_("n’existe plus depuis le %(day)s") % {"day": since})
    counts = build_row_counts(collectivity, collectivite=collectivity.slug)
    flags = getattr(collectivity, "flags", [])
    more = len(flags) - MAX_FLAGS
    return ListingRow(
        url=collectivity.get_absolute_url(),
        name=collectivity.name,
        nature=get_collectivity_nature(collectivity),
        context=context,
        counts=counts,
        text="" if counts else _("Aucune action connue à ce jour."),
        flags=flags[:MAX_FLAGS],
        other_flags=format_other_countries(more) if more > 0 else "",
    )


def format_other_countries(number: int) -> str:
    words = ngettext("et %(n)s autre pays", "et %(n)s autres pays", number)
    return words % {"n": number}


def build_partner_row(partner: Partner) -> ListingRow:
    return ListingRow(
        url=partner.get_absolute_url(),
        name=partner.name,
        nature=partner.get_kind_display(),
        flags=[build_flag(partner.country)] if partner.country else [],
        counts=build_row_counts(partner, partenaire=partner.slug),
    )


def build_country_row(country: Country, n_authorities: int) -> ListingRow:
    context = [country.sub_region.name] if country.sub_region else []
    if country.since:  # type: ignore[attr-defined]
        context.append(_("depuis %(year)s au moins") % {"year": country.since})  # type: ignore[attr-defined]
    code = country.iso2.lower()
    authorities = get_list_url("collectivity_list", pays=code)
    return ListingRow(
        url=country.get_absolute_url(),
        name=country.name,
        flag=build_flag(country),
        context=context,
        counts=[
            CountLink(
                LABELS["collectivity"](n_authorities), n_authorities, authorities
            ),
            *build_row_counts(country, pays=code),
        ],
    )


def build_row_counts(row: Any, **choices: str) -> list[CountLink]:
    """Return the counts of a row, actions first, with links to what they count."""
    links = build_count_links(
        ActivityCount(actions=row.n_actions, agreements=row.n_agreements),
        get_list_url("action_list", **choices),
        get_list_url("agreement_list", **choices),
    )
    return links[::-1]


def build_resource_row(resource: Resource) -> ListingRow:
    """Return the row of a resource; its link is external."""
    acronym = f" ({resource.acronym})" if resource.acronym else ""
    return ListingRow(
        url=resource.url,
        name=resource.name + acronym,
        level=resource.get_level_display(),
        nature=resource.get_kind_display(),
        context=[theme.name for theme in resource.themes.all()],
        text=resource.description,
        is_written=True,
    )


def build_window_row(window: FundingWindow) -> WindowRow:
    n: int = window.n_actions  # type: ignore[attr-defined]
    return WindowRow(
        code=window.code,
        name=window.name,
        description=window.description,
        legal_basis=window.legal_basis,
        url=window.url,
        from_survey=window.is_from_founding_survey,
        n=n,
        actions=ngettext("%(n)s action", "%(n)s actions", n) % {"n": n},
        actions_url=get_list_url("action_list", guichet=window.code),
        total=window.known_total,  # type: ignore[attr-defined]
    )
