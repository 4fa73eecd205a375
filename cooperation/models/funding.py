"""Whose money, through which window."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.enums import FundingKind
from cooperation.models.actions import Action, OfPublishedActionQuerySet
from cooperation.models.common import (
    Bilingual,
    history,
    not_negative_constraint,
    year_constraint,
    year_field,
)
from cooperation.models.partners import Partner


class FundingWindow(Bilingual):
    """A way of funding cooperation: a law, a ministry's call, the general budget."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    description = models.TextField(_("ce que c’est"), blank=True)
    legal_basis = models.TextField(_("base légale"), blank=True)
    url = models.URLField(_("en savoir plus"), max_length=300, blank=True)
    is_from_founding_survey = models.BooleanField(
        _("relevé par l’enquête de 2021"), default=False
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=100)
    history = history()

    class Meta:
        verbose_name = _("guichet de financement")
        verbose_name_plural = _("guichets de financement")
        ordering = ("position", "pk")


class Funding(models.Model):
    """One amount in euros, through one window, for one year of one action.

    The amount is null where a source names the window without an amount.
    """

    action = models.ForeignKey(
        Action, models.CASCADE, verbose_name=_("action"), related_name="fundings"
    )
    window = models.ForeignKey(
        FundingWindow,
        models.PROTECT,
        verbose_name=_("guichet"),
        related_name="fundings",
    )
    funder = models.ForeignKey(
        Partner,
        models.PROTECT,
        verbose_name=_("financeur"),
        related_name="fundings",
        null=True,
        blank=True,
    )
    amount = models.DecimalField(
        _("montant en euros"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    year = year_field(_("année"))
    kind = models.CharField(
        _("état"), max_length=10, choices=FundingKind, default=FundingKind.GRANTED
    )
    note = models.CharField(_("précision"), max_length=300, blank=True)
    history = history()

    objects = OfPublishedActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("financement")
        verbose_name_plural = _("financements")
        ordering = ("year", "pk")
        constraints = [
            year_constraint("year", first=1900),
            not_negative_constraint("amount"),
            models.UniqueConstraint(
                fields=["action", "window", "funder", "year", "kind"],
                nulls_distinct=False,
                name="cooperation_funding_once",
                violation_error_message=_(
                    "Ce guichet, ce financeur et cette année ont déjà un montant."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.year or ''}".strip()
