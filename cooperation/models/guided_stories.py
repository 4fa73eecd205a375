"""Guided stories: a few steps on the map, each with a view, a selection, words.

Staff write them; a story reads without the map and without JavaScript too.
"""

from typing import Self

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.enums import Publication
from cooperation.models.common import (
    Dated,
    Publishable,
    PublishableQuerySet,
    VisibleQuerySet,
    slug_field,
    track_history,
)
from cooperation.models.geography import Country, Place
from cooperation.models.media import random_file_name
from cooperation.text import get_translated_text

MAX_STEPS = 8


def step_image_path(_step: "StoryStep", filename: str) -> str:
    return random_file_name("recits", filename)


class GuidedStory(Publishable, Dated):
    """A story told in steps; what is missing in English is read in French."""

    slug = slug_field()
    title_fr = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(_("titre en anglais"), max_length=200, blank=True)
    introduction_fr = models.TextField(
        _("introduction"), help_text=_("Deux ou trois phrases, lues dans la liste.")
    )
    introduction_en = models.TextField(_("introduction en anglais"), blank=True)
    history = track_history()

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = _("récit")
        verbose_name_plural = _("récits")
        ordering = ("-created_at", "pk")
        constraints = [*Publishable.Meta.constraints]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)

    @property
    def introduction(self) -> str:
        return get_translated_text(self.introduction_fr, self.introduction_en)

    def get_absolute_url(self) -> str:
        return reverse("cooperation:guided_story", args=[self.slug])


class StoryStepQuerySet(VisibleQuerySet):
    """Steps, which are public where their story is."""

    def published(self) -> Self:
        return self.filter(story__publication=Publication.PUBLISHED)


class StoryStep(models.Model):
    """What is read, and what the map shows meanwhile.

    ``address`` is that of the map or of a list, as ``parse_address`` writes it. The map
    shows its position, else the place, else the country, else where its entries lead.
    """

    story = models.ForeignKey(
        GuidedStory, models.CASCADE, verbose_name=_("récit"), related_name="steps"
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    title_fr = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(_("titre en anglais"), max_length=200, blank=True)
    text_fr = models.TextField(
        _("texte"),
        help_text=_("Dites d’où viennent les faits : « (source : pS-Eau) »."),
    )
    text_en = models.TextField(_("texte en anglais"), blank=True)
    address = models.CharField(
        _("adresse de la carte ou d’une liste"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Filtrez la carte, les actions ou les accords, placez la carte comme elle "
            "doit se voir, puis collez ici l’adresse de la page."
        ),
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name=_("lieu à montrer"),
        related_name="story_steps",
        null=True,
        blank=True,
        help_text=_("Si l’adresse ne dit pas où est placée la carte."),
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        verbose_name=_("pays à montrer"),
        related_name="story_steps",
        null=True,
        blank=True,
    )
    image = models.ImageField(
        _("image"),
        upload_to=step_image_path,
        max_length=300,
        blank=True,
        width_field="width",
        height_field="height",
        validators=[FileExtensionValidator(["jpg", "jpeg", "png", "webp"])],
    )
    width = models.PositiveIntegerField(_("largeur"), null=True, editable=False)
    height = models.PositiveIntegerField(_("hauteur"), null=True, editable=False)
    alt_fr = models.CharField(_("texte de remplacement"), max_length=300, blank=True)
    alt_en = models.CharField(
        _("texte de remplacement en anglais"), max_length=300, blank=True
    )
    credit = models.CharField(_("crédit"), max_length=200, blank=True)
    history = track_history()

    objects = StoryStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(image="") | (~Q(alt_fr="") & ~Q(credit="")),
                name="cooperation_storystep_image_alt_and_credit",
                violation_error_message=_(
                    "Une image demande un texte de remplacement et un crédit."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)

    @property
    def text(self) -> str:
        return get_translated_text(self.text_fr, self.text_en)

    @property
    def alt(self) -> str:
        return get_translated_text(self.alt_fr, self.alt_en)
