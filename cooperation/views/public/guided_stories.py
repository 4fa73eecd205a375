"""Guided stories: the list of them, and the page of one."""

from typing import Any

from django.db.models import QuerySet
from django.templatetags.static import static
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from cooperation.maps.topojson import WORLD_TOPOJSON
from cooperation.maps.widgets import get_control_labels
from cooperation.models import GuidedStory
from cooperation.presenters.guided_stories import build_steps, get_spoken_language
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.views.base import PublicMixin
from cooperation.views.entries.base import EntryView
from cooperation.web.context import Context


class GuidedStoryListView(PublicMixin, ListView):  # type: ignore[type-arg]
    template_name = "cooperation/guided_stories.html"
    context_object_name = "stories"
    extra_context = {"section": "recits"}

    def get_queryset(self) -> QuerySet[GuidedStory]:
        return GuidedStory.objects.published()


class GuidedStoryView(EntryView):
    template_name = "cooperation/guided_story.html"
    list_label = gettext_lazy("Récits")
    list_route = "guided_story_list"

    def get_visible_entries(self, user: Any) -> QuerySet[GuidedStory]:
        return GuidedStory.objects.visible_to(user)

    def get_entry_context(self) -> Context:
        story: GuidedStory = self.object
        others = GuidedStory.objects.published().exclude(pk=story.pk)
        steps = build_steps(story)
        return {
            "section": "recits",
            "page_title": story.title,
            "page_description": Truncator(story.introduction).chars(200),
            "introduction": render_paragraphs(story.introduction),
            "language": get_spoken_language(story.introduction_en),
            "steps": steps,
            "has_map": any(step.map for step in steps),
            "others": others[:3],
            "world_url": static(WORLD_TOPOJSON),
            "words": get_control_labels(),
        }
