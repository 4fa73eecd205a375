"""Columns of references: a name, or a list of names, and the code beside it.

Of the two cells, the one that was changed decides; the code, if both were.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import (
    LIST_SEPARATOR,
    ColumnKind,
    ColumnSpec,
    WorksheetSpec,
)
from cooperation.parsing import split_list
from cooperation.spreadsheets.matching.lookups import LookupResult
from cooperation.spreadsheets.planning.context import ImportContext
from cooperation.spreadsheets.planning.current_rows import CurrentRow, is_same_text
from cooperation.spreadsheets.planning.types import (
    CellChoice,
    Level,
    LinePlan,
    RowWrite,
)

NAME_ONLY_PREFIX = "nom:"


def get_changed_text(
    column: ColumnSpec | None, plan: LinePlan, current: CurrentRow | None
) -> str | None:
    """Return the text of a cell that was changed, or filled on a new line."""
    text = plan.texts.get(column.code) if column else None
    if text is None or column is None:
        return None
    old = current.text(column.code) if current else ""
    return None if is_same_text(text, old) else text


def skip_if_locked(
    column: ColumnSpec, plan: LinePlan, current: CurrentRow | None
) -> bool:
    """Return whether a field is locked against imports, and add a message if so."""
    if current is None or column.field not in current.locked:
        return False
    plan.add_message(column.code, Level.INFORMATION, _("champ protégé : laissé"))
    return True


@dataclass
class ReferenceColumnPlanner:
    """Plans the name and the code of one reference."""

    sheet: WorksheetSpec
    column: ColumnSpec
    code: ColumnSpec | None

    def plan(
        self,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        context: ImportContext,
    ) -> None:
        name = self.get_changed_name(plan, current, context)
        code = get_changed_text(self.code, plan, current)
        if name is None and not code:
            if current is None and self.column.required:
                plan.refuse(self.column.code, _("à renseigner"))
            return
        if not code and not name:
            self.clear(plan, write, current)
            return
        deciding_column = self.code if code else self.column
        assert deciding_column is not None  # noqa: S101 -- a code that was read has a column
        found = self.look_up(code or "", name or "", plan, write, current, context)
        if found is None:
            return
        if found.key is None:
            plan.refuse(deciding_column.code, found.reason, found.candidates)
            return
        if found.reason and self.column.kind != ColumnKind.PLACE:
            plan.add_message(deciding_column.code, Level.INFORMATION, found.reason)
        self.set_key(found.key, code or name or "", plan, write, current)

    def get_changed_name(
        self, plan: LinePlan, current: CurrentRow | None, context: ImportContext
    ) -> str | None:
        """Return the name, if it was changed and decides.

        Beside a reference it does not decide, and a message says so.
        """
        name = get_changed_text(self.column, plan, current)
        if name is None or current is None or self.code is None:
            return name
        key = current.row.get(f"{self.column.field}_id")
        before = context.renamed.get((self.column.kind, key or 0))
        if before is not None and is_same_text(name, before):
            return None
        is_entry = self.column.kind in (ColumnKind.ACTION, ColumnKind.AGREEMENT)
        if is_entry and name and plan.texts.get(self.code.code):
            reason = _("la référence décide : ce changement est laissé")
            plan.add_message(self.column.code, Level.INFORMATION, reason)
            return None
        return name

    def set_key(
        self,
        key: Any,
        text: str,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
    ) -> None:
        """Plan the key, unless it is unchanged or the field is locked."""
        attname = f"{self.column.field}_id"
        if current and current.row.get(attname) == key:
            return
        if skip_if_locked(self.column, plan, current):
            return
        write.values[attname] = key
        old = current.text(self.column.code) if current else ""
        plan.add_change(self.column, old, text)

    def clear(
        self, plan: LinePlan, write: RowWrite, current: CurrentRow | None
    ) -> None:
        """Plan an empty reference; refuse it if the column is required."""
        if self.column.required:
            plan.refuse(self.column.code, _("à renseigner"))
        elif current and not skip_if_locked(self.column, plan, current):
            write.values[f"{self.column.field}_id"] = None
            plan.add_change(self.column, current.text(self.column.code), "")

    def look_up(
        self,
        code: str,
        name: str,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        context: ImportContext,
    ) -> LookupResult | None:
        """Return the result of the lookup, or None if nothing is left to plan."""
        if self.column.kind == ColumnKind.PLACE:
            return self.look_up_place(code, name, plan, write, current, context)
        if not code:
            found = context.by_name(self.column, name, write, current)
            if found.is_new and self.column.kind == ColumnKind.PARTNER:
                key = context.plan_new_partner(self.column, name, plan, write, current)
                return LookupResult(key)
            return found
        found = context.by_code(self.column, code)
        if found.key is not None and name:
            other = context.by_name(self.column, name, write, current)
            if other.key is not None and other.key != found.key:
                reason = _("le nom et le code ne disent pas la même chose")
                return LookupResult(
                    None,
                    reason,
                    [CellChoice("", _("suivre le nom")), CellChoice(code, code)],
                )
        return found

    def look_up_place(
        self,
        code: str,
        name: str,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        context: ImportContext,
    ) -> LookupResult | None:
        """Return a place in the line's country; an unlisted name may become a label."""
        country = write.values.get("country_id") or (
            current.row["country_id"] if current else None
        )
        if not country:
            return (
                LookupResult(None, _("donnez aussi le pays")) if code or name else None
            )
        if code:
            return context.names.find_place_by_id(code, country)
        number = name.removeprefix(NAME_ONLY_PREFIX)
        has_label = "label" in self.sheet.by_field
        if number != name and has_label:
            self.set_place_label(number, plan, write, current)
            return None
        if name.isdecimal():
            return context.names.find_place_by_id(name, country)
        found = context.names.find_place(name, country)
        if found.key is not None and found.reason:
            plan.add_message(self.column.code, Level.INFORMATION, found.reason)
        if found.key is None and not has_label:
            return found
        if found.key is None and found.candidates:
            name_only = CellChoice(
                f"{NAME_ONLY_PREFIX}{name}", _("garder le nom, sans point")
            )
            return LookupResult(None, found.reason, [*found.candidates, name_only])
        if found.key is None:
            plan.add_message(self.column.code, Level.INFORMATION, found.reason)
            self.set_place_label(name, plan, write, current)
            return None
        return found

    def set_place_label(
        self, name: str, plan: LinePlan, write: RowWrite, current: CurrentRow | None
    ) -> None:
        column = self.sheet.by_field["label"]
        if plan.texts.get(column.code):
            return
        write.values |= {"label": name[:200], "place_id": None}
        plan.add_change(column, current.text(column.code) if current else "", name)


