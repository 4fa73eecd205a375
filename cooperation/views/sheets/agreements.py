"""The page of an agreement."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cooperation.models import Action, Agreement
from cooperation.reading.agreements import agreement_facts
from cooperation.reading.cards import action_card, title_is_plain
from cooperation.reading.links import downloads
from cooperation.reading.prose import paragraphs
from cooperation.reading.source import source_of
from cooperation.reading.timeline import story
from cooperation.views.sheets.base import LONG_LIST, SheetView


class AgreementView(SheetView):
    """Who signed what, what happened since, and the actions under it."""

    def scope(self, user: Any) -> QuerySet[Agreement]:
        """Give the agreements that ``user`` may see, with their rows."""
        return Agreement.objects.visible_to(user).with_signatories()

    def parts(self) -> dict[str, Any]:
        """Give what the page shows of the agreement."""
        agreement: Agreement = self.object
        status = agreement.status_on(timezone.localdate())
        return {
            "status": status,
            "title_is_plain": title_is_plain(agreement),
            "description": paragraphs(agreement.description),
            "facts": agreement_facts(agreement, status),
            "events": story(agreement),
            "source": source_of(agreement),
            **self.actions(agreement),
        }

    def actions(self, agreement: Agreement) -> dict[str, Any]:
        """Give the published actions under the agreement, and where to find more."""
        actions = Action.objects.published().under(agreement)
        shown = actions.for_cards().latest_first()[:LONG_LIST]
        slug = agreement.collectivity.slug
        return {
            "n_actions": actions.count(),
            "cards": [action_card(action) for action in shown],
            "downloads": downloads("agreement", collectivite=slug),
        }
