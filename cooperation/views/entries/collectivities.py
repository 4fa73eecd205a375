"""The page of an authority."""

from typing import Any

from django.conf import settings
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
    Testimony,
)
from cooperation.presenters.announcements import list_fitting_calls
from cooperation.presenters.collectivities import (
    build_closure_notice,
    build_member_links,
)
from cooperation.presenters.counts import (
    ActivityCounts,
    count_by_facet,
    get_top_counts,
)
from cooperation.presenters.facts import build_collectivity_facts
from cooperation.presenters.key_figures import build_figure, build_see_all_link
from cooperation.presenters.list_links import get_list_url, list_downloads, list_feeds
from cooperation.presenters.money import group_money_by_year
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.related_authorities import list_related_authorities
from cooperation.presenters.relations import build_country_rows
from cooperation.presenters.schema_org import JsonLd, build_authority_jsonld
from cooperation.presenters.still_maps import build_named_map
from cooperation.presenters.summaries import summarize_collectivity
from cooperation.presenters.surroundings import build_surroundings
from cooperation.presenters.testimonies import build_quotes
from cooperation.presenters.timeline import (
    build_action_events,
    build_shared_timeline,
    merge_timelines,
)
from cooperation.presenters.types import Portrait
from cooperation.search.activity_index import ActivityIndex
from cooperation.stats import portraits
from cooperation.views.entries.base import EntryView
from cooperation.views.entries.related import (
    LONG_LIST_LENGTH,
    build_actions_context,
    build_partners_context,
)
from cooperation.web.contact import get_contact_address
from cooperation.web.context import Context


class CollectivityView(EntryView):
    template_name = "cooperation/collectivity_detail.html"
    list_label = gettext_lazy("Collectivités")
    list_route = "collectivity_list"
    figure_names = ("n_agreements", "n_actions", "n_countries", "n_partners")

    def get_visible_entries(self, user: Any) -> QuerySet[Collectivity]:
        """Return all authorities: their identity is public."""
        return Collectivity.objects.for_entry_page()

    def build_jsonld(self) -> list[JsonLd]:
        return [build_authority_jsonld(self.object)]

    def list_frame_choices(self) -> dict[str, str]:
        slug = self.object.slug
        return {"collectivite": slug, "fiche": f"collectivites/{slug}"}

    def get_entry_context(self) -> Context:
        collectivity: Collectivity = self.object
        actions = Action.objects.published().led_by(collectivity)
        agreements = Agreement.objects.published().signed_by(collectivity)
        testimonies = Testimony.objects.published().about(collectivity)
        activity = ActivityIndex()
        own = activity.get_masks("collectivite", collectivity.pk)
        slug = collectivity.slug
        page: Context = {
            "page_title": collectivity.name,
            "page_description": summarize_collectivity(collectivity),
            "calls": [] if collectivity.closed_on else list_fitting_calls(collectivity),
            "is_reachable": bool(get_contact_address(collectivity)),
            "description": render_paragraphs(collectivity.description),
            "testimonies": build_quotes(testimonies),
            "downloads": list_downloads("action", collectivite=slug),
            "feeds": list_feeds(collectivite=slug),
            **build_identity_context(collectivity),
            **build_history_context(actions, agreements, collectivity),
            **build_countries_context(count_by_facet(activity, "pays", own), slug),
            **build_partners_context(
                count_by_facet(activity, "partenaire", own),
                get_list_url("partner_list", collectivite=slug),
                collectivite=slug,
            ),
            **build_funding_context(actions, slug),
            "portrait_url": reverse("cooperation:collectivity_portrait", args=[slug]),
        }
        if page["n_actions"].value or page["n_agreements"].value:
            page["related"] = list_related_authorities(collectivity)
            page["compare_url"] = get_list_url("compare", collectivite=slug)
        else:
            page["around"] = build_surroundings(collectivity)
            page["contact_email"] = settings.CONTACT_EMAIL
        return page

    def build_portrait(self, context: Context) -> Portrait:
        return portraits.build_collectivity_portrait(self.object, context)


def build_identity_context(collectivity: Collectivity) -> Context:
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


def build_history_context(
    actions: ActionQuerySet, agreements: AgreementQuerySet, collectivity: Collectivity
) -> Context:
    """Return its agreements and actions by date, with their totals and their map."""
    slug = collectivity.slug
    url = get_list_url("agreement_list", collectivite=slug)
    n_agreements = build_figure("agreement", agreements.count(), url)
    signed = agreements.with_signatories().oldest_first()[:LONG_LIST_LENGTH]
    events = build_shared_timeline(signed, collectivity)
    page = build_actions_context(actions, LONG_LIST_LENGTH, collectivite=slug)
    done = page["latest_actions"]
    all_agreements = build_see_all_link(LONG_LIST_LENGTH, n_agreements)
    return page | {
        "n_agreements": n_agreements,
        "events": events,
        "history": merge_timelines(events, build_action_events(done)),
        "see_all": [all_agreements, page["all_actions"]],
        "map": build_named_map(
            done, signed, collectivity.name, get_list_url("map", collectivite=slug)
        ),
    }


def build_countries_context(counts: ActivityCounts, slug: str) -> Context:
    """Return its countries, the most frequent first."""
    found = Country.objects.without_large_fields().in_bulk(list(counts))
    ranked = get_top_counts(counts, len(counts))
    return {
        "n_countries": build_figure("country", len(counts), "#pays"),
        "countries": build_country_rows(ranked, found, collectivite=slug),
    }


def build_funding_context(actions: ActionQuerySet, slug: str) -> Context:
    granted = Funding.objects.granted_to(actions).sum_by_year_and_window()
    windows = FundingWindow.objects.in_bulk()
    return {"years": group_money_by_year(granted, windows, slug)}