@dataclass
class ReferenceListPlanner:
    """Plans a list of references; the cell holds the whole list."""

    sheet: WorksheetSpec
    column: ColumnSpec
    code: ColumnSpec | None

    def plan(
        self,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        context: ImportContext,
    ) -> None:
        name = get_changed_text(self.column, plan, current)
        code = get_changed_text(self.code, plan, current)
        if name is None and not code:
            return
        deciding_column = self.code if code and self.code else self.column
        keys = self.look_up_keys(deciding_column, code or name or "", plan, context)
        if keys is None or skip_if_locked(self.column, plan, current):
            return
        if current is not None and set(keys) == self.current_keys(current, context):
            return
        write.lists[self.column.field] = keys
        plan.add_change(
            deciding_column,
            current.text(deciding_column.code) if current else "",
            code or name,
        )

    def look_up_keys(
        self,
        deciding_column: ColumnSpec,
        text: str,
        plan: LinePlan,
        context: ImportContext,
    ) -> list[int] | None:
        """Return the keys of the named rows, or None if one is unknown."""
        parts = split_list(text)
        keys = []
        for place, part in enumerate(parts):
            found = (
                context.by_code if deciding_column.is_code else context.find_in_list
            )(deciding_column, part)
            if found.key is None:
                cells = [
                    CellChoice(
                        LIST_SEPARATOR.join(
                            [*parts[:place], c.value, *parts[place + 1 :]]
                        ),
                        c.label,
                    )
                    for c in found.candidates
                ]
                plan.refuse(deciding_column.code, f"« {part} » : {found.reason}", cells)
                return None
            keys.append(found.key)
        return list(dict.fromkeys(keys))

    def current_keys(self, current: CurrentRow, context: ImportContext) -> set[Any]:
        deciding_column = self.code or self.column
        codes = current.exported_values.get(deciding_column.code) or []
        return {context.by_code(deciding_column, cell).key for cell in map(str, codes)}
