"""Similar actions, with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from cooperation.models import Action, Involvement
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.types import ActionCard
from cooperation.search.facet_index import FacetIndex
from cooperation.search.index_keeper import get_index
from cooperation.search.index_reading import read_arrays

MAX_REASONS = 3
# Country and theme weigh more than a partner, a partner more than either of them.
SIMILARITY_WEIGHTS = {"partenaire": 4, "pays": 3, "theme": 2}


@dataclass(frozen=True)
class SimilarAction:
    card: ActionCard
    reasons: list[str]


def list_similar_actions(action: Action, number: int) -> list[Action]:
    """Return the actions that share something with one, the most similar first.

    Those under the same agreement are left out: its own page lists them. The action is
    fetched with its places, partners and themes.
    """
    keys = find_similar_keys(get_index("action"), action, number)
    found = Action.objects.published().for_cards().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def find_similar_keys(index: FacetIndex, action: Action, number: int) -> list[int]:
    scores = score_similarity(index, action)
    left_out = [action.pk]
    if action.agreement_id:
        under = Action.objects.under_agreement(action.agreement)
        left_out += under.values_list("pk", flat=True)
    scores[index.find_keys(np.array(left_out, dtype=np.int64)).positions] = 0
    best = find_best_positions(scores, number)
    # The latest verified first, the never verified last; then the youngest.
    order = np.lexsort((-best, -index.numbers["verified_on"][best], -scores[best]))
    keys: list[int] = index.keys[best[order][:number]].tolist()
    return keys


def score_similarity(index: FacetIndex, action: Action) -> NDArray[np.int8]:
    """Return the sum of the weights of what each action of the index shares."""
    own = {
        "pays": [row.country_id for row in action.locations.all()],
        "theme": [theme.pk for theme in action.themes.all()],
    }
    scores = np.zeros(index.size, dtype=np.int8)
    for facet, values in own.items():
        shared = index.facets[facet].having(values)
        scores[shared.positions] += SIMILARITY_WEIGHTS[facet]
    # A partner of the index may only pay: roles are asked of the database.
    partners = {row.partner_id for row in action.involvements.all()}
    if partners:
        rows = Involvement.objects.with_any_partner(partners)
        (keys,) = read_arrays(rows.values_list("action"), ["action"])
        scores[index.find_keys(keys).positions] += SIMILARITY_WEIGHTS["partenaire"]
    return scores


def find_best_positions(scores: NDArray[np.int8], number: int) -> NDArray[np.int64]:
    """Return the positions of the best scores: ``number`` at least, if any."""
    counts = np.bincount(scores, minlength=1)
    least = len(counts) - 1
    while least > 1 and counts[least:].sum() < number:
        least -= 1
    return np.flatnonzero(scores >= max(least, 1))


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
