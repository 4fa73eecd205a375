"""The page of a country."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cooperation.figures import portraits
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
from cooperation.reading import figures
from cooperation.reading.cards import action_card, agreement_card
from cooperation.reading.countries import country_facts
from cooperation.reading.links import downloads, selection
from cooperation.reading.presence import collectivity_rows, partner_rows, theme_counts
from cooperation.reading.still_maps import links_of, still_map
from cooperation.reading.summaries import of_country
from cooperation.reading.tallies import Tallies, foremost, tallied
from cooperation.reading.unknown import unknown_country
from cooperation.views.sheets.base import LONG_LIST, SHORT_LIST, SheetView


class CountryView(SheetView):
    template_name = "cooperation/country_detail.html"
    list_label = gettext_lazy("Pays")
    list_route = "country_list"
    figure_names = ("n_collectivities", "n_agreements", "n_actions", "n_partners")

    def scope(self, user: Any) -> QuerySet[Country]:
        """Return all countries, with or without actions."""
        return Country.objects.lean().select_related("sub_region")

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Country:
        """Return the country of a lower-case code; raise ``Http404`` for any other."""
        country = self.moved() if self.kwargs["iso2"].islower() else None
        if country is None:
            raise Http404
        return country

    def moved(self) -> Country | None:
        """Return the country of a code in any case."""
        code = self.kwargs["iso2"].upper()
        country: Country | None = self.get_queryset().filter(pk=code).first()
        return country

    def parts(self) -> dict[str, Any]:
        country: Country = self.object
        code = country.iso2.lower()
        actions = Action.objects.published().in_country(country)
        agreements = Agreement.objects.published().in_country(country)
        present = authorities(actions, agreements)
        years = [tally.since for tally in present.values() if tally.since]
        return {
            "page_title": country.name,
            "page_description": of_country(country),
            "facts": country_facts(country, min(years, default=None)),
            "unknown": None if present else unknown_country(country),
            "downloads": downloads("action", pays=code),
            "map": still_map(
                links_of(actions, country=country),
                country.name,
                selection("map", pays=code),
                [country.iso2] if present else [],
            ),
            **who(present, code),
            **what(actions, agreements, code),
            **subjects(actions, code),
            **with_whom(actions, agreements, code),
            "portrait_url": reverse("cooperation:country_portrait", args=[code]),
        }

    def portrait_parts(self, parts: dict[str, Any]) -> dict[str, Any]:
        return portraits.of_country(self.object, parts)


def authorities(actions: ActionQuerySet, agreements: AgreementQuerySet) -> Tallies:
    """Count the actions and agreements of each authority, first-named or not."""
    return tallied(
        actions=chain(actions.tally("lead"), actions.tally_co_leads()),
        agreements=chain(
            agreements.tally("collectivity"), agreements.tally_cosignatories()
        ),
    )


def who(present: Tallies, code: str) -> dict[str, Any]:
    """Return the authorities active there, the most active first."""
    first = foremost(present, LONG_LIST)
    names = Collectivity.objects.lean().in_bulk(list(first))
    number = figures.authorities(
        len(present), selection("collectivity_list", pays=code)
    )
    return {
        "n_collectivities": number,
        "collectivities": collectivity_rows(first, names, pays=code),
        "all_collectivities": figures.see_all(len(first), number),
    }


def what(
    actions: ActionQuerySet, agreements: AgreementQuerySet, code: str
) -> dict[str, Any]:
    """Return the latest actions and the oldest agreements, with their totals."""
    n_actions = figures.actions(actions.count(), selection("action_list", pays=code))
    n_agreements = figures.agreements(
        agreements.count(), selection("agreement_list", pays=code)
    )
    latest = actions.for_cards().latest_first()[:SHORT_LIST]
    oldest = agreements.for_cards().oldest_first()[:SHORT_LIST]
    return {
        "n_actions": n_actions,
        "cards": [action_card(action) for action in latest],
        "all_actions": figures.see_all(SHORT_LIST, n_actions),
        "n_agreements": n_agreements,
        "agreement_cards": [agreement_card(agreement) for agreement in oldest],
        "all_agreements": figures.see_all(SHORT_LIST, n_agreements),
    }


def subjects(actions: ActionQuerySet, code: str) -> dict[str, Any]:
    """Return the themes, the most frequent first."""
    tallies = tallied(actions=actions.tally("themes"))
    found = Theme.objects.in_bulk(list(tallies))
    return {"themes": theme_counts(foremost(tallies, len(found)), found, pays=code)}


def with_whom(
    actions: ActionQuerySet, agreements: AgreementQuerySet, code: str
) -> dict[str, Any]:
    """Return the partners, the most frequent first."""
    tallies = tallied(
        actions=chain(actions.tally("involvements__partner"), actions.tally_funders()),
        agreements=agreements.tally("counterpart"),
    )
    first = foremost(tallies, LONG_LIST)
    names = Partner.objects.lean().in_bulk(list(first))
    return {
        "n_partners": figures.partners(len(tallies), "#partenaires"),
        "partners": partner_rows(first, names, pays=code),
        "only_first_partners": figures.first_of(len(first), len(tallies)),
    }
