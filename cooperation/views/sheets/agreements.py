"""The page of an agreement."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from cooperation.models import Action, Agreement
from cooperation.reading import figures, structured
from cooperation.reading.agreements import agreement_facts
from cooperation.reading.cards import action_card
from cooperation.reading.files import signed_text
from cooperation.reading.links import downloads, selection
from cooperation.reading.prose import paragraphs
from cooperation.reading.source import source_of
from cooperation.reading.still_maps import link_of, still_map
from cooperation.reading.summaries import of_agreement
from cooperation.reading.timeline import story
from cooperation.views.sheets.base import LONG_LIST, SheetView


class AgreementView(SheetView):
    template_name = "cooperation/agreement_detail.html"
    list_label = gettext_lazy("Accords")
    list_route = "agreement_list"

    def scope(self, user: Any) -> QuerySet[Agreement]:
        return Agreement.objects.visible_to(user).with_signatories()

    def parts(self) -> dict[str, Any]:
        agreement: Agreement = self.object
        status = agreement.status_on(timezone.localdate())
        return {
            "page_title": agreement.title,
            "page_description": of_agreement(agreement),
            "structured_sheet": structured.agreement(
                agreement, of_agreement(agreement)
            ),
            "status": status,
            "kind_url": selection("agreement_list", type=agreement.kind),
            "description": paragraphs(agreement.description),
            "facts": agreement_facts(agreement, status),
            "events": story(agreement),
            "document": signed_text(agreement),
            "map": still_map(
                link_of(agreement),
                agreement.title,
                selection("map", collectivite=agreement.collectivity.slug),
                [agreement.country_id] if agreement.country_id else [],
            ),
            "source": source_of(agreement),
            **self.actions(agreement),
        }

    def actions(self, agreement: Agreement) -> dict[str, Any]:
        actions = Action.objects.published().under(agreement)
        slug = agreement.collectivity.slug
        cards = [
            action_card(action)
            for action in actions.for_cards().latest_first()[:LONG_LIST]
        ]
        number = actions.count()
        return {
            "n_actions": number,
            "cards": cards,
            "only_first": figures.first_of(len(cards), number),
            "downloads": downloads("agreement", collectivite=slug),
        }
