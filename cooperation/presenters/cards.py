"""Cards of actions and agreements in lists.

The dictionaries are those of ``templates/_components/result_card_action.html`` and
``result_card_agreement.html``. Rows come from ``for_cards()``, which fetches all that
is read here in a constant number of queries.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from cooperation.models import Action, Agreement
from cooperation.presenters.places import format_location, format_place
from cooperation.presenters.verification import get_verification
from cooperation.presenters.years import format_action_years, format_agreement_years
from cooperation.text import normalize

Card = dict[str, Any]
MAX_NAMES = 3


def build_action_card(action: Action, **marked: str) -> Card:
    """Return the card of an action.

    ``marked`` replaces texts by safe ones with highlighted words.
    """
    fresh = get_verification(action)
    card = {
        "url": action.get_absolute_url(),
        "title": action.title,
        "lead": action.lead.name,
        "status": action.status,
        "status_label": action.get_status_display(),
        "years": format_action_years(action),
        "summary": action.summary,
        "places": shorten_names(format_location(row) for row in action.locations.all()),
        "partners": shorten_names(
            row.partner.name for row in action.involvements.all()
        ),
        "themes": [theme.name for theme in action.themes.all()],
        "verified_on": fresh.verified_on,
        "stale": fresh.stale,
        "verified_by": fresh.by,
        "uncertain": bool(action.uncertainty),
    }
    return card | get_agreement_kind(action) | marked


def get_agreement_kind(action: Action) -> Card:
    """Return the kind and its label; empty if the agreement is not published."""
    agreement = action.agreement
    if agreement is None or not agreement.is_published():
        return {}
    return {"kind": agreement.kind, "kind_label": agreement.get_kind_display()}


def build_agreement_card(agreement: Agreement, **marked: str) -> Card:
    """Return the card of an agreement, which is annotated with ``published_actions``.

    ``marked`` replaces texts by safe ones with highlighted words.
    """
    status = agreement.status_on(timezone.localdate())
    others = agreement.other_signatories.all()
    card = {
        "url": agreement.get_absolute_url(),
        "title": "" if is_plain_title(agreement) else agreement.title,
        "kind": agreement.kind,
        "kind_label": agreement.get_kind_display(),
        "lead": agreement.collectivity.name,
        "counterpart": agreement.counterpart.name,
        "place": format_place(agreement.place, agreement.country),
        "years": format_agreement_years(agreement, status),
        "status": status.value,
        "status_label": status.label,
        "other_signatories": shorten_names(other.name for other in others),
        "actions": getattr(agreement, "published_actions", 0),
        "uncertain": bool(agreement.uncertainty),
    }
    return card | marked


def is_plain_title(agreement: Agreement) -> bool:
    """Return whether a title contains the names of both parties."""
    title = normalize(agreement.title)
    sides = (agreement.collectivity.name, agreement.counterpart.name)
    return all(normalize(side) in title for side in sides)


def shorten_names(names: Iterable[str]) -> list[str]:
    """Return the first distinct names; a last item counts the others."""
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - MAX_NAMES
    if more < 1:
        return distinct
    left = ngettext("%(n)s autre", "%(n)s autres", more) % {"n": more}
    return [*distinct[:MAX_NAMES], left]
