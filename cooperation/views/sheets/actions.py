"""The page of an action."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Action
from cooperation.reading import structured
from cooperation.reading.actions import action_facts, public_agreement
from cooperation.reading.cards import action_card
from cooperation.reading.files import documents, photos
from cooperation.reading.links import downloads, selection
from cooperation.reading.money import action_money
from cooperation.reading.prose import paragraphs
from cooperation.reading.roles import partners_by_role
from cooperation.reading.similar import similar_cards
from cooperation.reading.source import source_of
from cooperation.reading.still_maps import Still, links_of, still_map
from cooperation.reading.summaries import of_action
from cooperation.reading.testimonies import quotes
from cooperation.reading.verification import verification
from cooperation.views.sheets.base import SheetView

SIMILAR = 4
SIBLINGS = 6


class ActionView(SheetView):
    template_name = "cooperation/action_detail.html"
    list_label = gettext_lazy("Actions")
    list_route = "action_list"

    def scope(self, user: Any) -> QuerySet[Action]:
        return Action.objects.visible_to(user).for_sheet()

    def parts(self) -> dict[str, Any]:
        action: Action = self.object
        return {
            "page_title": action.title,
            "page_description": of_action(action),
            "structured_sheet": structured.project(action, of_action(action)),
            "card": action_card(action),
            "freshness": verification(action),
            "never_verified": _("Jamais vérifiée par la collectivité"),
            "facts": action_facts(action),
            "partners": partners_by_role(action),
            "has_partners": bool(action.involvements.all()),
            "money": action_money(action),
            "map": self.map(action),
            "source": source_of(action),
            "downloads": downloads("action", collectivite=action.lead.slug),
            **self.contents(action),
            **self.others(action),
        }

    def map(self, action: Action) -> Still | None:
        """Return the static map: places, or countries where no place is known."""
        countries = {location.country_id for location in action.locations.all()}
        url = selection("map", collectivite=action.lead.slug)
        links = links_of(Action.objects.filter(pk=action.pk))
        return still_map(links, action.title, url, countries)

    def contents(self, action: Action) -> dict[str, Any]:
        """Return texts, photos, documents and testimonies."""
        return {
            "description": paragraphs(action.description),
            "results": paragraphs(action.results),
            "photos": photos(action),
            "documents": documents(action),
            "testimonies": quotes(action.testimonies.all()),
        }

    def others(self, action: Action) -> dict[str, Any]:
        """Return the actions under the same agreement, and similar ones."""
        published = Action.objects.published()
        agreement = public_agreement(action)
        siblings = published.under(agreement).exclude(pk=action.pk).latest_first()
        alike = published.similar_to(action).for_cards()[:SIMILAR]
        return {
            "agreement": agreement,
            "siblings": siblings[:SIBLINGS],
            "similar": similar_cards(action, alike),
        }
