"""The page of a country."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy

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
from cooperation.presenters import key_figures
from cooperation.presenters.cards import build_action_card, build_agreement_card
from cooperation.presenters.countries import build_country_facts
from cooperation.presenters.counts import (
    ActivityCounts,
    get_top_counts,
    merge_count_rows,
)
from cooperation.presenters.empty_states import build_country_empty_state
from cooperation.presenters.list_links import get_list_url, list_downloads
from cooperation.presenters.relations import (
    build_collectivity_rows,
    build_partner_rows,
    build_theme_counts,
)
from cooperation.presenters.still_maps import build_still_map, list_action_links
from cooperation.presenters.summaries import summarize_country
from cooperation.stats import portraits
from cooperation.views.entries.base import (
    LONG_LIST_LENGTH,
    SHORT_LIST_LENGTH,
    EntryView,
)


class CountryView(EntryView):
    template_name = "cooperation/country_detail.html"
    list_label = gettext_lazy("Pays")
    list_route = "country_list"
    figure_names = ("n_collectivities", "n_agreements", "n_actions", "n_partners")

    def get_visible_entries(self, user: Any) -> QuerySet[Country]:
        """Return all countries, with or without actions."""
        return Country.objects.without_large_fields().select_related("sub_region")

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
        present = tally_authorities(actions, agreements)
        years = [tally.since for tally in present.values() if tally.since]
        return {
            "page_title": country.name,
            "page_description": summarize_country(country),
            "facts": build_country_facts(country, min(years, default=None)),
            "unknown": None if present else build_country_empty_state(country),
            "downloads": list_downloads("action", pays=code),
            "map": build_still_map(
                list_action_links(actions, country=country),
                country.name,
                get_list_url("map", pays=code),
                [country.iso2] if present else [],
            ),
            **build_authorities_context(present, code),
            **build_entries_context(actions, agreements, code),
            **build_themes_context(actions, code),
            **build_partners_context(actions, agreements, code),
            "portrait_url": reverse("cooperation:country_portrait", args=[code]),
        }

    def get_portrait_context(self, parts: dict[str, Any]) -> dict[str, Any]:
        return portraits.build_country_portrait(self.object, parts)


def tally_authorities(
    actions: ActionQuerySet, agreements: AgreementQuerySet
) -> ActivityCounts:
    """Count the actions and agreements of each authority, first-named or not."""
    return merge_count_rows(
        actions=chain(actions.count_by("lead"), actions.count_by_co_lead()),
        agreements=chain(
            agreements.count_by("collectivity"), agreements.count_by_cosignatory()
        ),
    )


def build_authorities_context(present: ActivityCounts, code: str) -> dict[str, Any]:
    """Return the authorities active there, the most active first."""
    first = get_top_counts(present, LONG_LIST_LENGTH)
    names = Collectivity.objects.without_large_fields().in_bulk(list(first))
    number = key_figures.build_authority_figure(
        len(present), get_list_url("collectivity_list", pays=code)
    )
    return {
        "n_collectivities": number,
        "collectivities": build_collectivity_rows(first, names, pays=code),
        "all_collectivities": key_figures.build_see_all_link(len(first), number),
    }


def build_entries_context(
    actions: ActionQuerySet, agreements: AgreementQuerySet, code: str
) -> dict[str, Any]:
    """Return the latest actions and the oldest agreements, with their totals."""
    n_actions = key_figures.build_action_figure(
        actions.count(), get_list_url("action_list", pays=code)
    )
    n_agreements = key_figures.build_agreement_figure(
        agreements.count(), get_list_url("agreement_list", pays=code)
    )
    latest = actions.for_cards().latest_first()[:SHORT_LIST_LENGTH]
    oldest = agreements.for_cards().oldest_first()[:SHORT_LIST_LENGTH]
    return {
        "n_actions": n_actions,
        "cards": [build_action_card(action) for action in latest],
        "all_actions": key_figures.build_see_all_link(SHORT_LIST_LENGTH, n_actions),
        "n_agreements": n_agreements,
        "agreement_cards": [build_agreement_card(agreement) for agreement in oldest],
        "all_agreements": key_figures.build_see_all_link(
            SHORT_LIST_LENGTH, n_agreements
        ),
    }


def build_themes_context(actions: ActionQuerySet, code: str) -> dict[str, Any]:
    """Return the themes, the most frequent first."""
    tallies = merge_count_rows(actions=actions.count_by("themes"))
    found = Theme.objects.in_bulk(list(tallies))
    return {
        "themes": build_theme_counts(
            get_top_counts(tallies, len(found)), found, pays=code
        )
    }


def build_partners_context(
    actions: ActionQuerySet, agreements: AgreementQuerySet, code: str
) -> dict[str, Any]:
    """Return the partners, the most frequent first."""
    tallies = merge_count_rows(
        actions=chain(
            actions.count_by("involvements__partner"), actions.count_by_funder()
        ),
        agreements=agreements.count_by("counterpart"),
    )
    first = get_top_counts(tallies, LONG_LIST_LENGTH)
    names = Partner.objects.without_large_fields().in_bulk(list(first))
    return {
        "n_partners": key_figures.build_partner_figure(len(tallies), "#partenaires"),
        "partners": build_partner_rows(first, names, pays=code),
        "only_first_partners": key_figures.format_shown_count(len(first), len(tallies)),
    }
