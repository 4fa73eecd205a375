"""The home page, and the pages about the site itself."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.views.generic import TemplateView

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Partner,
    Theme,
)
from cooperation.presenters import highlights, key_figures, schema_org
from cooperation.presenters.agreement_kinds import list_explained_kinds
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.counts import get_top_counts, merge_count_rows
from cooperation.presenters.relations import build_theme_counts
from cooperation.search.filters import ActionFilterSet
from cooperation.views.base import PublicMixin
from cooperation.views.public.maps import get_map_context
from cooperation.web.privacy import PROCESSING_REGISTER

LATEST_ACTIONS = 4
# Of the picture of the whole world with its legend, for a width of 1,000.
MAP_HEIGHT = 557


class HomeView(PublicMixin, TemplateView):
    template_name = "cooperation/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = Action.objects.published()
        agreements = Agreement.objects.published().count_by_kind()
        latest = list(actions.for_cards().verified_first()[:LATEST_ACTIONS])
        themes = merge_count_rows(actions=actions.count_by("themes"))
        found = Theme.objects.in_bulk(list(themes))
        return super().get_context_data(**kwargs) | {
            **get_map_context(ActionFilterSet()),
            "figures": build_home_figures(actions.count(), sum(agreements.values())),
            "cards": [build_action_card(action) for action in latest],
            "are_verified": bool(latest and latest[0].verified_on),
            "kinds": list_explained_kinds(agreements),
            "did_you_know": highlights.list_highlights(),
            "map_height": MAP_HEIGHT,
            "structured": schema_org.build_site_jsonld(),
            "themes": build_theme_counts(get_top_counts(themes, len(themes)), found),
        }


def build_home_figures(n_actions: int, n_agreements: int) -> list[dict[str, Any]]:
    """Return the totals of the directory, each with the URL of its list."""
    authorities = Collectivity.objects.with_published_entries().count()
    countries = Country.objects.with_published_entries().count()
    partners = Partner.objects.published().count()
    return [
        key_figures.build_authority_figure(
            authorities, reverse("cooperation:collectivity_list")
        ),
        key_figures.build_agreement_figure(
            n_agreements, reverse("cooperation:agreement_list")
        ),
        key_figures.build_action_figure(n_actions, reverse("cooperation:action_list")),
        key_figures.build_country_figure(
            countries, reverse("cooperation:country_list")
        ),
        key_figures.build_partner_figure(partners, reverse("cooperation:partner_list")),
    ]


class TextView(PublicMixin, TemplateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "contact_email": settings.CONTACT_EMAIL,
            "director": settings.LEGAL_DIRECTOR,
            "host": settings.LEGAL_HOST,
        }


class AboutView(TextView):
    template_name = "cooperation/about.html"


class LegalView(TextView):
    template_name = "cooperation/legal.html"


class AccessibilityView(TextView):
    template_name = "cooperation/accessibility.html"


class PrivacyView(TextView):
    template_name = "cooperation/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the length of staff sessions in hours, and the register of processing."""
        return super().get_context_data(**kwargs) | {
            "idle_hours": settings.SESSION_COOKIE_AGE // 3600,
            "session_hours": settings.SESSION_ABSOLUTE_AGE // 3600,
            "tiles_url": settings.TILES_ORIGIN,
            "register": PROCESSING_REGISTER,
        }
