"""The page of a partner."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cooperation.models import (
    Action,
    Agreement,
    Funding,
    Involvement,
    Partner,
)
from cooperation.presenters.counts import count_by_facet
from cooperation.presenters.facts import build_partner_facts
from cooperation.presenters.list_links import get_list_url, list_downloads
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.provenance import build_source_note
from cooperation.presenters.relations import format_roles_by_key
from cooperation.presenters.still_maps import build_still_map, list_action_links
from cooperation.presenters.summaries import summarize_partner
from cooperation.search.activity_index import ActivityIndex
from cooperation.views.entries.base import EntryView
from cooperation.views.entries.related import (
    LONG_LIST_LENGTH,
    build_actions_context,
    build_agreements_context,
    build_authorities_context,
)
from cooperation.web.context import Context


class PartnerView(EntryView):
    template_name = "cooperation/partner_detail.html"
    list_label = gettext_lazy("Partenaires")
    list_route = "partner_list"
    figure_names = ("n_collectivities", "n_agreements", "n_actions")

    def get_visible_entries(self, user: Any) -> QuerySet[Partner]:
        """Return the partners named by an entry that ``user`` may see."""
        return Partner.objects.visible_to(user).for_entry_page()

    def list_frame_choices(self) -> dict[str, str]:
        return {"partenaire": self.object.slug}

    def get_entry_context(self) -> Context:
        partner: Partner = self.object
        actions = Action.objects.published().with_partner(partner)
        agreements = Agreement.objects.published().with_partner(partner)
        activity = ActivityIndex()
        known = activity.get_masks("partenaire", partner.pk)
        return {
            "page_title": partner.name,
            "page_description": summarize_partner(partner),
            "facts": build_partner_facts(partner),
            "description": render_paragraphs(partner.description),
            "source": build_source_note(partner),
            "map": build_still_map(
                list_action_links(actions),
                partner.name,
                get_list_url("map", partenaire=partner.slug),
            ),
            "downloads": list_downloads("action", partenaire=partner.slug),
            **build_authorities_context(
                count_by_facet(activity, "collectivite", known),
                "#collectivites",
                get_roles_by_authority(partner),
                partenaire=partner.slug,
            ),
            **build_actions_context(actions, partenaire=partner.slug),
            **build_agreements_context(agreements, LONG_LIST_LENGTH, "#accords"),
        }


def get_roles_by_authority(partner: Partner) -> dict[int, str]:
    involved = Involvement.objects.published().filter(partner=partner)
    paying = Funding.objects.published().filter(funder=partner)
    pairs = chain(
        involved.list_authority_roles("lead"), involved.list_authority_roles("co_leads")
    )
    return format_roles_by_key(pairs, set(paying.list_lead_keys()))
