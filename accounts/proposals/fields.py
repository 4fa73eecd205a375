"""Form fields that read what people type."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cooperation.importing.values import NotUnderstood, read_amount


class EurosField(forms.CharField):
    """Euros as people write them: "12 500,50 €"; gives a text with a point."""

    def __init__(self, *, label: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=30, widget=widget)

    def clean(self, value: Any) -> Any:
        """Give the amount, or nothing; says what to type where it is not one."""
        text = super().clean(value)
        try:
            amount = read_amount(text)
        except NotUnderstood as error:
            raise ValidationError(
                _("Donnez un montant en euros, par exemple 12 500,50.")
            ) from error
        return None if amount is None else f"{amount:.2f}"

    def prepare_value(self, value: Any) -> Any:
        """Show a kept amount as people write it in French."""
        if not value:
            return value
        try:
            whole = f"{Decimal(value):,.2f}".removesuffix(".00")
        except ArithmeticError:
            return value
        return whole.replace(",", " ").replace(".", ",")
