"""The page of an action."""

from typing import Any

from django.db.models import QuerySet

from cooperation.models import Action
from cooperation.reading.actions import action_facts, public_agreement
from cooperation.reading.cards import action_card, kind_of
from cooperation.reading.links import downloads
from cooperation.reading.money import action_money
from cooperation.reading.prose import paragraphs
from cooperation.reading.roles import partners_by_role
from cooperation.reading.similar import similar_cards
from cooperation.reading.source import source_of
from cooperation.reading.verification import verification
from cooperation.views.sheets.base import SheetView

SIMILAR = 4
SIBLINGS = 6


class ActionView(SheetView):
    """Everything known of an action, and where it comes from."""

    def scope(self, user: Any) -> QuerySet[Action]:
        """Give the actions that ``user`` may see, with all their rows."""
        return Action.objects.visible_to(user).for_sheet()

    def parts(self) -> dict[str, Any]:
        """Give what the page shows of the action."""
        action: Action = self.object
        return {
            "card": action_card(action),
            "kind": kind_of(action),
            "description": paragraphs(action.description),
            "results": paragraphs(action.results),
            "facts": action_facts(action),
            "partners": partners_by_role(action),
            "money": action_money(action),
            "freshness": verification(action),
            "source": source_of(action),
            "downloads": downloads("action", collectivite=action.lead.slug),
            **self.others(action),
        }

    def others(self, action: Action) -> dict[str, Any]:
        """Give the actions under the same agreement, and those like this one."""
        published = Action.objects.published()
        agreement = public_agreement(action)
        siblings = published.under(agreement).exclude(pk=action.pk).latest_first()
        alike = published.similar_to(action).for_cards()[:SIMILAR]
        return {
            "agreement": agreement,
            "siblings": siblings[:SIBLINGS],
            "similar": similar_cards(action, alike),
        }
