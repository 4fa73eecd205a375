"""The page of an action."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Action
from cooperation.presenters.cards import build_action_card, get_public_agreement
from cooperation.presenters.facts import (
    build_action_facts,
    group_partners_by_role,
    insert_partners,
)
from cooperation.presenters.files import list_documents, list_photos
from cooperation.presenters.list_links import get_list_url, list_downloads
from cooperation.presenters.money import build_action_money
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.provenance import build_source_note
from cooperation.presenters.schema_org import JsonLd, build_project_jsonld
from cooperation.presenters.similar import (
    build_similar_cards,
    list_similar_actions,
)
from cooperation.presenters.still_maps import build_still_map, list_action_links
from cooperation.presenters.summaries import summarize_action
from cooperation.presenters.testimonies import build_quotes
from cooperation.presenters.types import StillMap
from cooperation.presenters.verification import get_verification
from cooperation.views.entries.base import EntryView
from cooperation.web.context import Context

SIMILAR = 4
SIBLINGS = 6


class ActionView(EntryView):
    template_name = "cooperation/action_detail.html"
    list_label = gettext_lazy("Actions")
    list_route = "action_list"

    def get_visible_entries(self, user: Any) -> QuerySet[Action]:
        return Action.objects.visible_to(user).for_entry_page()

    def build_jsonld(self) -> list[JsonLd]:
        return [build_project_jsonld(self.object, summarize_action(self.object))]

    def list_frame_choices(self) -> dict[str, str]:
        entry = f"actions/{self.object.slug}"
        lead = self.object.lead.slug
        return {"collectivite": lead, "fiche": entry, "contenu": "fiche"}

    def get_entry_context(self) -> Context:
        action: Action = self.object
        facts, partners = build_action_facts(action), group_partners_by_role(action)
        return {
            "is_in_french": True,
            "page_title": action.title,
            "page_description": summarize_action(action),
            "card": build_action_card(action),
            "freshness": get_verification(action),
            "never_verified": _("Jamais vérifiée par la collectivité"),
            "facts": facts,
            "partners": partners,
            "all_facts": insert_partners(facts, partners),
            "money": build_action_money(action),
            "map": self.build_static_map(action),
            "source": build_source_note(action),
            "downloads": list_downloads("action", collectivite=action.lead.slug),
            **self.get_contents(action),
            **self.get_related_actions(action),
        }

    def build_static_map(self, action: Action) -> StillMap | None:
        """Return the static map: places, or countries where no place is known."""
        countries = {location.country_id for location in action.locations.all()}
        url = get_list_url("map", collectivite=action.lead.slug)
        links = list_action_links(Action.objects.filter(pk=action.pk))
        return build_still_map(links, action.title, url, countries)

    def get_contents(self, action: Action) -> Context:
        """Return texts, photos, documents and testimonies."""
        return {
            "description": render_paragraphs(action.description),
            "results": render_paragraphs(action.results),
            "photos": list_photos(action),
            "documents": list_documents(action),
            "testimonies": build_quotes(action.testimonies.all()),
        }

    def get_related_actions(self, action: Action) -> Context:
        """Return the actions under the same agreement, and similar ones."""
        published = Action.objects.published()
        agreement = get_public_agreement(action)
        siblings = (
            published.under_agreement(agreement).exclude(pk=action.pk).latest_first()
        )
        return {
            "agreement": agreement,
            "siblings": siblings[:SIBLINGS],
            "similar": build_similar_cards(
                action, list_similar_actions(action, SIMILAR)
            ),
        }
