"""The form of an entry: its fields in sections, and formsets for its lists."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.proposals.content import Content, ContentRow
from accounts.proposals.schema import EntrySchema, RowList
from accounts.proposals.summary import format_values, list_field_values

BLANK_ROWS = 1
MOST_ROWS = 60
MOST_DIGITS = 6


class FormError(NamedTuple):
    """What is wrong with a field: its address in the page, its name, the message."""

    target: str
    label: str
    message: str


class FormSection(NamedTuple):
    """Some fields of a form under a legend, with the interface of a form."""

    legend: Any
    form: forms.Form
    names: tuple[str, ...]
    is_first: bool = False

    @property
    def visible_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.names]

    @property
    def errors(self) -> dict[str, Any]:
        found = self.form.errors
        return {name: found[name] for name in self.names if name in found}

    @property
    def is_open(self) -> bool:
        return self.is_first or bool(self.errors)

    @property
    def summary(self) -> str:
        """What the fields hold, in one line."""
        values = (list_field_values(field) for field in self.visible_fields)
        return format_values([value for found in values for value in found])


class ListSection(NamedTuple):
    """A list of the form: its declaration and its rows."""

    name: str
    declared: RowList
    rows: "forms.BaseFormSet[Any]"
    is_extended: bool = False

    @property
    def has_errors(self) -> bool:
        return bool(self.rows.non_form_errors()) or any(self.rows.errors)

    @property
    def is_open(self) -> bool:
        is_missing = self.declared.is_expected and not self.summary
        return self.is_extended or self.has_errors or is_missing

    @property
    def can_grow(self) -> bool:
        return len(self.rows.forms) < self.rows.absolute_max

    @property
    def summary(self) -> str:
        """How many rows are filled in, and what the first ones are, in one line."""
        used = [row for row in self.rows if row.is_used]
        names = [value for row in used for value in row.list_names()]
        if self.declared.is_single or not used:
            return format_values(names)
        number = ngettext("%(n)s ligne", "%(n)s lignes", len(used)) % {"n": len(used)}
        return f"{number} : {format_values(names)}"


class RowFormSet(forms.BaseFormSet[Any]):
    """Rows that share the choices of their fields: they are read once."""

    @cached_property
    def shared_choices(self) -> dict[str, list[Any]]:
        return {}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field, forms.ModelChoiceField) and not field.widget.is_hidden:
                if name not in self.shared_choices:
                    self.shared_choices[name] = list(cast(Any, field.choices))
                field.widget.choices = self.shared_choices[name]


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
        known: Content | None = None,
    ) -> None:
        """Show a content, or bind ``data``: the form as it was sent or stored.

        ``known`` is the content of the entry, whose lists may be longer than usual.
        """
        self.schema = schema
        asked = (data or {}).get("ajouter", "")
        extendable = [name for name, rows in schema.lists.items() if rows.form]
        self.extended_list = asked if asked in extendable else ""
        self.is_to_send = (data or {}).get("geste") == "envoyer"
        limits = {
            name: max(MOST_ROWS, len((known or {}).get(name) or []) + BLANK_ROWS)
            for name in extendable
        }
        self.oversized_lists = [
            name for name, most in limits.items() if count_rows(data, name) > most
        ]
        if data is not None:
            data = complete_management_data(data, list(limits))
        if self.extended_list:
            data = add_empty_row(data, schema.lists[asked], asked, limits[asked])
        self.fields_form = schema.form(data, initial=content or {})
        self.lists = {
            name: build_formset(
                schema.lists[name], data, files, (content or {}).get(name), name, most
            )
            for name, most in limits.items()
        }

    @property
    def sections(self) -> list[FormSection]:
        return [
            FormSection(legend, self.fields_form, names, is_first=number == 0)
            for number, (legend, names) in enumerate(self.schema.sections.items())
        ]

    @property
    def list_sections(self) -> list[ListSection]:
        return [
            ListSection(name, self.schema.lists[name], rows, name == self.extended_list)
            for name, rows in self.lists.items()
        ]

    def is_valid(self) -> bool:
        parts: list[Any] = [self.fields_form, *self.lists.values()]
        found = [part.is_valid() for part in parts]
        return all(found)

    def list_errors(self) -> list[FormError]:
        """Return all that is wrong, in the order of the page."""
        found = list_form_errors(self.fields_form)
        for section in self.list_sections:
            legend = str(section.declared.legend)
            found += [
                FormError(section.name, legend, str(error))
                for error in section.rows.non_form_errors()
            ]
            for number, row in enumerate(section.rows, start=1):
                start = f"{legend}, " + _("ligne %(n)s") % {"n": number} + ", "
                prefix = "" if section.declared.is_single else start
                found += list_form_errors(row, prefix)
        return found

    def hide_errors(self) -> None:
        """Show what was typed without errors: nobody has asked to send it yet."""
        forms_shown: list[Any] = [self.fields_form]
        formsets: list[Any] = list(self.lists.values())
        for rows in formsets:
            rows._errors, rows._non_form_errors = [], ErrorList()
            forms_shown += rows.forms
        for form in forms_shown:
            form._errors = ErrorDict()

    def get_content(self) -> Content:
        """Return the cleaned data as a content; the form must be valid."""
        return self.fields_form.to_data() | {
            name: self.get_filled_rows(name) for name in self.lists
        }

    def get_filled_rows(self, name: str) -> list[ContentRow]:
        """Return the rows of a list that are filled in, without duplicates."""
        parts = [form.to_data() for form in self.lists[name] if form.is_filled]
        return [row for number, row in enumerate(parts) if row not in parts[:number]]

    def list_typed(self, names: Sequence[str]) -> dict[str, list[str]]:
        """Return what a browser would send, untouched, of some fields and lists."""
        found = [self.fields_form[n] for n in names if n in self.fields_form.fields]
        for name in set(names) & self.lists.keys():
            rows = self.lists[name]
            found += [field for form in (rows.management_form, *rows) for field in form]
        return {field.html_name: list_sent_values(field.value()) for field in found}

    def get_upload_tokens(self) -> dict[str, str]:
        """Return the hidden fields with the tokens of the uploaded files."""
        tokens: dict[str, str] = {}
        for rows in self.lists.values():
            for form in rows:
                tokens |= getattr(form, "tokens", {})
        return tokens


def list_sent_values(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if one is not None]


def list_form_errors(form: forms.Form, prefix: str = "") -> list[FormError]:
    found = [FormError("", "", str(error)) for error in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or field.auto_id
        label = prefix + str(field.label)
        found += [FormError(target, label, str(error)) for error in field.errors]
    return found


def build_formset(
    rows: RowList, data: Any, files: Any, initial: Any, prefix: str, most: int
) -> "forms.BaseFormSet[Any]":
    """Return the formset of a list, with an empty row at the end."""
    form: Any = rows.form
    if rows.is_single:
        limits: dict[str, Any] = {"min_num": 1, "max_num": 1, "extra": 0}
    else:
        limits = {"extra": BLANK_ROWS, "can_delete": True, "max_num": MOST_ROWS}
    made = forms.formset_factory(form, RowFormSet, **limits, absolute_max=most)
    return made(data, files, initial=initial or [], prefix=prefix)


def count_rows(data: Any, name: str) -> int:
    """Return how many rows a sent form says that a list has."""
    said = str((data or {}).get(f"{name}-TOTAL_FORMS", ""))[:MOST_DIGITS]
    return int(said) if said.isdecimal() and said.isascii() else 0


def complete_management_data(data: Any, names: list[str]) -> Any:
    """Return stored data with empty lists for those that it does not know yet."""
    missing = [name for name in names if f"{name}-TOTAL_FORMS" not in data]
    if missing:
        data = data.copy()
        for name in missing:
            data[f"{name}-TOTAL_FORMS"] = data[f"{name}-INITIAL_FORMS"] = "0"
    return data


def add_empty_row(sent: Any, rows: RowList, name: str, most: int) -> Any:
    """Return sent data with one more row, which holds the defaults of its fields."""
    count = count_rows(sent, name)
    if count >= most:
        return sent
    data = sent.copy()
    data[f"{name}-TOTAL_FORMS"] = str(count + 1)
    form: Any = rows.form
    for field_name, field in form.base_fields.items():
        if field.initial is not None:
            data[f"{name}-{count}-{field_name}"] = field.initial
    return data
