"""The page of an agreement."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Action, Agreement
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.facts import build_agreement_facts
from cooperation.presenters.files import get_signed_text
from cooperation.presenters.key_figures import format_shown_count
from cooperation.presenters.list_links import get_list_url, list_downloads
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.places import list_agreement_countries
from cooperation.presenters.provenance import build_source_note
from cooperation.presenters.schema_org import JsonLd, build_agreement_jsonld
from cooperation.presenters.still_maps import build_still_map, list_agreement_links
from cooperation.presenters.summaries import summarize_agreement
from cooperation.presenters.timeline import build_agreement_timeline
from cooperation.presenters.verification import get_verification
from cooperation.views.entries.base import EntryView
from cooperation.views.entries.related import LONG_LIST_LENGTH
from cooperation.web.context import Context


class AgreementView(EntryView):
    template_name = "cooperation/agreement_detail.html"
    list_label = gettext_lazy("Accords")
    list_route = "agreement_list"

    def get_visible_entries(self, user: Any) -> QuerySet[Agreement]:
        return Agreement.objects.visible_to(user).for_entry_page()

    def build_jsonld(self) -> list[JsonLd]:
        return [build_agreement_jsonld(self.object, summarize_agreement(self.object))]

    def list_frame_choices(self) -> dict[str, str]:
        entry = f"accords/{self.object.slug}"
        lead = self.object.collectivity.slug
        return {"collectivite": lead, "fiche": entry, "contenu": "fiche"}

    def get_entry_context(self) -> Context:
        agreement: Agreement = self.object
        status = agreement.status_on(timezone.localdate())
        return {
            "is_in_french": True,
            "page_title": agreement.title,
            "page_description": summarize_agreement(agreement),
            "status": status,
            "kind_url": get_list_url("agreement_list", type=agreement.kind),
            "freshness": get_verification(agreement),
            "never_verified": _("Jamais vérifiée par la collectivité"),
            "description": render_paragraphs(agreement.description),
            "results": render_paragraphs(agreement.results),
            "facts": build_agreement_facts(agreement, status),
            "events": build_agreement_timeline(agreement),
            "document": get_signed_text(agreement),
            "map": build_still_map(
                list_agreement_links(agreement),
                agreement.title,
                get_list_url("map", collectivite=agreement.collectivity.slug),
                [country.pk for country in list_agreement_countries(agreement)],
            ),
            "source": build_source_note(agreement),
            **self.get_actions_context(agreement),
        }

    def get_actions_context(self, agreement: Agreement) -> Context:
        actions = Action.objects.published().under_agreement(agreement)
        slug = agreement.collectivity.slug
        cards = [
            build_action_card(action)
            for action in actions.for_cards().latest_first()[:LONG_LIST_LENGTH]
        ]
        number = actions.count()
        return {
            "n_actions": number,
            "cards": cards,
            "only_first": format_shown_count(len(cards), number),
            "downloads": list_downloads("agreement", collectivite=slug),
        }
