"""Columns of references: a name, or a list of names, and the code beside it.

Of the two cells, the one that was changed decides; the code, if both were.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperation.exchange.columns import BETWEEN, ColumnSpec, Kind, SheetSpec
from cooperation.importing.planning.context import Context
from cooperation.importing.planning.names import Found
from cooperation.importing.planning.plans import Choice, Plan, Write
from cooperation.importing.planning.state import Current
from cooperation.importing.planning.texts import is_same
from cooperation.importing.report import Level
from cooperation.importing.values import read_list

BY_NAME_ONLY = "nom:"


def touched(
    column: ColumnSpec | None, plan: Plan, current: Current | None
) -> str | None:
    """Return the text of a cell that was changed, or filled on a new line."""
    text = plan.texts.get(column.code) if column else None
    if text is None or column is None:
        return None
    old = current.text(column.code) if current else ""
    return None if is_same(text, old) else text


def is_locked(column: ColumnSpec, plan: Plan, current: Current | None) -> bool:
    """Return whether a field is locked against imports, and add a message if so."""
    if current is None or column.field not in current.locked:
        return False
    plan.say(column.code, Level.INFORMATION, _("champ protégé : laissé"))
    return True


@dataclass
class NamedColumns:
    """Plans the name and the code of one reference."""

    sheet: SheetSpec
    column: ColumnSpec
    code: ColumnSpec | None

    def plan(
        self, plan: Plan, write: Write, current: Current | None, context: Context
    ) -> None:
        name = self.name_touched(plan, current, context)
        code = touched(self.code, plan, current)
        if name is None and not code:
            if current is None and self.column.required:
                plan.refuse(self.column.code, _("à renseigner"))
            return
        if not code and not name:
            self.clear(plan, write, current)
            return
        teller = self.code if code else self.column
        assert teller is not None  # noqa: S101 -- a code that was read has a column
        found = self.found(code or "", name or "", plan, write, current, context)
        if found is None:
            return
        if found.key is None:
            plan.refuse(teller.code, found.reason, found.candidates)
            return
        if found.reason and self.column.kind != Kind.PLACE:
            plan.say(teller.code, Level.INFORMATION, found.reason)
        self.keep(found.key, code or name or "", plan, write, current)

    def name_touched(
        self, plan: Plan, current: Current | None, context: Context
    ) -> str | None:
        """Return the name, if it was changed and decides.

        Beside a reference it does not decide, and a message says so.
        """
        name = touched(self.column, plan, current)
        if name is None or current is None or self.code is None:
            return name
        key = current.row.get(f"{self.column.field}_id")
        before = context.renamed.get((self.column.kind, key or 0))
        if before is not None and is_same(name, before):
            return None
        is_sheet = self.column.kind in (Kind.ACTION, Kind.AGREEMENT)
        if is_sheet and name and plan.texts.get(self.code.code):
            reason = _("la référence décide : ce changement est laissé")
            plan.say(self.column.code, Level.INFORMATION, reason)
            return None
        return name

    def keep(
        self, key: Any, text: str, plan: Plan, write: Write, current: Current | None
    ) -> None:
        """Plan the key, unless it is unchanged or the field is locked."""
        attname = f"{self.column.field}_id"
        if current and current.row.get(attname) == key:
            return
        if is_locked(self.column, plan, current):
            return
        write.values[attname] = key
        old = current.text(self.column.code) if current else ""
        plan.note(self.column, old, text)

    def clear(self, plan: Plan, write: Write, current: Current | None) -> None:
        """Plan an empty reference; refuse it if the column is required."""
        if self.column.required:
            plan.refuse(self.column.code, _("à renseigner"))
        elif current and not is_locked(self.column, plan, current):
            write.values[f"{self.column.field}_id"] = None
            plan.note(self.column, current.text(self.column.code), "")

    def found(
        self,
        code: str,
        name: str,
        plan: Plan,
        write: Write,
        current: Current | None,
        context: Context,
    ) -> Found | None:
        """Return the result of the lookup, or None if nothing is left to plan."""
        if self.column.kind == Kind.PLACE:
            return self.place(code, name, plan, write, current, context)
        if not code:
            found = context.by_name(self.column, name, write, current)
            if found.is_new and self.column.kind == Kind.PARTNER:
                key = context.new_partner(self.column, name, plan, write, current)
                return Found(key)
            return found
        found = context.by_code(self.column, code)
        if found.key is not None and name:
            other = context.by_name(self.column, name, write, current)
            if other.key is not None and other.key != found.key:
                reason = _("le nom et le code ne disent pas la même chose")
                return Found(
                    None, reason, [Choice("", _("suivre le nom")), Choice(code, code)]
                )
        return found

    def place(
        self,
        code: str,
        name: str,
        plan: Plan,
        write: Write,
        current: Current | None,
        context: Context,
    ) -> Found | None:
        """Return a place in the line's country; an unlisted name may become a label."""
        country = write.values.get("country_id") or (
            current.row["country_id"] if current else None
        )
        if not country:
            return Found(None, _("donnez aussi le pays")) if code or name else None
        if code:
            return context.names.place_of_number(code, country)
        number = name.removeprefix(BY_NAME_ONLY)
        keeps = "label" in self.sheet.by_field
        if number != name and keeps:
            self.keep_name(number, plan, write, current)
            return None
        if name.isdecimal():
            return context.names.place_of_number(name, country)
        found = context.names.place(name, country)
        if found.key is not None and found.reason:
            plan.say(self.column.code, Level.INFORMATION, found.reason)
        if found.key is None and not keeps:
            return found
        if found.key is None and found.candidates:
            kept = Choice(f"{BY_NAME_ONLY}{name}", _("garder le nom, sans point"))
            return Found(None, found.reason, [*found.candidates, kept])
        if found.key is None:
            plan.say(self.column.code, Level.INFORMATION, found.reason)
            self.keep_name(name, plan, write, current)
            return None
        return found

    def keep_name(
        self, name: str, plan: Plan, write: Write, current: Current | None
    ) -> None:
        column = self.sheet.by_field["label"]
        if plan.texts.get(column.code):
            return
        write.values |= {"label": name[:200], "place_id": None}
        plan.note(column, current.text(column.code) if current else "", name)


