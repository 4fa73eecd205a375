"""Form fields of proposals."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cooperation.parsing import ParseError, parse_euro_amount


class EurosField(forms.CharField):
    """An amount as people write it ("12 500,50 €"), cleaned to a decimal text."""

    def __init__(self, *, label: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=30, widget=widget)

    def clean(self, value: Any) -> Any:
        """Return the amount, or None; raise ``ValidationError`` with an example."""
        text = super().clean(value)
        try:
            amount = parse_euro_amount(text)
        except ParseError as error:
            raise ValidationError(
                _("Donnez un montant en euros, par exemple 12 500,50.")
            ) from error
        return None if amount is None else f"{amount:.2f}"

    def prepare_value(self, value: Any) -> Any:
        if not value:
            return value
        try:
            whole = f"{Decimal(value):,.2f}".removesuffix(".00")
        except ArithmeticError:
            return value
        return whole.replace(",", " ").replace(".", ",")
