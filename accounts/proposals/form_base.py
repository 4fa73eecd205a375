"""The form of an entry: its fields in sections, and formsets for its lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from django import forms
from django.urls import reverse_lazy

from accounts.proposals.content import Content, ContentRow

BLANK_ROWS = 1
MOST_ROWS = 60


def build_suggest_input(kind: str) -> forms.TextInput:
    """Return a text input with autocomplete; a plain one without JavaScript."""
    url = reverse_lazy("accounts:suggestions", args=[kind])
    return forms.TextInput(attrs={"data-suggest": url, "autocomplete": "off"})


class EntryFieldsForm(forms.Form):
    def to_data(self) -> Content:
        return dict(self.cleaned_data)


class ContentRowForm(forms.Form):
    """One row of a list; an empty one is ignored."""

    # The fields of which one is filled in a row that says something.
    significant_fields: tuple[str, ...] = ()

    @property
    def is_filled(self) -> bool:
        """Whether the row, which is valid, is filled in and not deleted."""
        is_taken_away = self.cleaned_data.get("DELETE")
        filled = (self.cleaned_data.get(name) for name in self.significant_fields)
        return any(filled) and not is_taken_away

    def to_data(self) -> ContentRow:
        raise NotImplementedError


@dataclass
class FormSection:
    """Some fields of a form under a legend, with the interface of a form."""

    legend: Any
    form: forms.Form
    names: tuple[str, ...]

    @property
    def visible_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.names]

    @property
    def errors(self) -> dict[str, Any]:
        return {
            name: self.form.errors[name]
            for name in self.names
            if name in self.form.errors
        }


class ProposalFormSpec(NamedTuple):
    """The forms of a kind of entry.

    ``plain`` is the form of the fields, shown under the legends of ``sections``;
    ``rows`` has the form of a row for each list; ``single`` names the lists that have
    exactly one row, always shown.
    """

    plain: type[EntryFieldsForm]
    sections: dict[Any, tuple[str, ...]]
    rows: Mapping[str, type[ContentRowForm]] = MappingProxyType({})
    single: tuple[str, ...] = ()


class ProposalForm:
    """The form of an entry with its lists of rows, displayed and read as one."""

    def __init__(
        self,
        kind: ProposalFormSpec,
        data: Any = None,
        files: Any = None,
        content: Content | None = None,
    ) -> None:
        """Show a content, or bind ``data``: the form as it was sent or stored."""
        self.kind = kind
        self.fields_form = kind.plain(data, initial=content or {})
        self.lists = {
            name: self.rows(name, form, data, files, content or {})
            for name, form in kind.rows.items()
        }

    def rows(
        self,
        name: str,
        form: type[ContentRowForm],
        data: Any,
        files: Any,
        content: Content,
    ) -> "forms.BaseFormSet[Any]":
        """Return the formset of one list, with an empty row at the end."""
        if name in self.kind.single:
            made = forms.formset_factory(
                form, min_num=1, max_num=1, extra=0, can_delete=False
            )
        else:
            made = forms.formset_factory(
                form, extra=BLANK_ROWS, can_delete=True, max_num=MOST_ROWS
            )
        return made(data, files, initial=content.get(name) or [], prefix=name)

    @property
    def sections(self) -> list[FormSection]:
        return [
            FormSection(legend, self.fields_form, names)
            for legend, names in self.kind.sections.items()
        ]

    def is_valid(self) -> bool:
        return all(
            [self.fields_form.is_valid(), *(f.is_valid() for f in self.lists.values())]
        )

    def content(self) -> Content:
        """Return the cleaned data as a content; the form must be valid."""
        return self.fields_form.to_data() | {
            name: self.filled_rows(name) for name in self.lists
        }

    def filled_rows(self, name: str) -> list[ContentRow]:
        """Return the rows of a list that are filled in, without duplicates."""
        parts = [form.to_data() for form in self.lists[name] if form.is_filled]
        return [row for number, row in enumerate(parts) if row not in parts[:number]]

    def get_upload_tokens(self) -> dict[str, str]:
        """Return the hidden fields with the tokens of the uploaded files."""
        rows = [form for forms_ in self.lists.values() for form in forms_]
        tokens: dict[str, str] = {}
        for form in rows:
            tokens |= getattr(form, "tokens", {})
        return tokens
