"""The page of a partner."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cooperation.models import (
    Action,
    ActionQuerySet,
    Agreement,
    AgreementQuerySet,
    Collectivity,
    Funding,
    Involvement,
    Partner,
)
from cooperation.presenters import key_figures
from cooperation.presenters.cards import build_action_card, build_agreement_card
from cooperation.presenters.counts import get_top_counts
from cooperation.presenters.list_links import get_list_url, list_downloads
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.partners import build_partner_facts, format_roles_by_key
from cooperation.presenters.provenance import build_source_note
from cooperation.presenters.relations import build_collectivity_rows
from cooperation.presenters.still_maps import build_still_map, list_action_links
from cooperation.presenters.summaries import summarize_partner
from cooperation.views.entries.base import (
    LONG_LIST_LENGTH,
    SHORT_LIST_LENGTH,
    EntryView,
)
from cooperation.views.entries.countries import tally_authorities


class PartnerView(EntryView):
    template_name = "cooperation/partner_detail.html"
    list_label = gettext_lazy("Partenaires")
    list_route = "partner_list"
    figure_names = ("n_collectivities", "n_agreements", "n_actions")

    def get_visible_entries(self, user: Any) -> QuerySet[Partner]:
        """Return the partners named by an entry that ``user`` may see."""
        return Partner.objects.visible_to(user).for_entry_page()

    def parts(self) -> dict[str, Any]:
        partner: Partner = self.object
        actions = Action.objects.published().with_partner(partner)
        agreements = Agreement.objects.published().with_partner(partner)
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
            **build_authorities_context(actions, agreements, partner),
            **build_entries_context(actions, agreements, partner),
        }


def build_authorities_context(
    actions: ActionQuerySet, agreements: AgreementQuerySet, partner: Partner
) -> dict[str, Any]:
    """Return the authorities, the most frequent first, with the partner's roles."""
    tallies = tally_authorities(actions, agreements)
    first = get_top_counts(tallies, LONG_LIST_LENGTH)
    names = Collectivity.objects.without_large_fields().in_bulk(list(first))
    rows = build_collectivity_rows(
        first, names, roles=get_roles_by_authority(partner), partenaire=partner.slug
    )
    return {
        "n_collectivities": key_figures.build_authority_figure(
            len(tallies), "#collectivites"
        ),
        "collectivities": rows,
        "only_first_collectivities": key_figures.format_shown_count(
            len(first), len(tallies)
        ),
    }


def get_roles_by_authority(partner: Partner) -> dict[int, str]:
    involved = Involvement.objects.published().filter(partner=partner)
    paying = Funding.objects.published().filter(funder=partner)
    pairs = chain(
        involved.list_authority_roles("lead"), involved.list_authority_roles("co_leads")
    )
    return format_roles_by_key(pairs, set(paying.list_lead_keys()))


def build_entries_context(
    actions: ActionQuerySet, agreements: AgreementQuerySet, partner: Partner
) -> dict[str, Any]:
    """Return the latest actions and the agreements, with their totals."""
    url = get_list_url("action_list", partenaire=partner.slug)
    n_actions = key_figures.build_action_figure(actions.count(), url)
    latest = actions.for_cards().latest_first()[:SHORT_LIST_LENGTH]
    signed = list(agreements.for_cards().oldest_first()[:LONG_LIST_LENGTH])
    n_agreements = key_figures.build_agreement_figure(agreements.count(), "#accords")
    return {
        "n_actions": n_actions,
        "cards": [build_action_card(action) for action in latest],
        "all_actions": key_figures.build_see_all_link(SHORT_LIST_LENGTH, n_actions),
        "n_agreements": n_agreements,
        "agreement_cards": [build_agreement_card(agreement) for agreement in signed],
        "only_first_agreements": key_figures.format_shown_count(
            len(signed), n_agreements["value"]
        ),
    }
