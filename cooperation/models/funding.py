"""Funding windows, fundings, and exchange rates of the euro."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from cooperation.enums import FundingKind
from cooperation.models.actions import Action
from cooperation.models.common import (
    Bilingual,
    known_choice_constraint,
    not_negative_constraint,
    track_history,
    year_constraint,
    year_field,
)
from cooperation.models.expressions import build_published_count, get_published_rows
from cooperation.models.partners import Partner
from cooperation.models.queries import ActionPartQuerySet


class ExchangeRate(models.Model):
    """How many units of a currency one euro is worth, between two days.

    Without a last day the rate holds until another is entered: that is for currencies
    that a treaty ties to the euro. A floating one has a last day.
    """

    currency = models.CharField(
        _("monnaie"),
        max_length=3,
        help_text=_("Code ISO à trois lettres, par exemple CHF."),
    )
    per_euro = models.DecimalField(
        _("unités pour un euro"), max_digits=14, decimal_places=6
    )
    valid_from = models.DateField(_("valable du"))
    valid_until = models.DateField(
        _("valable jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Vide pour une parité fixe."),
    )
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Qui publie ce taux, et où.")
    )
    history = track_history()

    class Meta:
        verbose_name = _("taux de change")
        verbose_name_plural = _("taux de change")
        ordering = ("currency", "-valid_from", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                name="cooperation_exchangerate_currency_well_formed",
                violation_error_message=_("Trois lettres majuscules, par exemple CHF."),
            ),
            models.CheckConstraint(
                condition=Q(per_euro__gt=0),
                name="cooperation_exchangerate_per_euro_positive",
                violation_error_message=_("Un taux est plus grand que zéro."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="cooperation_exchangerate_days_ordered",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="cooperation_exchangerate_sourced",
                violation_error_message=_("Dites d’où vient ce taux."),
            ),
            models.UniqueConstraint(
                fields=["currency", "valid_from"],
                name="cooperation_exchangerate_once",
                violation_error_message=_("Cette monnaie a déjà un taux ce jour-là."),
            ),
        ]

    def __str__(self) -> str:
        return f"1 EUR = {self.per_euro.normalize():f} {self.currency}"


class FundingWindowQuerySet(models.QuerySet["FundingWindow"]):
    def with_totals(self) -> Self:
        """Add ``n_actions`` and ``known_total``, the sum granted to published actions.

        Rows of ``Funding`` are summed as they are, one amount once, whatever the
        partners, places or themes of their actions.
        """
        granted = get_published_rows("Funding").filter(
            window=OuterRef("pk"), kind=FundingKind.GRANTED
        )
        summed = granted.order_by().values("window").annotate(all=Sum("amount"))
        return self.annotate(
            n_actions=build_published_count("Action", "fundings__window"),
            known_total=Subquery(summed.values("all")),
        )


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
    history = track_history()

    objects = FundingWindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("guichet de financement")
        verbose_name_plural = _("guichets de financement")
        ordering = ("position", "pk")


class FundingQuerySet(ActionPartQuerySet):
    def granted_to(self, actions: models.QuerySet[Action]) -> Self:
        """Keep what was granted to some actions, once or each year.

        A promise and a payment are left out: together with their grant they would
        count twice.
        """
        kinds = (FundingKind.GRANTED, FundingKind.YEARLY)
        keys = actions.order_by().values("pk")
        return self.filter(kind__in=kinds, action__in=keys)

    def list_lead_keys(self) -> models.QuerySet[Any, int]:
        """Return the keys of the authorities that lead the actions paid for."""
        return self.order_by().values_list("action__lead", flat=True).distinct()

    def sum_by_year_and_window(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Sum the amounts by year and window, each amount once.

        Each row has ``year``, ``window``, ``known`` (euros, null if none is known),
        ``unknown`` (how many amounts are not) and ``n`` (how many there are).
        """
        summed: models.QuerySet[Any, dict[str, Any]] = (
            self.order_by(
                models.F("year").desc(nulls_last=True), "window__position", "window"
            )
            .values("year", "window")
            .annotate(
                known=Sum("amount"),
                unknown=Count("pk", filter=Q(amount__isnull=True)),
                n=Count("pk"),
            )
        )
        return summed


class Funding(models.Model):
    """One amount in euros, through one window, for one year of one action.

    The amount is null where a source names the window without an amount. One granted
    each year is entered once, for the year that its source gives.
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
    history = track_history()

    objects = FundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("financement")
        verbose_name_plural = _("financements")
        ordering = ("year", "pk")
        constraints = [
            known_choice_constraint("kind", FundingKind),
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
