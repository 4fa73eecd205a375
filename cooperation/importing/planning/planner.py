"""Planning of the lines of a worksheet, in chunks of a constant number of queries."""

from typing import Any

from django.utils.translation import gettext as _

from cooperation.exchange.columns import Kind, SheetSpec
from cooperation.exchange.sheets import SHEETS
from cooperation.importing.planning import cells, protection, rules
from cooperation.importing.planning.cells import Unread
from cooperation.importing.planning.context import Context
from cooperation.importing.planning.lines import planned_columns
from cooperation.importing.planning.naming import touched
from cooperation.importing.planning.plans import Plan, Write
from cooperation.importing.planning.shortcuts import Attached, Shortcuts
from cooperation.importing.planning.state import (
    Current,
    Lines,
    as_stored,
    keys_by_identifier,
    keys_by_source,
    read_current,
)
from cooperation.importing.planning.texts import is_same
from cooperation.importing.planning.twins import (
    drop_known_rows,
    refuse_doubles,
    said_by,
)
from cooperation.importing.reading.texts import is_error
from cooperation.importing.report import Level

KINDS = {
    "actions": Kind.ACTION,
    "accords": Kind.AGREEMENT,
    "annuaire_partenaires": Kind.PARTNER,
}
NEW_WORDS = {"nouvelle", "nouveau"}
TITLES = ("titre", "nom", "action", "accord")


