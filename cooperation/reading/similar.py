"""Similar actions, with the reasons."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import Action
from cooperation.reading.cards import action_card

MOST_REASONS = 3


def similar_cards(action: Action, alike: Iterable[Action]) -> list[dict[str, Any]]:
    """Return the cards of similar actions with their reasons as text.

    All actions are fetched with their places, partners and themes.
    """
    return [
        {"card": action_card(other), "reasons": reasons(action, other)}
        for other in alike
    ]


def reasons(action: Action, other: Action) -> list[str]:
    """Return what two actions share: partners first, then countries, then themes."""
    shared = [
        *named(_("Même partenaire : %(name)s"), partners(action), partners(other)),
        *named(_("Même pays : %(name)s"), countries(action), countries(other)),
        *named(_("Même thématique : %(name)s"), themes(action), themes(other)),
    ]
    return shared[:MOST_REASONS]


def named(words: str, own: dict[Any, str], others: dict[Any, str]) -> list[str]:
    return [words % {"name": name} for key, name in own.items() if key in others]


def partners(action: Action) -> dict[Any, str]:
    return {row.partner_id: row.partner.name for row in action.involvements.all()}


def countries(action: Action) -> dict[Any, str]:
    return {row.country_id: row.country.name for row in action.locations.all()}


def themes(action: Action) -> dict[Any, str]:
    return {theme.pk: theme.name for theme in action.themes.all()}
