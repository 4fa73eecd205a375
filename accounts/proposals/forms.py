"""The form of a sheet, in sections; each gives its part of a content."""

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
    """Give a field that suggests while one types; without scripts, a plain one."""
    url = reverse_lazy("accounts:suggestions", args=[kind])
    return forms.TextInput(attrs={"data-suggest": url, "autocomplete": "off"})


class PlainForm(forms.Form):
    """What is said once in a sheet."""

    def part(self) -> Content:
        """Give the part of a content that this form says."""
        return dict(self.cleaned_data)


class RowForm(forms.Form):
    """One row of a list; an empty one says nothing."""

    # The fields of which one is filled in a row that says something.
    said_by: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether the row, which is valid, says something that is to be kept."""
        is_taken_away = self.cleaned_data.get("DELETE")
        filled = (self.cleaned_data.get(name) for name in self.said_by)
        return any(filled) and not is_taken_away

    def part(self) -> Row:
        """Give the row as data."""
        raise NotImplementedError


@dataclass
class Section:
    """Some fields of a form under a heading, shown as a form would be."""

    legend: Any
    form: forms.Form
    names: tuple[str, ...]

    @property
    def visible_fields(self) -> list[forms.BoundField]:
        """The fields, in their order."""
        return [self.form[name] for name in self.names]

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong in these fields."""
        return {
            name: self.form.errors[name]
            for name in self.names
            if name in self.form.errors
        }


class FormKind(NamedTuple):
    """The forms that a kind of sheet is written with.

    ``plain`` is that of what is said once, shown under the legends of ``sections``;
    ``rows`` has one for the rows of each list; ``single`` names the lists that have
    one row, always shown.
    """

    plain: type[PlainForm]
    sections: dict[Any, tuple[str, ...]]
    rows: Mapping[str, type[RowForm]] = MappingProxyType({})
    single: tuple[str, ...] = ()


class WholeForm:
    """The form of a sheet with its lists of rows, as one thing to show and to read."""

    def __init__(
        self,
        kind: FormKind,
        data: Any = None,
        files: Any = None,
        content: Content | None = None,
    ) -> None:
        """Show a content, or read ``data``: the form as it was sent or kept."""
        self.kind = kind
        self.sheet = kind.plain(data, initial=content or {})
        self.lists = {
            name: self.rows(name, form, data, files, content or {})
            for name, form in kind.rows.items()
        }

    def rows(
        self, name: str, form: type[RowForm], data: Any, files: Any, content: Content
    ) -> "forms.BaseFormSet[Any]":
        """Give the forms of one list, an empty one after the last."""
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
        """What is said once, under its legends."""
        return [
            Section(legend, self.sheet, names)
            for legend, names in self.kind.sections.items()
        ]

    def is_valid(self) -> bool:
        """Say whether everything that was typed can be read."""
        return all(
            [self.sheet.is_valid(), *(f.is_valid() for f in self.lists.values())]
        )

    def content(self) -> Content:
        """Give what was typed as a content; the form must be valid."""
        return self.sheet.part() | {name: self.said(name) for name in self.lists}

    def said(self, name: str) -> list[Row]:
        """Give the rows of a list that say something, each once."""
        parts = [form.part() for form in self.lists[name] if form.says_something]
        return [row for number, row in enumerate(parts) if row not in parts[:number]]

    def uploads(self) -> dict[str, str]:
        """Give the hidden fields that name the files this form was sent with."""
        rows = [form for forms_ in self.lists.values() for form in forms_]
        tokens: dict[str, str] = {}
        for form in rows:
            tokens |= getattr(form, "tokens", {})
        return tokens
