"""The form of an entry: its fields in sections, and formsets for its lists."""

from typing import Any, NamedTuple

from django import forms

from accounts.proposals.content import Content, ContentRow
from accounts.proposals.schema import EntrySchema, RowList

BLANK_ROWS = 1
MOST_ROWS = 60


class FormSection(NamedTuple):
    """Some fields of a form under a legend, with the interface of a form."""

    legend: Any
    form: forms.Form
    names: tuple[str, ...]

    @property
    def visible_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.names]

    @property
    def errors(self) -> dict[str, Any]:
        found = self.form.errors
        return {name: found[name] for name in self.names if name in found}


class ListSection(NamedTuple):
    """A list of the form: its declaration and its rows."""

    name: str
    declared: RowList
    rows: "forms.BaseFormSet[Any]"


class ProposalForm:
    """The form of an entry with its lists of rows, displayed and read as one.

    Its buttons are ``geste``, to send or to keep, and ``ajouter``, which names a list
    that gets an empty row, without JavaScript.
    """

    def __init__(
        self,
        schema: EntrySchema,
        data: Any = None,
        files: Any = None,
        content: Content | None = None,
    ) -> None:
        """Show a content, or bind ``data``: the form as it was sent or stored."""
        self.schema = schema
        asked = (data or {}).get("ajouter", "")
        self.extended_list = asked if asked in schema.lists else ""
        self.is_to_send = (data or {}).get("geste") == "envoyer"
        if self.extended_list:
            data = add_empty_row(data, asked)
        self.fields_form = schema.form(data, initial=content or {})
        self.lists = {
            name: build_formset(rows, data, files, (content or {}).get(name), name)
            for name, rows in schema.lists.items()
            if rows.form
        }

    @property
    def sections(self) -> list[FormSection]:
        return [
            FormSection(legend, self.fields_form, names)
            for legend, names in self.schema.sections.items()
        ]

    @property
    def list_sections(self) -> list[ListSection]:
        return [
            ListSection(name, self.schema.lists[name], rows)
            for name, rows in self.lists.items()
        ]

    def is_valid(self) -> bool:
        parts: list[Any] = [self.fields_form, *self.lists.values()]
        found = [part.is_valid() for part in parts]
        return all(found)

    def get_content(self) -> Content:
        """Return the cleaned data as a content; the form must be valid."""
        return self.fields_form.to_data() | {
            name: self.get_filled_rows(name) for name in self.lists
        }

    def get_filled_rows(self, name: str) -> list[ContentRow]:
        """Return the rows of a list that are filled in, without duplicates."""
        parts = [form.to_data() for form in self.lists[name] if form.is_filled]
        return [row for number, row in enumerate(parts) if row not in parts[:number]]

    def get_upload_tokens(self) -> dict[str, str]:
        """Return the hidden fields with the tokens of the uploaded files."""
        tokens: dict[str, str] = {}
        for rows in self.lists.values():
            for form in rows:
                tokens |= getattr(form, "tokens", {})
        return tokens


def build_formset(
    rows: RowList, data: Any, files: Any, initial: Any, prefix: str
) -> "forms.BaseFormSet[Any]":
    """Return the formset of a list, with an empty row at the end."""
    form: Any = rows.form
    if rows.is_single:
        made = forms.formset_factory(
            form, min_num=1, max_num=1, extra=0, can_delete=False
        )
    else:
        made = forms.formset_factory(
            form, extra=BLANK_ROWS, can_delete=True, max_num=MOST_ROWS
        )
    return made(data, files, initial=initial or [], prefix=prefix)


def add_empty_row(sent: Any, name: str) -> Any:
    data = sent.copy()
    count = data.get(f"{name}-TOTAL_FORMS", "0")
    if count.isdecimal() and len(count) < 4:
        data[f"{name}-TOTAL_FORMS"] = str(int(count) + 1)
    return data
