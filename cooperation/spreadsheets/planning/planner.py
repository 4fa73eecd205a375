"""Planning of the lines of a worksheet, in chunks of a constant number of queries."""

from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnKind, WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.files.cell_text import is_error_value
from cooperation.spreadsheets.planning import cells, rules
from cooperation.spreadsheets.planning.cells import UnreadableCell
from cooperation.spreadsheets.planning.context import ImportContext
from cooperation.spreadsheets.planning.current_rows import (
    CurrentRow,
    NumberedTexts,
    PartLocks,
    find_keys_by_identifier,
    find_keys_by_source,
    is_same_text,
    normalize_identifier,
    read_current_rows,
)
from cooperation.spreadsheets.planning.inline_columns import (
    ExistingChildRows,
    InlineColumnsPlanner,
)
from cooperation.spreadsheets.planning.reference_columns import get_changed_text
from cooperation.spreadsheets.planning.rows import build_column_planners
from cooperation.spreadsheets.planning.rules import (
    drop_existing_rows,
    get_unique_values,
    refuse_duplicates,
)
from cooperation.spreadsheets.planning.types import Level, LinePlan, RowWrite

ENTRY_KINDS = {
    "actions": ColumnKind.ACTION,
    "accords": ColumnKind.AGREEMENT,
    "annuaire_partenaires": ColumnKind.PARTNER,
}
NEW_ENTRY_WORDS = {"nouvelle", "nouveau"}
TITLE_CODES = ("titre", "nom", "action", "accord")


