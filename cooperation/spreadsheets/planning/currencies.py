"""Amounts in any currency, converted by the dated rates that staff entered."""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from cooperation.models import ExchangeRate
from cooperation.spreadsheets.planning.cells import UnreadableCell

CENT = Decimal("0.01")


class CurrencyRates:
    """The exchange rates, read once."""

    @cached_property
    def known(self) -> list[ExchangeRate]:
        """Every rate, the newest of each currency first."""
        return list(ExchangeRate.objects.order_by("currency", "-valid_from"))

    def get_rate(self, currency: str, year: int | None) -> ExchangeRate:
        """Return the rate of a currency on 1 July of a year.

        Without a year, only a currency with a single fixed parity has one. Raises
        ``UnreadableCell``, whose message says what to do.
        """
        rates = [rate for rate in self.known if rate.currency == currency]
        if year is None:
            fixed = [rate for rate in rates if rate.valid_until is None]
            if len(rates) == 1 and fixed:
                return fixed[0]
            raise UnreadableCell(_("montant en %s : donnez son année") % currency)
        day = datetime.date(year, 7, 1)
        for rate in rates:
            if rate.valid_from <= day and (
                rate.valid_until is None or rate.valid_until >= day
            ):
                return rate
        raise UnreadableCell(
            _(
                "pas de taux pour %(currency)s en %(year)s : saisissez-le, avec sa "
                "source, dans « Taux de change »"
            )
            % {"currency": currency, "year": year}
        )

    def convert_to_euros(
        self, amount: Decimal, currency: str, year: int | None
    ) -> tuple[Decimal, str]:
        """Return an amount in euros, and a note on the original amount and rate."""
        rate = self.get_rate(currency, year)
        euros = (amount / rate.per_euro).quantize(CENT, ROUND_HALF_UP)
        told = _(
            "%(amount)s %(currency)s au taux de %(rate)s pour un euro (%(source)s)"
        )
        values = {
            "amount": f"{amount.normalize():f}",
            "currency": currency,
            "rate": f"{rate.per_euro.normalize():f}",
            "source": rate.source.split(" : ")[0][:80],
        }
        return euros, told % values
