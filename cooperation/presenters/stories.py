"""The stories of the home page: an action in one sentence and one number."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from cooperation.enums import FundingKind
from cooperation.models import Action
from cooperation.presenters.counts import LABELS
from cooperation.presenters.files import PublicPhoto, list_photos
from cooperation.presenters.money import format_euros, sum_known_amounts
from cooperation.presenters.places import format_location
from cooperation.presenters.verification import Verification, get_verification
from cooperation.presenters.years import format_action_years

MAX_STORIES = 3


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
