"""The page of an authority."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet

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
from cooperation.reading.cards import action_card
from cooperation.reading.collectivities import collectivity_facts
from cooperation.reading.links import downloads, selection
from cooperation.reading.money import money_by_year
from cooperation.reading.presence import country_rows, partner_rows
from cooperation.reading.prose import paragraphs
from cooperation.reading.tallies import foremost, tallied
from cooperation.reading.timeline import shared_story
from cooperation.views.sheets.base import LONG_LIST, SHORT_LIST, SheetView


class CollectivityView(SheetView):
    """Who an authority is, what it signed, what it does, where and with whom."""

    def scope(self, user: Any) -> QuerySet[Collectivity]:
        """Give every authority: who they are is public."""
        return Collectivity.objects.for_sheet()

    def parts(self) -> dict[str, Any]:
        """Give what the page shows of the authority."""
        collectivity: Collectivity = self.object
        actions = Action.objects.published().led_by(collectivity)
        agreements = Agreement.objects.published().signed_by(collectivity)
        slug = collectivity.slug
        return {
            "description": paragraphs(collectivity.description),
            "n_actions": actions.count(),
            "n_agreements": agreements.count(),
            "actions_url": selection("action_list", collectivite=slug),
            "agreements_url": selection("agreement_list", collectivite=slug),
            "partners_url": selection("partner_list", collectivite=slug),
            "downloads": downloads("action", collectivite=slug),
            "testimonies": Testimony.objects.published().about(collectivity),
            **self.identity(collectivity),
            **self.story(actions, agreements, collectivity),
            **self.ties(actions, agreements, slug),
            **self.money(actions, slug),
        }

    def identity(self, collectivity: Collectivity) -> dict[str, Any]:
        """Give who it is; an EPCI with its communes, those that act first."""
        members: list[Collectivity] = []
        if collectivity.kind == CollectivityKind.EPCI:
            members = list(Collectivity.objects.members_of(collectivity).acting_first())
        return {
            "facts": collectivity_facts(collectivity, members),
            "members": members,
            "with_members_url": selection("action_list", epci=collectivity.slug),
        }

    def story(
        self,
        actions: ActionQuerySet,
        agreements: AgreementQuerySet,
        collectivity: Collectivity,
    ) -> dict[str, Any]:
        """Give the agreements by date, and the latest actions."""
        signed = agreements.with_signatories().oldest_first()[:LONG_LIST]
        latest = actions.for_cards().latest_first()[:SHORT_LIST]
        return {
            "events": shared_story(signed, collectivity),
            "cards": [action_card(action) for action in latest],
        }

    def ties(
        self, actions: ActionQuerySet, agreements: AgreementQuerySet, slug: str
    ) -> dict[str, Any]:
        """Give the countries and partners, those that count most first."""
        countries = tallied(
            actions=actions.tally("locations__country"),
            agreements=agreements.tally("country"),
        )
        partners = tallied(
            actions=chain(
                actions.tally("involvements__partner"), actions.tally_funders()
            ),
            agreements=agreements.tally("counterpart"),
        )
        known = Country.objects.lean().in_bulk(list(countries))
        first = foremost(partners, LONG_LIST)
        named = Partner.objects.lean().in_bulk(list(first))
        ranked = foremost(countries, len(countries))
        return {
            "countries": country_rows(ranked, known, collectivite=slug),
            "n_partners": len(partners),
            "partners": partner_rows(first, named, collectivite=slug),
        }

    def money(self, actions: ActionQuerySet, slug: str) -> dict[str, Any]:
        """Give what was granted to its actions, year by year."""
        granted = Funding.objects.granted_to(actions).by_year_and_window()
        windows = FundingWindow.objects.in_bulk()
        return {"years": money_by_year(granted, windows, slug)}
