"""Exchange rates of the euro, each dated and with a source."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import track_history


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
        _("source"),
        max_length=300,
        help_text=_("Qui publie ce taux, et où."),
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
