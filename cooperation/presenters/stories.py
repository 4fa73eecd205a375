"""The stories of the home page: an action in one sentence and one number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from django.utils.translation import gettext as _

from cooperation.enums import FundingKind, Publication
from cooperation.models import Action, Photo
from cooperation.presenters.counts import LABELS
from cooperation.presenters.files import PublicPhoto, list_photos
from cooperation.presenters.money import format_euros, sum_known_amounts
from cooperation.presenters.places import format_location
from cooperation.presenters.verification import Verification, get_verification
from cooperation.presenters.years import format_action_years
from cooperation.search.entry_sets import Mask
from cooperation.search.facet_index import LAST, FacetIndex
from cooperation.search.filterset import RECENT
from cooperation.search.index_keeper import get_index

MAX_STORIES = 3
# Enough to find three authorities among; asked of as many as may have no story.
STORY_CANDIDATES, STORIES_NAMED = 24, 240
MOST_NAMED = 5_000


@dataclass(frozen=True)
class Story:
    """Context of the component ``story``; ``number`` is empty where none is known."""

    url: str
    title: str
    lead: str
    places: list[str]
    sentence: str
    number: str
    number_label: str
    photo: PublicPhoto | None
    freshness: Verification


def list_story_actions(departments: Sequence[str]) -> list[Action]:
    """Return the actions that the home page may tell, the best first.

    The rule is that of ``best_stories_first``; the index says which few to ask for.
    """
    best = Action.objects.published().best_stories_first(departments)
    keys = find_story_keys(get_index("action"), departments)
    found = list(best.filter(pk__in=keys)[:STORY_CANDIDATES])
    # Many of the first ones may have neither a picture nor a summary.
    return found if len(found) == STORY_CANDIDATES else list(best[:STORY_CANDIDATES])


def find_story_keys(index: FacetIndex, departments: Sequence[str]) -> list[int]:
    """Return the keys of those that come first, however many have no story.

    By authority of ``departments``, then by date of the last confirmation; where
    many are equal, those with a picture and the latest begun.
    """
    if index.size <= MOST_NAMED:
        return index.list_keys(index.everything)
    homes = index.reference.groups["departement"].items()
    near = [key for key, department in homes if department in departments]
    verified = index.numbers["verified_on"]
    ranks = np.where(np.isin(index.numbers["lead"], near), LAST, 0) + verified
    limit = np.partition(ranks, -STORIES_NAMED)[-STORIES_NAMED]
    is_first, is_equal = ranks > limit, ranks == limit
    if np.count_nonzero(is_equal) > MOST_NAMED:
        is_equal &= find_most_telling(index, is_equal)
    return index.list_keys(index.where(is_first | is_equal))


def find_most_telling(index: FacetIndex, among: Mask) -> Mask:
    """Return those with a picture, and those begun last."""
    pictured = Photo.objects.filter(action__publication=Publication.PUBLISHED)
    keys = pictured.order_by().values_list("action", flat=True).distinct()
    found = index.find_keys(np.array(keys[:MOST_NAMED], dtype=np.int64)).mask
    latest = index.page(index.where(among), RECENT, 0, STORIES_NAMED)
    return found | index.find_keys(np.array(latest, dtype=np.int64)).mask


def pick_stories(actions: Iterable[Action]) -> list[Story]:
    """Return the first actions, one of each authority."""
    by_lead: dict[int, Action] = {}
    for action in actions:
        by_lead.setdefault(action.lead_id, action)
    return [build_story(action) for action in islice(by_lead.values(), MAX_STORIES)]


def build_story(action: Action) -> Story:
    number, label = find_telling_number(action)
    places = dict.fromkeys(format_location(row) for row in action.locations.all())
    return Story(
        url=action.get_absolute_url(),
        title=action.title,
        lead=action.lead.name,
        places=list(places)[:1],
        sentence=get_first_sentence(action.summary),
        number=number,
        number_label=label,
        photo=next(iter(list_photos(action)), None),
        freshness=get_verification(action),
    )


def get_first_sentence(text: str) -> str:
    """Return a text up to its first full stop that ends a sentence."""
    first, stop, _rest = text.partition(". ")
    return first + stop.strip()


def find_telling_number(action: Action) -> tuple[str, str]:
    """Return a number and what it counts: money, else partners, else years."""
    granted = [
        row
        for row in action.fundings.all()
        if row.kind == FundingKind.GRANTED and row.amount
    ]
    if granted:
        return format_euros(sum_known_amounts(granted)), _("accordés")
    if action.budget_eur:
        return format_euros(action.budget_eur), _("de budget")
    partners = len({row.partner_id for row in action.involvements.all()})
    if partners > 1:
        return str(partners), LABELS["partner"](partners)
    return format_action_years(action), ""
