"""The page of a country."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from cooperation.models import (
    Action,
    ActionQuerySet,
    Agreement,
    AgreementQuerySet,
    Collectivity,
    Country,
    Partner,
    Theme,
)
from cooperation.reading.cards import action_card, agreement_card
from cooperation.reading.links import downloads, selection
from cooperation.reading.presence import collectivity_rows, partner_rows, theme_counts
from cooperation.reading.tallies import foremost, tallied
from cooperation.views.sheets.base import LONG_LIST, SHORT_LIST, SheetView


class CountryView(SheetView):
    """Who acts in a country, doing what, since when, with whom."""

    slug_field = "iso2"
    slug_url_kwarg = "iso2"

    def scope(self, user: Any) -> QuerySet[Country]:
        """Give every country: that they exist is public."""
        return Country.objects.lean().select_related("sub_region")

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Country:
        """Give the country of a code in lower case; any other has no page."""
        code: str = self.kwargs["iso2"]
        if code != code.lower():
            raise Http404
        country: Country | None = self.get_queryset().filter(pk=code.upper()).first()
        if country is None:
            raise Http404
        return country

    def moved(self) -> Country | None:
        """Give the country of a code that has capitals."""
        code = self.kwargs["iso2"].upper()
        country: Country | None = self.get_queryset().filter(pk=code).first()
        return country

    def parts(self) -> dict[str, Any]:
        """Give what the page shows of the country."""
        country: Country = self.object
        code = country.iso2.lower()
        actions = Action.objects.published().in_country(country)
        agreements = Agreement.objects.published().in_country(country)
        latest = actions.for_cards().latest_first()[:SHORT_LIST]
        signed = agreements.for_cards().oldest_first()[:SHORT_LIST]
        return {
            "n_actions": actions.count(),
            "n_agreements": agreements.count(),
            "cards": [action_card(action) for action in latest],
            "agreement_cards": [agreement_card(agreement) for agreement in signed],
            "actions_url": selection("action_list", pays=code),
            "agreements_url": selection("agreement_list", pays=code),
            "collectivities_url": selection("collectivity_list", pays=code),
            "partners_url": selection("partner_list", pays=code),
            "downloads": downloads("action", pays=code),
            **self.authorities(actions, agreements, code),
            **self.subjects(actions, code),
            **self.partners(actions, agreements, code),
        }

    def authorities(
        self, actions: ActionQuerySet, agreements: AgreementQuerySet, code: str
    ) -> dict[str, Any]:
        """Give who acts there, those that do most first."""
        tallies = tallied(
            actions=chain(actions.tally("lead"), actions.tally_co_leads()),
            agreements=chain(
                agreements.tally("collectivity"), agreements.tally_cosignatories()
            ),
        )
        first = foremost(tallies, LONG_LIST)
        named = Collectivity.objects.lean().in_bulk(list(first))
        years = [tally.since for tally in tallies.values() if tally.since]
        return {
            "n_collectivities": len(tallies),
            "since": min(years, default=None),
            "collectivities": collectivity_rows(first, named, pays=code),
        }

    def subjects(self, actions: ActionQuerySet, code: str) -> dict[str, Any]:
        """Give the themes, the most frequent first."""
        tallies = tallied(actions=actions.tally("themes"))
        found = Theme.objects.in_bulk(list(tallies))
        return {"themes": theme_counts(foremost(tallies, len(found)), found, pays=code)}

    def partners(
        self, actions: ActionQuerySet, agreements: AgreementQuerySet, code: str
    ) -> dict[str, Any]:
        """Give with whom, those that count most first."""
        tallies = tallied(
            actions=chain(
                actions.tally("involvements__partner"), actions.tally_funders()
            ),
            agreements=agreements.tally("counterpart"),
        )
        first = foremost(tallies, LONG_LIST)
        named = Partner.objects.lean().in_bulk(list(first))
        return {
            "n_partners": len(tallies),
            "partners": partner_rows(first, named, pays=code),
        }
