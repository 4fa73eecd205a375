"""Authorities, countries, partners and themes as rows with their counts.

Rows are those of the component ``result_row``; each count links to what it counts.
``choices`` are parameters that filter these links.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst

from cooperation.directories.rows import nature_of
from cooperation.models import Collectivity, Country, Partner, Theme
from cooperation.reading.links import selection
from cooperation.reading.tallies import (
    Tallies,
    Tally,
    counts,
    in_order,
    since_in_words,
)

Row = dict[str, Any]


def collectivity_rows(
    tallies: Tallies,
    found: Mapping[int, Collectivity],
    *,
    roles: Mapping[int, str] | None = None,
    **choices: Any,
) -> list[Row]:
    """Return rows of authorities; ``roles`` are texts by key of the authority."""
    held = roles or {}
    return [
        row(
            collectivity,
            tally,
            nature=nature_of(collectivity),
            text=capfirst(held.get(collectivity.pk, "")),
            choices={"collectivite": collectivity.slug, **choices},
        )
        for collectivity, tally in in_order(tallies, found)
    ]


def country_rows(
    tallies: Tallies, found: Mapping[str, Country], **choices: Any
) -> list[Row]:
    return [
        row(
            country,
            tally,
            code=country.iso2,
            choices={"pays": country.iso2.lower(), **choices},
        )
        for country, tally in in_order(tallies, found)
    ]


def partner_rows(
    tallies: Tallies, found: Mapping[int, Partner], **choices: Any
) -> list[Row]:
    """Return rows of partners.

    The number of agreements has no link: the filter of their list takes a partner in a
    wider sense than a signatory.
    """
    return [
        row(
            partner,
            tally,
            nature=partner.get_kind_display(),
            choices={"partenaire": partner.slug, **choices},
            agreements_linked=False,
        )
        for partner, tally in in_order(tallies, found)
    ]


def row(
    thing: Collectivity | Country | Partner,
    tally: Tally,
    *,
    choices: dict[str, Any],
    agreements_linked: bool = True,
    **more: str,
) -> Row:
    agreements = selection("agreement_list", **choices) if agreements_linked else ""
    since = since_in_words(tally)
    return {
        "url": thing.get_absolute_url(),
        "name": thing.name,
        "context": [since] if since else [],
        "counts": counts(tally, selection("action_list", **choices), agreements),
        **more,
    }


def theme_counts(
    tallies: Tallies, found: Mapping[int, Theme], **choices: Any
) -> list[Row]:
    """Return themes with their number of actions, in the order of ``tallies``."""
    return [
        {
            "label": theme.name,
            "n": tally.actions,
            "url": selection("action_list", theme=theme.code, **choices),
        }
        for theme, tally in in_order(tallies, found)
    ]