@dataclass
class NamedList:
    """Plans a list of references; the cell holds the whole list."""

    sheet: SheetSpec
    column: ColumnSpec
    code: ColumnSpec | None

    def plan(
        self, plan: Plan, write: Write, current: Current | None, context: Context
    ) -> None:
        name = touched(self.column, plan, current)
        code = touched(self.code, plan, current)
        if name is None and not code:
            return
        teller = self.code if code and self.code else self.column
        keys = self.keys(teller, code or name or "", plan, context)
        if keys is None or is_locked(self.column, plan, current):
            return
        if current is not None and set(keys) == self.current_keys(current, context):
            return
        write.lists[self.column.field] = keys
        plan.note(teller, current.text(teller.code) if current else "", code or name)

    def keys(
        self, teller: ColumnSpec, text: str, plan: Plan, context: Context
    ) -> list[int] | None:
        """Return the keys of the named rows, or None if one is unknown."""
        parts = read_list(text)
        keys = []
        for place, part in enumerate(parts):
            found = (context.by_code if teller.is_code else context.listed)(
                teller, part
            )
            if found.key is None:
                cells = [
                    Choice(
                        BETWEEN.join([*parts[:place], c.value, *parts[place + 1 :]]),
                        c.label,
                    )
                    for c in found.candidates
                ]
                plan.refuse(teller.code, f"« {part} » : {found.reason}", cells)
                return None
            keys.append(found.key)
        return list(dict.fromkeys(keys))

    def current_keys(self, current: Current, context: Context) -> set[Any]:
        teller = self.code or self.column
        codes = current.said.get(teller.code) or []
        return {context.by_code(teller, cell).key for cell in map(str, codes)}
