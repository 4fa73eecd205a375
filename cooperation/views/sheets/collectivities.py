"""The page of an authority."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cooperation.enums import CollectivityKind
from cooperation.figures import portraits
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
from cooperation.reading import figures, structured
from cooperation.reading.cards import action_card
from cooperation.reading.collectivities import (
    collectivity_facts,
    ending,
    member_links,
)
from cooperation.reading.kinship import near
from cooperation.reading.links import downloads, selection
from cooperation.reading.money import money_by_year
from cooperation.reading.presence import country_rows, partner_rows
from cooperation.reading.prose import paragraphs
from cooperation.reading.still_maps import links_of, still_map
from cooperation.reading.summaries import of_collectivity
from cooperation.reading.tallies import foremost, tallied
from cooperation.reading.testimonies import quotes
from cooperation.reading.timeline import shared_story
from cooperation.reading.unknown import unknown_collectivity
from cooperation.views.sheets.base import LONG_LIST, SHORT_LIST, SheetView


class CollectivityView(SheetView):
    template_name = "cooperation/collectivity_detail.html"
    list_label = gettext_lazy("Collectivités")
    list_route = "collectivity_list"
    figure_names = ("n_agreements", "n_actions", "n_countries", "n_partners")

    def scope(self, user: Any) -> QuerySet[Collectivity]:
        """Return all authorities: their identity is public."""
        return Collectivity.objects.for_sheet()

    def parts(self) -> dict[str, Any]:
        collectivity: Collectivity = self.object
        actions = Action.objects.published().led_by(collectivity)
        agreements = Agreement.objects.published().signed_by(collectivity)
        testimonies = Testimony.objects.published().about(collectivity)
        slug = collectivity.slug
        return {
            "page_title": collectivity.name,
            "page_description": of_collectivity(collectivity),
            "near": near(collectivity),
            "structured_sheet": structured.authority(collectivity),
            "description": paragraphs(collectivity.description),
            "testimonies": quotes(testimonies),
            "map": still_map(
                links_of(actions),
                collectivity.name,
                selection("map", collectivite=slug),
            ),
            "downloads": downloads("action", collectivite=slug),
            **identity(collectivity),
            **acts(actions, agreements, collectivity),
            **ties(actions, agreements, slug),
            **money(actions, slug),
            "portrait_url": reverse("cooperation:collectivity_portrait", args=[slug]),
        }

    def portrait_parts(self, parts: dict[str, Any]) -> dict[str, Any]:
        return portraits.of_collectivity(self.object, parts)


def identity(collectivity: Collectivity) -> dict[str, Any]:
    """Return its facts; for an EPCI, also its communes, the active ones first."""
    members: list[Collectivity] = []
    if collectivity.kind == CollectivityKind.EPCI:
        members = list(Collectivity.objects.members_of(collectivity).acting_first())
    return {
        "facts": collectivity_facts(collectivity, len(members)),
        "ending": ending(collectivity),
        "members": member_links(members),
        "with_members_url": selection("action_list", epci=collectivity.slug),
    }


def acts(
    actions: ActionQuerySet, agreements: AgreementQuerySet, collectivity: Collectivity
) -> dict[str, Any]:
    """Return its agreements by date and its latest actions, with their totals."""
    slug = collectivity.slug
    n_actions = figures.actions(
        actions.count(), selection("action_list", collectivite=slug)
    )
    n_agreements = figures.agreements(
        agreements.count(), selection("agreement_list", collectivite=slug)
    )
    signed = list(agreements.with_signatories().oldest_first()[:LONG_LIST])
    latest = list(actions.for_cards().latest_first()[:SHORT_LIST])
    is_known = bool(n_actions["value"] or n_agreements["value"])
    return {
        "n_actions": n_actions,
        "n_agreements": n_agreements,
        "events": shared_story(signed, collectivity),
        "all_agreements": figures.see_all(len(signed), n_agreements),
        "cards": [action_card(action) for action in latest],
        "all_actions": figures.see_all(len(latest), n_actions),
        "unknown": None if is_known else unknown_collectivity(collectivity),
    }


def ties(
    actions: ActionQuerySet, agreements: AgreementQuerySet, slug: str
) -> dict[str, Any]:
    """Return its countries and partners, the most frequent first."""
    countries = tallied(
        actions=actions.tally("locations__country"),
        agreements=agreements.tally("country"),
    )
    partners = tallied(
        actions=chain(actions.tally("involvements__partner"), actions.tally_funders()),
        agreements=agreements.tally("counterpart"),
    )
    first = foremost(partners, LONG_LIST)
    places = Country.objects.lean().in_bulk(list(countries))
    names = Partner.objects.lean().in_bulk(list(first))
    n_partners = figures.partners(
        len(partners), selection("partner_list", collectivite=slug)
    )
    ranked = foremost(countries, len(countries))
    return {
        "n_countries": figures.countries(len(countries), "#pays"),
        "countries": country_rows(ranked, places, collectivite=slug),
        "n_partners": n_partners,
        "partners": partner_rows(first, names, collectivite=slug),
        "all_partners": figures.see_all(len(first), n_partners),
    }


def money(actions: ActionQuerySet, slug: str) -> dict[str, Any]:
    granted = Funding.objects.granted_to(actions).by_year_and_window()
    windows = FundingWindow.objects.in_bulk()
    return {"years": money_by_year(granted, windows, slug)}
