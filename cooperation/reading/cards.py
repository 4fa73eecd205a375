"""Cards of actions and agreements in lists.

The dictionaries are those of ``templates/_components/result_card_action.html`` and
``result_card_agreement.html``. Rows come from ``for_cards()``, which fetches all that
is read here in a constant number of queries.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from cooperation.folding import name_key
from cooperation.models import Action, Agreement
from cooperation.reading.places import location_in_words, place_in_words
from cooperation.reading.verification import verification
from cooperation.reading.years import action_years, agreement_years

Card = dict[str, Any]
SHOWN = 3


def action_card(action: Action, **marked: str) -> Card:
    """Return the card of an action.

    ``marked`` replaces texts by safe ones with highlighted words.
    """
    fresh = verification(action)
    card = {
        "url": action.get_absolute_url(),
        "title": action.title,
        "lead": action.lead.name,
        "status": action.status,
        "status_label": action.get_status_display(),
        "years": action_years(action),
        "summary": action.summary,
        "places": first_few(location_in_words(row) for row in action.locations.all()),
        "partners": first_few(row.partner.name for row in action.involvements.all()),
        "themes": [theme.name for theme in action.themes.all()],
        "verified_on": fresh.verified_on,
        "stale": fresh.stale,
        "verified_by": fresh.by,
        "uncertain": bool(action.uncertainty),
    }
    return card | kind_of(action) | marked


def kind_of(action: Action) -> Card:
    """Return the kind and its label; empty if the agreement is not published."""
    agreement = action.agreement
    if agreement is None or not agreement.is_published():
        return {}
    return {"kind": agreement.kind, "kind_label": agreement.get_kind_display()}


def agreement_card(agreement: Agreement, **marked: str) -> Card:
    """Return the card of an agreement, which is annotated with ``published_actions``.

    ``marked`` replaces texts by safe ones with highlighted words.
    """
    status = agreement.status_on(timezone.localdate())
    others = agreement.other_signatories.all()
    card = {
        "url": agreement.get_absolute_url(),
        "title": "" if title_is_plain(agreement) else agreement.title,
        "kind": agreement.kind,
        "kind_label": agreement.get_kind_display(),
        "lead": agreement.collectivity.name,
        "counterpart": agreement.counterpart.name,
        "place": place_in_words(agreement.place, agreement.country),
        "years": agreement_years(agreement, status),
        "status": status.value,
        "status_label": status.label,
        "other_signatories": first_few(other.name for other in others),
        "actions": getattr(agreement, "published_actions", 0),
        "uncertain": bool(agreement.uncertainty),
    }
    return card | marked


def title_is_plain(agreement: Agreement) -> bool:
    """Return whether a title contains the names of both parties."""
    title = name_key(agreement.title)
    sides = (agreement.collectivity.name, agreement.counterpart.name)
    return all(name_key(side) in title for side in sides)


def first_few(names: Iterable[str]) -> list[str]:
    """Return the first distinct names; a last item counts the others."""
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - SHOWN
    if more < 1:
        return distinct
    left = ngettext("%(n)s autre", "%(n)s autres", more) % {"n": more}
    return [*distinct[:SHOWN], left]
