"""Partners of actions and agreements."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.enums import PartnerKind
from cooperation.models.common import (
    Dated,
    Lockable,
    Sourced,
    VisibleQuerySet,
    generated_name_key,
    known_choice_constraint,
    list_large_fields,
    slug_field,
    track_history,
)
from cooperation.models.expressions import build_name_condition, build_published_count
from cooperation.models.geography import Country, Place, PlacedInCountry


class PartnerQuerySet(VisibleQuerySet):
    def published(self) -> Self:
        """Keep those that a published action or agreement names.

        A partner has no publication state: a name that only drafts mention is not
        public.
        """
        model = self.model._meta.apps.get_model
        actions = model("cooperation", "Action").objects.published()
        agreements = model("cooperation", "Agreement").objects.published()
        return self.filter(
            Exists(actions.filter(involvements__partner=OuterRef("pk")))
            | Exists(actions.filter(fundings__funder=OuterRef("pk")))
            | Exists(agreements.filter(counterpart=OuterRef("pk")))
            | Exists(agreements.filter(partners=OuterRef("pk")))
        )

    def for_entry_page(self) -> Self:
        """Fetch what a partner's page shows of its place."""
        return self.select_related("country", "place").defer(
            *list_large_fields("country", "Country"),
            *list_large_fields("place", "Place"),
        )

    def with_counts(self) -> Self:
        """Add ``n_actions`` (in any role or as a funder) and ``n_agreements``."""
        return self.annotate(
            n_actions=build_published_count(
                "Action", "involvements__partner", "fundings__funder"
            ),
            n_agreements=build_published_count("Agreement", "counterpart", "partners"),
        )

    def matching_name(self, text: str) -> Self:
        """Keep those whose name holds every word, or whose acronym ``text`` is."""
        return self.filter(build_name_condition(text) | Q(acronym__iexact=text.strip()))


class Partner(PlacedInCountry, Sourced, Lockable, Dated):
    """A stakeholder: NGO, foreign authority, utility, agency, network…"""

    name = models.CharField(_("nom"), max_length=250)
    name_key = generated_name_key("name")
    acronym = models.CharField(_("sigle"), max_length=40, blank=True)
    slug = slug_field()
    kind = models.CharField(
        _("nature"), max_length=30, choices=PartnerKind, default=PartnerKind.OTHER
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        verbose_name=_("pays"),
        related_name="partners",
        null=True,
        blank=True,
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name=_("lieu"),
        related_name="partners",
        null=True,
        blank=True,
    )
    website = models.URLField(_("site internet"), max_length=300, blank=True)
    description = models.TextField(_("présentation"), blank=True)
    history = track_history(excluded_fields=["name_key"])

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering = ("name_key", "pk")
        indexes = [models.Index(fields=["name_key"])]
        constraints = [known_choice_constraint("kind", PartnerKind)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cooperation:partner_detail", args=[self.slug])
