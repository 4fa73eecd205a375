"""The home page, and the pages about the site itself."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.views.generic import TemplateView

from cooperation.models import GuidedStory
from cooperation.models.verification import STALE_AFTER_MONTHS
from cooperation.presenters import schema_org
from cooperation.presenters.agreement_kinds import list_explained_kinds
from cooperation.presenters.key_figures import build_figure
from cooperation.presenters.stories import list_story_actions, pick_stories
from cooperation.presenters.types import KeyFigure
from cooperation.search.activity_index import ActivityIndex
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.entries import count_entries
from cooperation.stats.highlights import list_highlights
from cooperation.views.base import PublicMixin
from cooperation.views.entries.related import list_action_themes
from cooperation.views.public.maps import get_map_context
from cooperation.web.context import Context
from cooperation.web.privacy import PROCESSING_REGISTER

# Of the picture of the whole world with its title and legend.
MAP_WIDTH, MAP_HEIGHT = 1048, 587


class HomeView(PublicMixin, TemplateView):
    template_name = "cooperation/home.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        activity = ActivityIndex()
        agreements = activity.agreements.count("type", activity.agreements.everything)
        best = list_story_actions(settings.OPERATOR_DEPARTMENTS)
        return super().get_context_data(**kwargs) | {
            **get_map_context(ActionFilterSet()),
            "figures": build_home_figures(activity),
            "has_map": activity.actions.size > 0,
            "stories": pick_stories(best),
            "guided_stories": GuidedStory.objects.published()[:2],
            "kinds": list_explained_kinds(agreements),
            "did_you_know": list_highlights(count_entries(ActionFilterSet())),
            "map_width": MAP_WIDTH,
            "map_height": MAP_HEIGHT,
            "structured": schema_org.build_site_jsonld(),
            "themes": list_action_themes(activity.actions, activity.actions.everything),
        }


def build_home_figures(activity: ActivityIndex) -> list[KeyFigure]:
    """Return the three figures that stand on the map, none on an empty site."""
    counted = {
        "collectivity": activity.count_present("collectivite"),
        "agreement": activity.agreements.size,
        "country": activity.count_present("pays"),
    }
    if not any(counted.values()):
        return []
    return [
        build_figure(kind, n, reverse(f"cooperation:{kind}_list"))
        for kind, n in counted.items()
    ]


class TextView(PublicMixin, TemplateView):
    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(**kwargs) | {
            "contact_email": settings.CONTACT_EMAIL,
            "director": settings.LEGAL_DIRECTOR,
            "host": settings.LEGAL_HOST,
            "stale_months": STALE_AFTER_MONTHS,
        }


class AboutView(TextView):
    template_name = "cooperation/about.html"


class LegalView(TextView):
    template_name = "cooperation/legal.html"


class AccessibilityView(TextView):
    template_name = "cooperation/accessibility.html"


class PrivacyView(TextView):
    template_name = "cooperation/privacy.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        """Add the length of staff sessions in hours, and the register of processing."""
        return super().get_context_data(**kwargs) | {
            "idle_hours": settings.SESSION_COOKIE_AGE // 3600,
            "session_hours": settings.SESSION_ABSOLUTE_AGE // 3600,
            "tiles_url": settings.TILES_ORIGIN,
            "register": PROCESSING_REGISTER,
        }