class SheetPlanner:
    """Plans the lines of a worksheet whose columns are known.

    With ``is_streaming``, each chunk is written before the next is planned: the
    database then holds what came before, and memory need not.
    """

    def __init__(
        self,
        sheet: SheetSpec,
        codes: set[str],
        context: Context,
        *,
        is_csv: bool,
        forgets: bool = False,
    ) -> None:
        self.sheet, self.codes, self.context = sheet, codes, context
        self.forgets = forgets
        self.columns = planned_columns(sheet, codes, is_csv)
        self.read_only = [
            column
            for column in sheet.columns
            if column.read_only and column.code in codes
        ]
        shortcuts = {c.code for c in sheet.columns if c.is_shortcut}
        self.has_shortcuts = bool(shortcuts & codes)
        self.told: set[int] = set()
        self.protected = protection.protected_by(sheet)

    # Many lines ---------------------------------------------------------------------

    def plan(self, lines: Lines) -> list[Plan]:
        if self.forgets:
            self.context.seen.clear()
        self.prepare(lines)
        keys = [self.identified(texts) for _line, texts in lines]
        found = [key for key, _remark in keys if key]
        current = read_current(self.sheet, found)
        attached = Attached(found if self.has_shortcuts else [])
        shortcuts = Shortcuts(self.sheet, self.context, attached)
        planned = [
            self.line(line, texts, key, remark, current, shortcuts)
            for (line, texts), (key, remark) in zip(lines, keys, strict=True)
        ]
        self.check_twins(planned)
        for plan, write, was in planned:
            if plan.is_refused:
                plan.writes.clear()
            elif self.context.remembers:
                self.remember(plan)
                self.remember_name(write, was)
        return [plan for plan, _write, _current in planned]

    def prepare(self, lines: Lines) -> None:
        """Read the rows that identify the lines and the entries that they name."""
        texts = [said for _line, said in lines]
        identifiers = {said.get(self.sheet.key, "") for said in texts}
        asked = [text for text in identifiers if text and not is_new_word(text)]
        self.by_identifier = keys_by_identifier(self.sheet, asked)
        sources = {
            said.get("source_reference", "")
            for said in texts
            if not said.get(self.sheet.key)
        }
        is_sheet = self.sheet.key_field == "reference"
        self.by_source = (
            keys_by_source(self.sheet, sorted(sources - {""})) if (is_sheet) else {}
        )
        self.prepare_sheets(texts)

    def prepare_sheets(self, texts: list[dict[str, str]]) -> None:
        for column in self.sheet.columns:
            if column.kind not in (Kind.ACTION, Kind.AGREEMENT) or column.is_code:
                continue
            names = {said.get(column.code, "") for said in texts}
            codes = {said.get(f"{column.code}_reference", "") for said in texts}
            self.context.sheets(column.kind).prepare(codes | names, names)

    def identified(self, texts: dict[str, str]) -> tuple[int | None, str]:
        """Return the key of the existing row of a line, or None, and a problem."""
        text = texts.get(self.sheet.key, "").strip()
        if is_new_word(text):
            return None, ""
        if text:
            key = self.by_identifier.get(as_stored(self.sheet, text))
            return key, "" if key else _("inconnue : laissez vide pour créer")
        keys = self.by_source.get(texts.get("source_reference", ""), [])
        if len(keys) > 1:
            return None, _("plusieurs fiches ont cet identifiant dans la source")
        return (keys[0], "") if keys else (None, "")

    # One line -----------------------------------------------------------------------

    def line(
        self,
        line: int,
        texts: dict[str, str],
        key: int | None,
        problem: str,
        state: dict[int, Current],
        shortcuts: Shortcuts,
    ) -> tuple[Plan, Write, Current | None]:
        current = state.get(key) if key else None
        plan = Plan(
            line, texts, key=key, is_new=current is None, is_told=not self.forgets
        )
        deed: Any = "change" if current else "create"
        number = key if current and key else self.context.keys.next(self.sheet.model)
        write = Write(self.sheet.code, deed, number)
        plan.title = self.title(texts, current)
        if problem:
            plan.refuse(self.sheet.key, problem)
        elif key in self.told:
            plan.refuse(self.sheet.key, _("déjà dans le fichier, plus haut"))
        elif not (
            protection.is_left(self, plan, current)
            or self.removes(plan, write, current)
        ):
            self.fill(plan, write, current, shortcuts)
        if key:
            self.told.add(key)
        return plan, write, current

    def fill(
        self, plan: Plan, write: Write, current: Current | None, shortcuts: Shortcuts
    ) -> None:
        """Plan each cell, check the rules between cells, plan the inline columns."""
        self.leave_errors(plan, current)
        for column in self.columns:
            column.plan(plan, write, current, self.context)
            if protection.forbids(self, plan, write):
                return
        if current is None:
            self.require(plan)
        elif not plan.texts.get(self.sheet.key):
            reason = _("fiche retrouvée par son identifiant dans la source")
            plan.say("source_reference", Level.INFORMATION, reason)
        for read_only in self.read_only:
            if touched(read_only, plan, current) and current:
                reason = _("pour information seulement : ce changement est laissé")
                plan.say(read_only.code, Level.INFORMATION, reason)
        rules.check(self.sheet, plan, write, current)
        if current is None or write.values or write.lists:
            plan.writes.append(write)
        if self.has_shortcuts and not plan.is_refused:
            shortcuts.plan(plan, write.key, write, current)

    def leave_errors(self, plan: Plan, current: Current | None) -> None:
        wrong = [
            code
            for code, text in plan.texts.items()
            if is_error(text) and not (current and is_same(text, current.text(code)))
        ]
        for code in wrong:
            plan.say(code, Level.DOUBT, _("erreur du tableur : cellule laissée"))
        if wrong:
            kept = plan.texts.items()
            plan.texts = {code: text for code, text in kept if code not in wrong}

    def require(self, plan: Plan) -> None:
        """Refuse a new line without a column or a value that is required."""
        for column in self.sheet.columns:
            names = {column.code, f"{column.code}_code", f"{column.code}_adresse"}
            names.add(f"{column.code}_reference")
            if column.required and not names & self.codes:
                plan.refuse(column.code, _("à renseigner : la colonne manque"))
                continue
            is_told = any(plan.texts.get(name) for name in names)
            is_said = any(
                said.column in names and said.level != Level.DOUBT
                for said in plan.remarks
            )
            if column.required and not is_told and not is_said:
                plan.refuse(column.code, _("à renseigner"))

    def removes(self, plan: Plan, write: Write, current: Current | None) -> bool:
        """Return whether the cell asks for deletion, and plan it if so."""
        text = plan.texts.get("supprimer", "") if self.sheet.is_child else ""
        try:
            is_wanted = cells.read_yes(text)
        except Unread as error:
            plan.refuse("supprimer", error)
            return True
        if not is_wanted:
            return False
        if current is None:
            plan.is_new = False
            plan.say("supprimer", Level.INFORMATION, _("rien à retirer"))
            return True
        write.deed = "remove"
        plan.writes.append(write)
        plan.note(self.sheet.by_code["supprimer"], plan.title, "")
        return True

    def title(self, texts: dict[str, str], current: Current | None) -> str:
        for code in TITLES:
            if code in self.sheet.by_code:
                return (texts.get(code) or (current.text(code) if current else ""))[
                    :300
                ]
        return ""

    # Twins --------------------------------------------------------------------------

    def check_twins(self, planned: list[tuple[Plan, Write, Current | None]]) -> None:
        kept = [
            (plan, write, current)
            for plan, write, current in planned
            if write in plan.writes and not plan.is_refused and write.deed != "remove"
        ]
        if self.sheet.is_child:
            rows = [(p, w, c.row if c else {}) for p, w, c in kept]
            if rows:
                drop_known_rows(self.sheet, rows, self.context.seen[self.sheet.code])
            return
        new = [
            (plan, write)
            for plan, write, _current in kept
            if write.deed == "create"
            and not is_new_word(plan.texts.get(self.sheet.key, ""))
        ]
        if new:
            refuse_doubles(self.sheet, new, self.context.seen[self.sheet.code])

    def remember(self, plan: Plan) -> None:
        for write in plan.writes:
            if write.deed != "create":
                continue
            if write.sheet != self.sheet.code:
                self.remember_belonging(write)
            elif self.sheet.code == "actions":
                self.context.actions.remember(plan.title, write.key)
            elif self.sheet.code == "accords":
                self.context.agreements.remember(plan.title, write.key)
            elif self.sheet.code == "annuaire_partenaires":
                self.context.remember_partner(write)

    def remember_belonging(self, write: Write) -> None:
        sheet = SHEETS[write.sheet]
        if sheet.is_child and not self.forgets:
            says = said_by(sheet.model, write, {})
            self.context.seen[write.sheet].add(says)

    def remember_name(self, write: Write, was: Current | None) -> None:
        kind = KINDS.get(self.sheet.code)
        if was is None or kind is None:
            return
        name = "name" if kind == Kind.PARTNER else "title"
        if name in write.values:
            self.context.renamed[kind, write.key] = was.row[name]


def is_new_word(text: str) -> bool:
    return text.strip().lower() in NEW_WORDS
