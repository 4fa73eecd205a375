"""Authorities, countries, partners and themes as rows with their counts.

Rows are those of the component ``result_row``; each count links to what it counts.
``choices`` are parameters that filter these links.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst

from cooperation.enums import InvolvementRole
from cooperation.models import Collectivity, Country, Partner, Theme
from cooperation.presenters.collectivities import get_collectivity_nature
from cooperation.presenters.counts import (
    ActivityCount,
    ActivityCounts,
    build_count_links,
    format_since,
    pair_rows_with_counts,
)
from cooperation.presenters.flags import build_flag
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.types import CountLink, Flag, ListingRow


def build_collectivity_rows(
    tallies: ActivityCounts,
    found: Mapping[int, Collectivity],
    *,
    roles: Mapping[int, str] | None = None,
    **choices: Any,
) -> list[ListingRow]:
    """Return rows of authorities; ``roles`` are texts by key of the authority."""
    held = roles or {}
    return [
        build_result_row(
            collectivity,
            tally,
            nature=get_collectivity_nature(collectivity),
            text=capfirst(held.get(collectivity.pk, "")),
            choices={"collectivite": collectivity.slug, **choices},
        )
        for collectivity, tally in pair_rows_with_counts(tallies, found)
    ]


def build_country_rows(
    tallies: ActivityCounts, found: Mapping[str, Country], **choices: Any
) -> list[ListingRow]:
    return [
        build_result_row(
            country,
            tally,
            flag=build_flag(country),
            choices={"pays": country.iso2.lower(), **choices},
        )
        for country, tally in pair_rows_with_counts(tallies, found)
    ]


def build_partner_rows(
    tallies: ActivityCounts, found: Mapping[int, Partner], **choices: Any
) -> list[ListingRow]:
    return [
        build_result_row(
            partner,
            tally,
            nature=partner.get_kind_display(),
            choices={"partenaire": partner.slug, **choices},
        )
        for partner, tally in pair_rows_with_counts(tallies, found)
    ]


def build_result_row(
    thing: Collectivity | Country | Partner,
    tally: ActivityCount,
    *,
    choices: Mapping[str, Any],
    nature: str = "",
    text: str = "",
    flag: Flag | None = None,
) -> ListingRow:
    since = format_since(tally)
    return ListingRow(
        url=thing.get_absolute_url(),
        name=thing.name,
        context=[since] if since else [],
        counts=build_count_links(
            tally,
            get_list_url("action_list", **choices),
            get_list_url("agreement_list", **choices),
        ),
        nature=nature,
        text=text,
        flag=flag,
    )


def build_theme_counts(
    tallies: ActivityCounts, found: Mapping[int, Theme], kind: str, **choices: Any
) -> list[CountLink]:
    """Return themes with their number of entries, in the order of ``tallies``.

    ``kind`` is that of the entries: "action" or "agreement".
    """
    return [
        CountLink(
            theme.name,
            getattr(tally, f"{kind}s"),
            get_list_url(f"{kind}_list", theme=theme.code, **choices),
        )
        for theme, tally in pair_rows_with_counts(tallies, found)
    ]


def format_roles_by_key(
    pairs: Iterable[tuple[Any, str]], funded: set[Any]
) -> dict[Any, str]:
    """Return the roles of a partner beside each authority, as text in enum order.

    ``pairs`` are (key of the authority, role); ``funded`` the keys of the authorities
    whose actions the partner funds.
    """
    roles: dict[Any, set[str]] = {}
    for key, role in pairs:
        roles.setdefault(key, set()).add(role)
    for key in funded:
        roles.setdefault(key, set()).add(InvolvementRole.COFUNDER)
    return {key: format_roles(held) for key, held in roles.items()}


def format_roles(held: set[str]) -> str:
    labels = [str(role.label) for role in InvolvementRole if role in held]
    return ", ".join(labels)
