"""The page of an authority."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cooperation.enums import CollectivityKind
from cooperation.models import (
    Action,
    ActionQuerySet,
    Agreement,
    AgreementQuerySet,
    Collectivity,
    Country,
    Funding,
    FundingWindow,
    Partner,
    Testimony,
)
from cooperation.presenters import key_figures, schema_org
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.collectivities import (
    build_closure_notice,
    build_collectivity_facts,
    build_member_links,
)
from cooperation.presenters.counts import get_top_counts, merge_count_rows
from cooperation.presenters.empty_states import build_collectivity_empty_state
from cooperation.presenters.list_links import get_list_url, list_downloads
from cooperation.presenters.money import group_money_by_year
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.related_authorities import list_related_authorities
from cooperation.presenters.relations import build_country_rows, build_partner_rows
from cooperation.presenters.still_maps import build_still_map, list_action_links
from cooperation.presenters.summaries import summarize_collectivity
from cooperation.presenters.testimonies import build_quotes
from cooperation.presenters.timeline import build_shared_timeline
from cooperation.stats import portraits
from cooperation.views.entries.base import (
    LONG_LIST_LENGTH,
    SHORT_LIST_LENGTH,
    EntryView,
)


class CollectivityView(EntryView):
    template_name = "cooperation/collectivity_detail.html"
    list_label = gettext_lazy("Collectivités")
    list_route = "collectivity_list"
    figure_names = ("n_agreements", "n_actions", "n_countries", "n_partners")

    def get_visible_entries(self, user: Any) -> QuerySet[Collectivity]:
        """Return all authorities: their identity is public."""
        return Collectivity.objects.for_entry_page()

    def parts(self) -> dict[str, Any]:
        collectivity: Collectivity = self.object
        actions = Action.objects.published().led_by(collectivity)
        agreements = Agreement.objects.published().signed_by(collectivity)
        testimonies = Testimony.objects.published().about(collectivity)
        slug = collectivity.slug
        return {
            "page_title": collectivity.name,
            "page_description": summarize_collectivity(collectivity),
            "near": list_related_authorities(collectivity),
            "structured_sheet": schema_org.build_authority_jsonld(collectivity),
            "description": render_paragraphs(collectivity.description),
            "testimonies": build_quotes(testimonies),
            "map": build_still_map(
                list_action_links(actions),
                collectivity.name,
                get_list_url("map", collectivite=slug),
            ),
            "downloads": list_downloads("action", collectivite=slug),
            **build_identity_context(collectivity),
            **build_activity_context(actions, agreements, collectivity),
            **build_relations_context(actions, agreements, slug),
            **build_funding_context(actions, slug),
            "portrait_url": reverse("cooperation:collectivity_portrait", args=[slug]),
        }

    def get_portrait_context(self, parts: dict[str, Any]) -> dict[str, Any]:
        return portraits.build_collectivity_portrait(self.object, parts)


def build_identity_context(collectivity: Collectivity) -> dict[str, Any]:
    """Return its facts; for an EPCI, also its communes, the active ones first."""
    members: list[Collectivity] = []
    if collectivity.kind == CollectivityKind.EPCI:
        members = list(
            Collectivity.objects.members_of(collectivity).with_entries_first()
        )
    return {
        "facts": build_collectivity_facts(collectivity, len(members)),
        "ending": build_closure_notice(collectivity),
        "members": build_member_links(members),
        "with_members_url": get_list_url("action_list", epci=collectivity.slug),
    }


def build_activity_context(
    actions: ActionQuerySet, agreements: AgreementQuerySet, collectivity: Collectivity
) -> dict[str, Any]:
    """Return its agreements by date and its latest actions, with their totals."""
    slug = collectivity.slug
    n_actions = key_figures.build_action_figure(
        actions.count(), get_list_url("action_list", collectivite=slug)
    )
    n_agreements = key_figures.build_agreement_figure(
        agreements.count(), get_list_url("agreement_list", collectivite=slug)
    )
    signed = list(agreements.with_signatories().oldest_first()[:LONG_LIST_LENGTH])
    latest = list(actions.for_cards().latest_first()[:SHORT_LIST_LENGTH])
    is_known = bool(n_actions["value"] or n_agreements["value"])
    return {
        "n_actions": n_actions,
        "n_agreements": n_agreements,
        "events": build_shared_timeline(signed, collectivity),
        "all_agreements": key_figures.build_see_all_link(len(signed), n_agreements),
        "cards": [build_action_card(action) for action in latest],
        "all_actions": key_figures.build_see_all_link(len(latest), n_actions),
        "unknown": None if is_known else build_collectivity_empty_state(collectivity),
    }


def build_relations_context(
    actions: ActionQuerySet, agreements: AgreementQuerySet, slug: str
) -> dict[str, Any]:
    """Return its countries and partners, the most frequent first."""
    countries = merge_count_rows(
        actions=actions.count_by("locations__country"),
        agreements=agreements.count_by("country"),
    )
    partners = merge_count_rows(
        actions=chain(
            actions.count_by("involvements__partner"), actions.count_by_funder()
        ),
        agreements=agreements.count_by("counterpart"),
    )
    first = get_top_counts(partners, LONG_LIST_LENGTH)
    places = Country.objects.without_large_fields().in_bulk(list(countries))
    names = Partner.objects.without_large_fields().in_bulk(list(first))
    n_partners = key_figures.build_partner_figure(
        len(partners), get_list_url("partner_list", collectivite=slug)
    )
    ranked = get_top_counts(countries, len(countries))
    return {
        "n_countries": key_figures.build_country_figure(len(countries), "#pays"),
        "countries": build_country_rows(ranked, places, collectivite=slug),
        "n_partners": n_partners,
        "partners": build_partner_rows(first, names, collectivite=slug),
        "all_partners": key_figures.build_see_all_link(len(first), n_partners),
    }


def build_funding_context(actions: ActionQuerySet, slug: str) -> dict[str, Any]:
    granted = Funding.objects.granted_to(actions).sum_by_year_and_window()
    windows = FundingWindow.objects.in_bulk()
    return {"years": group_money_by_year(granted, windows, slug)}
