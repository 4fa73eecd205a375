"""The glossary, and the ceilings that laws set on funding."""

import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import (
    Bilingual,
    generated_name_key,
    ordered_years_condition,
    track_history,
)
from cooperation.models.funding import FundingWindow
from cooperation.text import get_translated_text

CENT = Decimal("0.01")


class GlossaryTerm(Bilingual):
    """A term of the field, defined in our own words, with a source."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_key = generated_name_key("name_fr")
    definition_fr = models.TextField(_("définition en français"))
    definition_en = models.TextField(_("définition en anglais"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    url = models.URLField(_("page de la source"), max_length=300, blank=True)
    history = track_history(excluded_fields=["name_key"])

    class Meta:
        verbose_name = _("terme du glossaire")
        verbose_name_plural = _("glossaire")
        ordering = ("name_key", "pk")

    @property
    def definition(self) -> str:
        """The definition in the visitor's language."""
        return get_translated_text(self.definition_fr, self.definition_en)


class CeilingRuleQuerySet(models.QuerySet["CeilingRule"]):
    def in_force(self, day: datetime.date) -> Self:
        ended = Q(in_force_until__lt=day)
        return self.filter(in_force_from__lte=day).exclude(ended)


class CeilingRule(Bilingual):
    """The share of some resources that a law allows for cooperation."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    window = models.ForeignKey(
        FundingWindow,
        models.CASCADE,
        verbose_name=_("guichet"),
        related_name="ceilings",
    )
    percent = models.DecimalField(_("plafond en %"), max_digits=5, decimal_places=2)
    base_fr = models.CharField(_("de quelles ressources"), max_length=300)
    base_en = models.CharField(_("de quelles ressources, en anglais"), max_length=300)
    legal_basis = models.CharField(_("base légale"), max_length=300)
    url = models.URLField(_("page de la source"), max_length=300, blank=True)
    in_force_from = models.DateField(_("en vigueur depuis"))
    in_force_until = models.DateField(_("en vigueur jusqu’au"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=100)
    history = track_history()

    objects = CeilingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("plafond légal")
        verbose_name_plural = _("plafonds légaux")
        ordering = ("window__position", "position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0) & Q(percent__lte=100),
                name="cooperation_ceilingrule_percent_plausible",
                violation_error_message=_(
                    "Un plafond est un pourcentage, entre 0 et 100."
                ),
            ),
            models.CheckConstraint(
                condition=ordered_years_condition("in_force_from", "in_force_until"),
                name="cooperation_ceilingrule_dates_ordered",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
        ]

    @property
    def base(self) -> str:
        """What the share is taken of, in the visitor's language."""
        return get_translated_text(self.base_fr, self.base_en)

    @property
    def is_to_confirm(self) -> bool:
        """Whether nobody has entered the page where the rule can be read."""
        return not self.url

    def compute_ceiling(self, resources: Decimal) -> Decimal:
        """Return the most that may be spent of ``resources``, in euros and cents.

        Rounded down, so that the law's ceiling is never exceeded.
        """
        return (resources * self.percent / 100).quantize(CENT, ROUND_DOWN)
