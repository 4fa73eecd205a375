"""Admin of guided stories and their steps."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.mixins.date_filters import ChangedSinceFilter
from cooperation.admin.mixins.entries import (
    EntryAdmin,
    InlineRowForm,
    RowInline,
    SluggedForm,
    fold,
)
from cooperation.admin.mixins.lists import DRAFTS_VIEW
from cooperation.maps.pasted_address import parse_address
from cooperation.models import GuidedStory, StoryStep
from cooperation.models.guided_stories import MAX_STEPS


class GuidedStoryForm(SluggedForm):
    slug_source = "title_fr"


class StoryStepForm(InlineRowForm):
    """The form of a step: a pasted address is read at once, and stored short."""

    def clean_address(self) -> str:
        text: str = self.cleaned_data["address"].strip()
        if not text:
            return ""
        address = parse_address(text)
        if address.problems:
            raise ValidationError(list(address.problems))
        return address.text


class StoryStepFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Refuse to publish a story without any step."""
        super().clean()
        kept = [form for form in self.forms if self.is_kept(form)]
        if self.instance.is_published() and not kept:
            raise ValidationError(_("Un récit publié a au moins une étape."))

    def is_kept(self, form: Any) -> bool:
        is_filled = bool(form.instance.pk) or form.has_changed()
        return is_filled and not form.cleaned_data.get("DELETE")


class StoryStepInline(RowInline):
    model = StoryStep
    form = StoryStepForm
    formset = StoryStepFormSet
    template = "admin/edit_inline/stacked.html"
    max_num = MAX_STEPS
    label_relations = ("place", "country")
    deferred_fields = ("place__alternate_names", "country__outline")
    autocomplete_fields = ("place", "country")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("position", "title_fr", "text_fr"),
                    *("address", "place", "country"),
                )
            },
        ),
        fold(gettext_lazy("Image"), "image", "alt_fr", "credit"),
        fold(gettext_lazy("En anglais"), "title_en", "text_en", "alt_en"),
    )

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_max=True, **kwargs)


@admin.register(GuidedStory)
class GuidedStoryAdmin(EntryAdmin):
    """Stories told in steps on the map."""

    form = GuidedStoryForm
    list_display = ("title_fr", "publication", "last_change")
    ordering = ("-updated_at", "-pk")
    shipped_views = (DRAFTS_VIEW,)
    list_filter = ("publication", ChangedSinceFilter)
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title_fr"}
    inlines = (StoryStepInline,)
    fieldsets = (
        (None, {"fields": ("title_fr", "introduction_fr", "publication")}),
        fold(gettext_lazy("En anglais"), "title_en", "introduction_en"),
        fold(gettext_lazy("Adresse"), "slug"),
    )
