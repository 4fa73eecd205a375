"""Similar actions, with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import Action
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.types import ActionCard

MAX_REASONS = 3


@dataclass(frozen=True)
class SimilarAction:
    card: ActionCard
    reasons: list[str]


def build_similar_cards(action: Action, alike: Iterable[Action]) -> list[SimilarAction]:
    """Return the cards of similar actions with their reasons as text.

    All actions are fetched with their places, partners and themes.
    """
    return [
        SimilarAction(build_action_card(other), list_shared_reasons(action, other))
        for other in alike
    ]


def list_shared_reasons(action: Action, other: Action) -> list[str]:
    """Return what two actions share: partners first, then countries, then themes."""
    shared = [
        *format_shared_names(
            _("Même partenaire : %(name)s"),
            get_partner_names(action),
            get_partner_names(other),
        ),
        *format_shared_names(
            _("Même pays : %(name)s"),
            get_country_names(action),
            get_country_names(other),
        ),
        *format_shared_names(
            _("Même thématique : %(name)s"),
            get_theme_names(action),
            get_theme_names(other),
        ),
    ]
    return shared[:MAX_REASONS]


def format_shared_names(
    words: str, own: dict[Any, str], others: dict[Any, str]
) -> list[str]:
    return [words % {"name": name} for key, name in own.items() if key in others]


def get_partner_names(action: Action) -> dict[Any, str]:
    return {row.partner_id: row.partner.name for row in action.involvements.all()}


def get_country_names(action: Action) -> dict[Any, str]:
    return {row.country_id: row.country.name for row in action.locations.all()}


def get_theme_names(action: Action) -> dict[Any, str]:
    return {theme.pk: theme.name for theme in action.themes.all()}
