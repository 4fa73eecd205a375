"""Columns of references: a name, or a list of names, and the code beside it.

Of the two cells, the one that was changed decides; the code, if both were.
"""

from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import LIST_SEPARATOR, ColumnKind, ColumnSpec
from cooperation.parsing import is_placeholder, parse_named_kind, split_list
from cooperation.spreadsheets.matching.choices import CellChoice, LookupResult
from cooperation.spreadsheets.resources.current_rows import is_same_text
from cooperation.spreadsheets.resources.fields import (
    ColumnField,
    FieldOptions,
    ValueField,
    build_widget,
)
from cooperation.spreadsheets.resources.results import LinePlan
from cooperation.spreadsheets.resources.words import NamedRows

NAME_ONLY_PREFIX = "nom:"
REFERENCE_KINDS = (
    *(ColumnKind.AUTHORITY, ColumnKind.PARTNER, ColumnKind.COUNTRY, ColumnKind.PLACE),
    *(ColumnKind.AGREEMENT, ColumnKind.ACTION, ColumnKind.WINDOW),
)
ENTRY_KINDS = (ColumnKind.ACTION, ColumnKind.AGREEMENT)


class ReferenceField(ColumnField):
    """The name and the code of one reference."""

    def __init__(
        self, column: ColumnSpec, code: ColumnSpec | None, options: FieldOptions
    ) -> None:
        super().__init__(column, options, None)
        self.code = code

    def is_in(self, codes: set[str]) -> bool:
        return super().is_in(codes) or bool(self.code and self.code.code in codes)

    def save(
        self, instance: LinePlan, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        plan = instance
        name = self.get_changed_name(plan)
        code = plan.get_changed_text(self.code)
        if name is None and not code:
            if code is not None:
                self.clear(plan)
            elif plan.current is None and self.column.required:
                plan.refuse(self.column.code, _("à renseigner"))
            return
        if not code and not name:
            self.clear(plan)
            return
        deciding_column = self.code if code and self.code else self.column
        found = self.look_up(code or "", name or "", plan)
        if found is None:
            return
        if found.key is None:
            plan.refuse(deciding_column.code, found.reason, found.candidates)
            return
        if self.column.kind != ColumnKind.PLACE:
            plan.inform(deciding_column.code, found.reason)
        self.set_key(found.key, name or code or "", plan)

    def get_changed_name(self, plan: LinePlan) -> str | None:
        """Return the name, if it was changed and decides.

        Beside a reference it does not decide, and a message says so.
        """
        name = plan.get_changed_text(self.column)
        if name and is_placeholder(name):
            plan.inform(self.column.code, _("« %s » : rien n’est retenu") % name)
            return None
        if name is None or plan.current is None or self.code is None:
            return name
        key = plan.current.row.get(f"{self.column.field}_id")
        before = self.context.renamed.get((self.column.kind, key or 0))
        if before is not None and is_same_text(name, before):
            return None
        if self.column.kind in ENTRY_KINDS and name and plan.texts.get(self.code.code):
            reason = _("la référence décide : ce changement est laissé")
            plan.inform(self.column.code, reason)
            return None
        return name

    def set_key(self, key: Any, text: str, plan: LinePlan) -> None:
        """Plan the key, unless it is unchanged or the field is locked."""
        attname = f"{self.column.field}_id"
        if plan.current and plan.current.row.get(attname) == key:
            return
        if plan.has_locked(self.column):
            return
        plan.write.values[attname] = key
        new = NamedRows(self.column.kind, (key,), text)
        plan.add_change(self.column, self.get_current_rows(plan), new)

    def get_current_rows(self, plan: LinePlan) -> NamedRows:
        """Return what the row names now."""
        key = plan.current.row.get(f"{self.column.field}_id") if plan.current else None
        return NamedRows(self.column.kind, (key,) if key else ())

    def clear(self, plan: LinePlan) -> None:
        """Plan an empty reference; refuse it if the column is required."""
        if self.column.required:
            plan.refuse(self.column.code, _("à renseigner"))
        elif plan.current and not plan.has_locked(self.column):
            plan.write.values[f"{self.column.field}_id"] = None
            plan.add_change(self.column, self.get_current_rows(plan), "")

    def look_up(self, code: str, name: str, plan: LinePlan) -> LookupResult | None:
        """Return the result of the lookup, or None if nothing is left to plan."""
        if not code:
            found = self.context.by_name(self.column, name, plan)
            if found.is_new and self.column.kind == ColumnKind.PARTNER:
                key = self.context.plan_new_partner(
                    self.column, name, plan, doubt=found.reason
                )
                return LookupResult(key)
            return found
        found = self.context.by_code(self.column, code)
        if found.key is not None and name:
            other = self.context.by_name(self.column, name, plan)
            if other.key is not None and other.key != found.key:
                reason = _("le nom et le code ne disent pas la même chose")
                choices = [
                    CellChoice("", _("suivre le nom")),
                    CellChoice(code, code),
                ]
                return LookupResult(None, reason, choices)
        return found


class PlaceField(ReferenceField):
    """A place in the line's country; an unlisted name may become a label."""

    def look_up(self, code: str, name: str, plan: LinePlan) -> LookupResult | None:
        country, names = plan.get("country_id"), self.context.names
        if not country:
            return LookupResult(None, _("donnez aussi le pays"))
        if code:
            return names.find_place_by_id(code, country)
        has_label = "label" in self.sheet.by_field
        label = name.removeprefix(NAME_ONLY_PREFIX)
        if label != name and has_label:
            self.set_label(label, plan)
            return None
        if name.isdecimal():
            return names.find_place_by_id(name, country)
        found = names.find_place(name, country)
        if found.key is not None:
            plan.inform(self.column.code, found.reason)
            return found
        if not has_label:
            return say_unlisted(found)
        if found.candidates:
            name_only = CellChoice(
                f"{NAME_ONLY_PREFIX}{name}", _("garder le nom, sans point")
            )
            return LookupResult(None, found.reason, [*found.candidates, name_only])
        plan.inform(self.column.code, found.reason)
        self.set_label(name, plan)
        return None

    def set_label(self, name: str, plan: LinePlan) -> None:
        column = self.sheet.by_field["label"]
        if plan.texts.get(column.code):
            return
        plan.write.values |= {"label": name[:200], "place_id": None}
        old = plan.current.text(column.code) if plan.current else ""
        plan.add_change(column, old, name)


class ReferenceListField(ReferenceField):
    """A list of references; the cell holds the whole list."""

    def save(
        self, instance: LinePlan, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        plan = instance
        name = plan.get_changed_text(self.column)
        code = plan.get_changed_text(self.code)
        if name is None and code is None:
            return
        deciding_column = self.code if code is not None and self.code else self.column
        text = code if code is not None else name or ""
        keys = self.look_up_keys(deciding_column, text, plan)
        if keys is None or plan.has_locked(self.column):
            return
        if plan.current is not None and set(keys) == set(self.list_current_keys(plan)):
            return
        plan.write.lists[self.column.field] = keys
        new = NamedRows(self.column.kind, tuple(keys), text)
        plan.add_change(deciding_column, self.get_current_rows(plan), new)

    def look_up_keys(
        self, deciding_column: ColumnSpec, text: str, plan: LinePlan
    ) -> list[int] | None:
        """Return the keys of the named rows, or None if one is unknown."""
        parts = [part for part in split_list(text) if not is_placeholder(part)]
        keys = []
        for place, part in enumerate(parts):
            found = self.look_up_part(deciding_column, part, plan)
            if found.is_new and self.column.kind == ColumnKind.PARTNER:
                name, kind = parse_named_kind(part)
                key = self.context.plan_new_partner(
                    self.column, name, plan, kind=kind, doubt=found.reason
                )
                found = LookupResult(key)
            if found.key is not None:
                keys.append(found.key)
                continue
            refuse_part(plan, deciding_column.code, parts, place, found)
            if deciding_column.code not in plan.optional:
                return None
        return list(dict.fromkeys(keys))

    def look_up_part(
        self, deciding_column: ColumnSpec, part: str, plan: LinePlan
    ) -> LookupResult:
        if deciding_column.is_code:
            return self.context.by_code(deciding_column, part)
        return self.context.by_name(deciding_column, part, plan)

    def get_current_rows(self, plan: LinePlan) -> NamedRows:
        return NamedRows(self.column.kind, tuple(self.list_current_keys(plan)))

    def list_current_keys(self, plan: LinePlan) -> list[Any]:
        deciding_column = self.code or self.column
        values = plan.current.exported_values if plan.current else {}
        codes = values.get(deciding_column.code) or []
        look_up = self.context.by_code
        return [look_up(deciding_column, cell).key for cell in map(str, codes)]


def say_unlisted(found: LookupResult) -> LookupResult:
    """Return a lookup whose reason does not promise that an unlisted name is kept."""
    if found.key is None and not found.candidates:
        found.reason = _("lieu absent des références : laissé")
    return found


class PlaceListField(ReferenceListField):
    """A list of places, in the line's country unless they name another."""

    def look_up_part(
        self, deciding_column: ColumnSpec, part: str, plan: LinePlan
    ) -> LookupResult:
        names = self.context.names
        if part.isdecimal():
            return names.find_any_place_by_id(part)
        own = names.split_place_country(part, "")[1]
        country = "" if own else plan.get("country_id") or ""
        return say_unlisted(names.find_place(part, country))

    def list_current_keys(self, plan: LinePlan) -> list[Any]:
        values = plan.current.exported_values if plan.current else {}
        return values.get((self.code or self.column).code) or []


def refuse_part(
    plan: LinePlan, code: str, parts: list[str], place: int, found: LookupResult
) -> None:
    """Refuse a cell because of one of its parts; each candidate is a whole cell."""
    choices = [
        CellChoice(
            LIST_SEPARATOR.join([*parts[:place], one.value, *parts[place + 1 :]]),
            one.label,
        )
        for one in found.candidates
    ]
    plan.refuse(code, f"« {parts[place]} » : {found.reason}", choices)


def build_field(
    column: ColumnSpec, code: ColumnSpec | None, options: FieldOptions
) -> ColumnField:
    if column.is_list and column.kind == ColumnKind.PLACE:
        return PlaceListField(column, code, options)
    if column.is_list:
        return ReferenceListField(column, code, options)
    if column.kind == ColumnKind.PLACE:
        return PlaceField(column, code, options)
    if column.kind in REFERENCE_KINDS:
        return ReferenceField(column, code, options)
    return ValueField(column, options, build_widget(column, options))


def build_fields(options: FieldOptions, present: set[str]) -> list[ColumnField]:
    """Return the fields of the columns that a file has, in the order of reading.

    A country comes before its place and partner, years before amounts in currencies.
    """
    columns = options.sheet.columns
    codes = {column.field: column for column in columns if column.is_code}
    fields = [
        build_field(column, codes.get(column.field), options)
        for column in columns
        if column.field and not column.is_code and not column.is_inline
    ]
    order = {ColumnKind.COUNTRY: -1, ColumnKind.PLACE: 1, ColumnKind.AMOUNT: 2}
    present_fields = [field for field in fields if field.is_in(present)]
    return sorted(present_fields, key=lambda field: order.get(field.column.kind, 0))
