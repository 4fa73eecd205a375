"""The page of a country."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cooperation.models import (
    Action,
    Agreement,
    Country,
)
from cooperation.presenters.counts import count_by_facet
from cooperation.presenters.empty_states import build_country_empty_state
from cooperation.presenters.facts import build_country_facts
from cooperation.presenters.list_links import get_list_url, list_downloads, list_feeds
from cooperation.presenters.still_maps import build_still_map, list_action_links
from cooperation.presenters.summaries import summarize_country
from cooperation.presenters.types import Portrait
from cooperation.search.activity_index import ActivityIndex
from cooperation.stats import portraits
from cooperation.views.entries.base import EntryView
from cooperation.views.entries.related import (
    SHORT_LIST_LENGTH,
    build_actions_context,
    build_agreements_context,
    build_authorities_context,
    build_partners_context,
    list_action_themes,
    list_agreement_themes,
)
from cooperation.web.context import Context


class CountryView(EntryView):
    template_name = "cooperation/country_detail.html"
    list_label = pgettext_lazy("liste", "Pays")
    list_route = "country_list"
    figure_names = ("n_collectivities", "n_agreements", "n_actions", "n_partners")

    def get_visible_entries(self, user: Any) -> QuerySet[Country]:
        """Return all countries, with or without actions."""
        return Country.objects.without_large_fields().select_related("sub_region")

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Country:
        """Return the country of a lower-case code; raise ``Http404`` for any other."""
        country = self.find_moved_entry() if self.kwargs["iso2"].islower() else None
        if country is None:
            raise Http404
        return country

    def find_moved_entry(self) -> Country | None:
        """Return the country of a code in any case."""
        code = self.kwargs["iso2"].upper()
        country: Country | None = self.get_queryset().filter(pk=code).first()
        return country

    def list_frame_choices(self) -> dict[str, str]:
        return {"pays": self.object.iso2.lower()}

    def get_entry_context(self) -> Context:
        country: Country = self.object
        code = country.iso2.lower()
        actions = Action.objects.published().in_country(country)
        agreements = Agreement.objects.published().in_country(country)
        activity = ActivityIndex()
        there = activity.get_masks("pays", country.pk)
        present = count_by_facet(activity, "collectivite", there)
        years = [tally.since for tally in present.values() if tally.since]
        return {
            "page_title": country.name,
            "page_description": summarize_country(country),
            "facts": build_country_facts(country, min(years, default=None)),
            "unknown": None if present else build_country_empty_state(country),
            "downloads": list_downloads("action", pays=code),
            "feeds": list_feeds(pays=code),
            "compare_url": get_list_url("compare", pays=code) if present else "",
            "map": build_still_map(
                list_action_links(actions, country=country),
                country.name,
                get_list_url("map", pays=code),
                [country.iso2] if present else [],
            ),
            "action_themes": list_action_themes(
                activity.actions, there.actions, pays=code
            ),
            "agreement_themes": list_agreement_themes(
                activity.agreements, there.agreements, pays=code
            ),
            **build_authorities_context(
                present, get_list_url("collectivity_list", pays=code), pays=code
            ),
            **build_actions_context(actions, pays=code),
            **build_agreements_context(
                agreements,
                SHORT_LIST_LENGTH,
                get_list_url("agreement_list", pays=code),
            ),
            **build_partners_context(
                count_by_facet(activity, "partenaire", there), "#partenaires", pays=code
            ),
            "portrait_url": reverse("cooperation:country_portrait", args=[code]),
        }

    def build_portrait(self, context: Context) -> Portrait:
        return portraits.build_country_portrait(self.object, context)
