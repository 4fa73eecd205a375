"""The form of an entry: its fields in sections, and formsets for its lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from django import forms
from django.urls import reverse_lazy

from accounts.proposals.contents import Content, Row

BLANK_ROWS = 1
MOST_ROWS = 60


def suggested(kind: str) -> forms.TextInput:
    """Return a text input with autocomplete; a plain one without JavaScript."""
    url = reverse_lazy("accounts:suggestions", args=[kind])
    return forms.TextInput(attrs={"data-suggest": url, "autocomplete": "off"})


class PlainForm(forms.Form):
    def part(self) -> Content:
        return dict(self.cleaned_data)


class RowForm(forms.Form):
    """One row of a list; an empty one is ignored."""

    # The fields of which one is filled in a row that says something.
    said_by: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether the row, which is valid, is filled in and not deleted."""
        is_taken_away = self.cleaned_data.get("DELETE")
        filled = (self.cleaned_data.get(name) for name in self.said_by)
        return any(filled) and not is_taken_away

    def part(self) -> Row:
        raise NotImplementedError


@dataclass
class Section:
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


class FormKind(NamedTuple):
    """The forms of a kind of entry.

    ``plain`` is the form of the fields, shown under the legends of ``sections``;
    ``rows`` has the form of a row for each list; ``single`` names the lists that have
    exactly one row, always shown.
    """

    plain: type[PlainForm]
    sections: dict[Any, tuple[str, ...]]
    rows: Mapping[str, type[RowForm]] = MappingProxyType({})
    single: tuple[str, ...] = ()


class WholeForm:
    """The form of an entry with its lists of rows, displayed and read as one."""

    def __init__(
        self,
        kind: FormKind,
        data: Any = None,
        files: Any = None,
        content: Content | None = None,
    ) -> None:
        """Show a content, or bind ``data``: the form as it was sent or stored."""
        self.kind = kind
        self.sheet = kind.plain(data, initial=content or {})
        self.lists = {
            name: self.rows(name, form, data, files, content or {})
            for name, form in kind.rows.items()
        }

    def rows(
        self, name: str, form: type[RowForm], data: Any, files: Any, content: Content
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
    def sections(self) -> list[Section]:
        return [
            Section(legend, self.sheet, names)
            for legend, names in self.kind.sections.items()
        ]

    def is_valid(self) -> bool:
        return all(
            [self.sheet.is_valid(), *(f.is_valid() for f in self.lists.values())]
        )

    def content(self) -> Content:
        """Return the cleaned data as a content; the form must be valid."""
        return self.sheet.part() | {name: self.said(name) for name in self.lists}

    def said(self, name: str) -> list[Row]:
        """Return the rows of a list that are filled in, without duplicates."""
        parts = [form.part() for form in self.lists[name] if form.says_something]
        return [row for number, row in enumerate(parts) if row not in parts[:number]]

    def uploads(self) -> dict[str, str]:
        """Return the hidden fields with the tokens of the uploaded files."""
        rows = [form for forms_ in self.lists.values() for form in forms_]
        tokens: dict[str, str] = {}
        for form in rows:
            tokens |= getattr(form, "tokens", {})
        return tokens
