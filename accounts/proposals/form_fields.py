"""Forms of the fields and rows of an entry, and the form fields that they share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.proposals.content import Content, ContentRow
from accounts.proposals.summary import list_field_values
from cooperation.parsing import ParseError, parse_euro_amount

LONG_TEXT_WIDGET = forms.Textarea(attrs={"rows": 6})


def build_suggest_input(kind: str) -> forms.TextInput:
    """Return a text input with autocomplete; a plain one without JavaScript."""
    url = reverse_lazy("accounts:suggestions", args=[kind])
    return forms.TextInput(attrs={"data-suggest": url, "autocomplete": "off"})


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


def build_page_field() -> forms.URLField:
    return forms.URLField(
        label=_("Une page internet qui en parle"),
        max_length=500,
        required=False,
        assume_scheme="https",
        empty_value="",
    )


class EntryFieldsForm(forms.Form):
    """The fields of an entry; those of the model keep its limits and help texts."""

    model: type[Any]
    model_fields: tuple[str, ...]
    widgets: dict[str, Any] = {"description": LONG_TEXT_WIDGET}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = fields_for_model(
            self.model, fields=self.model_fields, widgets=self.widgets
        )
        self.fields = ours | self.fields

    def limit_choices(self, authority: Any, content: Content) -> None:
        """Offer what an authority may choose, and what ``content`` has already."""

    def to_data(self) -> Content:
        return dict(self.cleaned_data)


class ContentRowForm(forms.Form):
    """One row of a list; an empty one is ignored."""

    # A row is filled in if one of these is.
    significant_fields: tuple[str, ...] = ()
    # What a row that is used must have, with the message if it lacks.
    needed: dict[str, Any] = {}
    # What is needed in a case that its label tells.
    conditional: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.is_needed = name in self.needed_names  # type: ignore[attr-defined]
            field.is_conditional = name in self.conditional  # type: ignore[attr-defined]

    @property
    def needed_names(self) -> tuple[str, ...]:
        return tuple(self.needed)

    @property
    def is_used(self) -> bool:
        """Whether anything is written in the row, as far as the page shows it."""
        if self.is_bound:
            return self.has_changed()
        return any(self.initial.get(name) for name in self.significant_fields)

    def list_names(self) -> list[str]:
        """Return what the row is called: the first of its naming fields that is set."""
        values = (list_field_values(self[name]) for name in self.naming_fields)
        return next(filter(None, values), [])

    @property
    def naming_fields(self) -> tuple[str, ...]:
        return tuple(n for n in ("name", "title", "alt") if n in self.fields) + (
            self.significant_fields
        )

    def clean(self) -> Any:
        """Require what a used row needs: else what is written would be dropped."""
        cleaned = super().clean() or self.cleaned_data
        if self.has_changed() and not cleaned.get("DELETE"):
            for name, problem in self.needed.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, problem)
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Whether the row, which is valid, is filled in and not deleted."""
        filled = (self.cleaned_data.get(name) for name in self.significant_fields)
        return any(filled) and not self.cleaned_data.get("DELETE")

    def to_data(self) -> ContentRow:
        raise NotImplementedError