class WorksheetPlanner:
    """Plans the lines of a worksheet whose columns are known.

    With ``is_streaming``, each chunk is written before the next is planned: the
    database then holds what came before, and memory need not.
    """

    def __init__(
        self,
        sheet: WorksheetSpec,
        codes: set[str],
        context: ImportContext,
        *,
        is_csv: bool,
        is_streaming: bool = False,
    ) -> None:
        self.sheet, self.codes, self.context = sheet, codes, context
        self.is_streaming = is_streaming
        self.columns = build_column_planners(sheet, codes, is_csv)
        self.read_only = [
            column
            for column in sheet.columns
            if column.read_only and column.code in codes
        ]
        inline_columns = {c.code for c in sheet.columns if c.is_inline}
        self.has_inline_columns = bool(inline_columns & codes)
        self.seen_keys: set[int] = set()
        self.locks = PartLocks(sheet)

    # Many lines ---------------------------------------------------------------------

    def plan(self, lines: NumberedTexts) -> list[LinePlan]:
        if self.is_streaming:
            self.context.seen.clear()
        self.prepare(lines)
        keys = [self.identify_row(texts) for _line, texts in lines]
        found = [key for key, _remark in keys if key]
        current = read_current_rows(self.sheet, found)
        existing_rows = ExistingChildRows(found if self.has_inline_columns else [])
        inline_columns = InlineColumnsPlanner(self.sheet, self.context, existing_rows)
        planned = [
            self.plan_line(line, texts, key, remark, current, inline_columns)
            for (line, texts), (key, remark) in zip(lines, keys, strict=True)
        ]
        self.check_duplicates(planned)
        for plan, write, was in planned:
            if plan.is_refused:
                plan.writes.clear()
            elif self.context.tracks_created:
                self.register(plan)
                self.record_old_name(write, was)
        return [plan for plan, _write, _current in planned]

    def prepare(self, lines: NumberedTexts) -> None:
        """Read the rows that identify the lines and the entries that they name."""
        texts = [row_texts for _line, row_texts in lines]
        identifiers = {row_texts.get(self.sheet.key, "") for row_texts in texts}
        asked = [text for text in identifiers if text and not is_new_entry_word(text)]
        self.by_identifier = find_keys_by_identifier(self.sheet, asked)
        sources = {
            row_texts.get("source_reference", "")
            for row_texts in texts
            if not row_texts.get(self.sheet.key)
        }
        is_entry = self.sheet.key_field == "reference"
        self.by_source = (
            find_keys_by_source(self.sheet, sorted(sources - {""})) if is_entry else {}
        )
        self.prepare_entries(texts)

    def prepare_entries(self, texts: list[dict[str, str]]) -> None:
        for column in self.sheet.columns:
            if (
                column.kind not in (ColumnKind.ACTION, ColumnKind.AGREEMENT)
                or column.is_code
            ):
                continue
            names = {row_texts.get(column.code, "") for row_texts in texts}
            codes = {
                row_texts.get(f"{column.code}_reference", "") for row_texts in texts
            }
            self.context.get_entry_lookup(column.kind).prepare(codes | names, names)

    def identify_row(self, texts: dict[str, str]) -> tuple[int | None, str]:
        """Return the key of the existing row of a line, or None, and a problem."""
        text = texts.get(self.sheet.key, "").strip()
        if is_new_entry_word(text):
            return None, ""
        if text:
            key = self.by_identifier.get(normalize_identifier(self.sheet, text))
            return key, "" if key else _("inconnue : laissez vide pour créer")
        keys = self.by_source.get(texts.get("source_reference", ""), [])
        if len(keys) > 1:
            return None, _("plusieurs fiches ont cet identifiant dans la source")
        return (keys[0], "") if keys else (None, "")

    # One line -----------------------------------------------------------------------

    def plan_line(
        self,
        line: int,
        texts: dict[str, str],
        key: int | None,
        problem: str,
        state: dict[int, CurrentRow],
        inline_columns: InlineColumnsPlanner,
    ) -> tuple[LinePlan, RowWrite, CurrentRow | None]:
        current = state.get(key) if key else None
        plan = LinePlan(
            line,
            texts,
            key=key,
            is_new=current is None,
            records_changes=not self.is_streaming,
        )
        operation: Any = "change" if current else "create"
        number = key if current and key else self.context.keys.next(self.sheet.model)
        write = RowWrite(self.sheet.code, operation, number)
        plan.title = self.get_title(texts, current)
        if problem:
            plan.refuse(self.sheet.key, problem)
        elif key in self.seen_keys:
            plan.refuse(self.sheet.key, _("déjà dans le fichier, plus haut"))
        elif not (
            self.locks.skip_row(plan, current)
            or self.plan_removal(plan, write, current)
        ):
            self.plan_cells(plan, write, current, inline_columns)
        if key:
            self.seen_keys.add(key)
        return plan, write, current

    def plan_cells(
        self,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        inline_columns: InlineColumnsPlanner,
    ) -> None:
        """Plan each cell, check the rules between cells, plan the inline columns."""
        self.skip_error_cells(plan, current)
        for column in self.columns:
            column.plan(plan, write, current, self.context)
            if self.locks.refuse_owner(plan, write):
                return
        if current is None:
            self.check_required(plan)
        elif not plan.texts.get(self.sheet.key):
            reason = _("fiche retrouvée par son identifiant dans la source")
            plan.add_message("source_reference", Level.INFORMATION, reason)
        for read_only in self.read_only:
            if get_changed_text(read_only, plan, current) and current:
                reason = _("pour information seulement : ce changement est laissé")
                plan.add_message(read_only.code, Level.INFORMATION, reason)
        rules.check_rules(self.sheet, plan, write, current)
        if current is None or write.values or write.lists:
            plan.writes.append(write)
        if self.has_inline_columns and not plan.is_refused:
            inline_columns.plan(plan, write.key, write, current)

    def skip_error_cells(self, plan: LinePlan, current: CurrentRow | None) -> None:
        wrong = [
            code
            for code, text in plan.texts.items()
            if is_error_value(text)
            and not (current and is_same_text(text, current.text(code)))
        ]
        for code in wrong:
            plan.add_message(
                code, Level.DOUBT, _("erreur du tableur : cellule laissée")
            )
        if wrong:
            items = plan.texts.items()
            plan.texts = {code: text for code, text in items if code not in wrong}

    def check_required(self, plan: LinePlan) -> None:
        """Refuse a new line without a column or a value that is required."""
        for column in self.sheet.columns:
            names = {column.code, f"{column.code}_code", f"{column.code}_adresse"}
            names.add(f"{column.code}_reference")
            if column.required and not names & self.codes:
                plan.refuse(column.code, _("à renseigner : la colonne manque"))
                continue
            is_filled = any(plan.texts.get(name) for name in names)
            has_message = any(
                message.column in names and message.level != Level.DOUBT
                for message in plan.remarks
            )
            if column.required and not is_filled and not has_message:
                plan.refuse(column.code, _("à renseigner"))

    def plan_removal(
        self, plan: LinePlan, write: RowWrite, current: CurrentRow | None
    ) -> bool:
        """Return whether the cell asks for deletion, and plan it if so."""
        text = plan.texts.get("supprimer", "") if self.sheet.is_child else ""
        try:
            is_wanted = cells.read_yes_no(text)
        except UnreadableCell as error:
            plan.refuse("supprimer", error)
            return True
        if not is_wanted:
            return False
        if current is None:
            plan.is_new = False
            plan.add_message("supprimer", Level.INFORMATION, _("rien à retirer"))
            return True
        write.operation = "remove"
        plan.writes.append(write)
        plan.add_change(self.sheet.by_code["supprimer"], plan.title, "")
        return True

    def get_title(self, texts: dict[str, str], current: CurrentRow | None) -> str:
        for code in TITLE_CODES:
            if code in self.sheet.by_code:
                return (texts.get(code) or (current.text(code) if current else ""))[
                    :300
                ]
        return ""

    # Duplicates -----------------------------------------------------------------------

    def check_duplicates(
        self, planned: list[tuple[LinePlan, RowWrite, CurrentRow | None]]
    ) -> None:
        remaining = [
            (plan, write, current)
            for plan, write, current in planned
            if write in plan.writes
            and not plan.is_refused
            and write.operation != "remove"
        ]
        if self.sheet.is_child:
            rows = [(p, w, c.row if c else {}) for p, w, c in remaining]
            if rows:
                drop_existing_rows(self.sheet, rows, self.context.seen[self.sheet.code])
            return
        new = [
            (plan, write)
            for plan, write, _current in remaining
            if write.operation == "create"
            and not is_new_entry_word(plan.texts.get(self.sheet.key, ""))
        ]
        if new:
            refuse_duplicates(self.sheet, new, self.context.seen[self.sheet.code])

    def register(self, plan: LinePlan) -> None:
        for write in plan.writes:
            if write.operation != "create":
                continue
            if write.sheet != self.sheet.code:
                self.register_child_row(write)
            elif self.sheet.code == "actions":
                self.context.actions.register(plan.title, write.key)
            elif self.sheet.code == "accords":
                self.context.agreements.register(plan.title, write.key)
            elif self.sheet.code == "annuaire_partenaires":
                self.context.register_partner(write)

    def register_child_row(self, write: RowWrite) -> None:
        sheet = WORKSHEETS[write.sheet]
        if sheet.is_child and not self.is_streaming:
            rows_with_values = get_unique_values(sheet.model, write, {})
            self.context.seen[write.sheet].add(rows_with_values)

    def record_old_name(self, write: RowWrite, was: CurrentRow | None) -> None:
        kind = ENTRY_KINDS.get(self.sheet.code)
        if was is None or kind is None:
            return
        name = "name" if kind == ColumnKind.PARTNER else "title"
        if name in write.values:
            self.context.renamed[kind, write.key] = was.row[name]


def is_new_entry_word(text: str) -> bool:
    return text.strip().lower() in NEW_ENTRY_WORDS
