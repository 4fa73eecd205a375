"""Rows of the lists, as the component ``result_row`` takes them."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from cooperation.enums import CollectivityKind, EPCIType
from cooperation.models import (
    Collectivity,
    Country,
    FundingWindow,
    Partner,
    Resource,
)

ListingRow = dict[str, Any]


def build_collectivity_row(collectivity: Collectivity) -> ListingRow:
    context = [str(collectivity.department)] if collectivity.department else []
    if collectivity.population:
        inhabitants = number_format(collectivity.population, force_grouping=True)
        context.append(_("%(n)s habitants") % {"n": inhabitants})
    if collectivity.closed_on:
        since = date_format(collectivity.closed_on, "j F Y")
        context.append(_("n’existe plus depuis le %(day)s") % {"day": since})
    return {
        "url": collectivity.get_absolute_url(),
        "name": collectivity.name,
        "nature": get_collectivity_nature(collectivity),
        "context": context,
        "counts": build_row_counts(collectivity, "collectivite", collectivity.slug),
        "text": ""
        if has_published_entries(collectivity)
        else _("Aucune action connue à ce jour."),
    }


def get_collectivity_nature(collectivity: Collectivity) -> str:
    """Return the label of the kind of an authority; for an EPCI, its type."""
    if collectivity.kind == CollectivityKind.EPCI:
        return str(EPCIType(collectivity.epci_type).label)
    return str(collectivity.get_kind_display())


def has_published_entries(row: Any) -> bool:
    return bool(row.n_actions or row.n_agreements)


def build_partner_row(partner: Partner) -> ListingRow:
    return {
        "url": partner.get_absolute_url(),
        "name": partner.name,
        "nature": partner.get_kind_display(),
        "context": [partner.country.name] if partner.country else [],
        "counts": build_row_counts(partner, "partenaire", partner.slug, linked=1),
    }


def build_country_row(country: Country) -> ListingRow:
    context = [country.sub_region.name] if country.sub_region else []
    if country.since:  # type: ignore[attr-defined]
        context.append(_("depuis %(year)s au moins") % {"year": country.since})  # type: ignore[attr-defined]
    n_leads: int = country.n_leads  # type: ignore[attr-defined]
    leads = {
        "n": n_leads,
        "label": npgettext("nombre", "collectivité", "collectivités", n_leads),
    }
    return {
        "url": country.get_absolute_url(),
        "name": country.name,
        "code": country.iso2,
        "context": context,
        "counts": [leads, *build_row_counts(country, "pays", country.iso2.lower())],
    }


def build_row_counts(
    row: Any, parameter: str, value: str, *, linked: int = 2
) -> list[dict[str, Any]]:
    """Return the counts of a row; the first ``linked`` link to exactly what they count.

    The list of agreements takes a partner in a wider sense than "signed by".
    """
    query = urlencode({parameter: value})
    found = [
        (
            "action_list",
            row.n_actions,
            npgettext("nombre", "action", "actions", row.n_actions),
        ),
        (
            "agreement_list",
            row.n_agreements,
            npgettext("nombre", "accord", "accords", row.n_agreements),
        ),
    ]
    urls = [f"{reverse(f'cooperation:{route}')}?{query}" for route, _n, _label in found]
    return [
        {"n": n, "label": label, "url": url if rank < linked else ""}
        for rank, ((_route, n, label), url) in enumerate(zip(found, urls, strict=True))
        if n
    ]


def build_resource_row(resource: Resource) -> ListingRow:
    """Return the row of a resource; its link is external."""
    name = (
        f"{resource.name} ({resource.acronym})" if resource.acronym else resource.name
    )
    return {
        "url": resource.url,
        "name": name,
        "level": resource.get_level_display(),
        "nature": resource.get_kind_display(),
        "context": [theme.name for theme in resource.themes.all()],
        "text": resource.description,
    }


def build_window_row(window: FundingWindow) -> ListingRow:
    """Return the row of a funding window, with its actions and known total."""
    n: int = window.n_actions  # type: ignore[attr-defined]
    query = urlencode({"guichet": window.code})
    return {
        "code": window.code,
        "name": window.name,
        "description": window.description,
        "legal_basis": window.legal_basis,
        "url": window.url,
        "from_survey": window.is_from_founding_survey,
        "n": n,
        "actions": ngettext("%(n)s action", "%(n)s actions", n) % {"n": n},
        "actions_url": f"{reverse('cooperation:action_list')}?{query}",
        "total": window.known_total,  # type: ignore[attr-defined]
    }
