"""Testimonies about an action or an authority."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.enums import Publication
from cooperation.models.actions import Action
from cooperation.models.collectivities import Collectivity
from cooperation.models.common import Publishable, PublishableQuerySet, track_history


class TestimonyQuerySet(PublishableQuerySet):
    def published(self) -> Self:
        """Keep those published with consent, and not about an unpublished action."""
        about_public = Q(action__isnull=True) | Q(
            action__publication=Publication.PUBLISHED
        )
        return super().published().filter(about_public, has_consent=True)

    def about(self, collectivity: Collectivity) -> Self:
        return self.filter(collectivity=collectivity)


class Testimony(Publishable):
    """A short text by a person known by function; by name only with consent."""

    text = models.TextField(_("texte"))
    function = models.CharField(_("fonction"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    person_name = models.CharField(_("nom de la personne"), max_length=200, blank=True)
    has_consent = models.BooleanField(_("accord pour publier le texte"), default=False)
    has_name_consent = models.BooleanField(
        _("accord pour publier le nom"), default=False
    )
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        verbose_name=_("action"),
        related_name="testimonies",
        null=True,
        blank=True,
    )
    collectivity = models.ForeignKey(
        Collectivity,
        models.CASCADE,
        verbose_name=_("collectivité"),
        related_name="testimonies",
        null=True,
        blank=True,
    )
    history = track_history()

    objects = TestimonyQuerySet.as_manager()

    class Meta:
        verbose_name = _("témoignage")
        verbose_name_plural = _("témoignages")
        ordering = ("pk",)
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(action__isnull=False) | Q(collectivity__isnull=False),
                name="cooperation_testimony_about_something",
                violation_error_message=_(
                    "Rattachez le témoignage à une action ou à une collectivité."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(publication=Publication.PUBLISHED) | Q(has_consent=True),
                name="cooperation_testimony_published_with_consent",
                violation_error_message=_(
                    "Un témoignage ne se publie qu’avec l’accord de son auteur."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function}, {self.organisation}".rstrip(", ")

    def is_published(self) -> bool:
        """Return whether the public may see it; the same rule as ``published()``."""
        about_public = self.action is None or self.action.is_published()
        return super().is_published() and self.has_consent and about_public

    @property
    def public_name(self) -> str:
        """The person's name where they agreed to it, else nothing."""
        return self.person_name if self.has_name_consent else ""
