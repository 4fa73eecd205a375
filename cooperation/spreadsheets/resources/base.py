"""The resource of a worksheet: an import of its lines, a chunk at a time.

A chunk costs a constant number of queries: what its lines name is read before the
first, lines that repeat a row are found after the last.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

import tablib
from django.utils.translation import gettext as _
from import_export.exceptions import ImportError as RowImportError
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult

from cooperation.columns.specs import ColumnKind, WorksheetSpec
from cooperation.spreadsheets.files.cell_text import is_error_value
from cooperation.spreadsheets.resources.context import ImportContext
from cooperation.spreadsheets.resources.current_rows import (
    CurrentRow,
    find_keys_by_identifier,
    find_keys_by_source,
    is_same_text,
    lock_rows,
    normalize_identifier,
    read_current_rows,
)
from cooperation.spreadsheets.resources.duplicates import NEW_ENTRY_CODE
from cooperation.spreadsheets.resources.fields import FieldOptions
from cooperation.spreadsheets.resources.locks import PartLocks
from cooperation.spreadsheets.resources.reference_fields import (
    ENTRY_KINDS,
    build_fields,
)
from cooperation.spreadsheets.resources.results import (
    ChangeList,
    Level,
    LinePlan,
    LineResult,
    RowWrite,
    SourceLine,
)
from cooperation.spreadsheets.row_versions import VERSION_CODE, RowVersion
from cooperation.spreadsheets.widgets import UnreadableCell, read_yes_no

NEW_ENTRY_WORDS = {NEW_ENTRY_CODE, "nouveau"}
TITLE_CODES = ("titre", "nom", "action", "accord")
LINE_HEADER = "n° de ligne"


class Writer(Protocol):
    """What writes the plans of a chunk."""

    def write(self, plans: list[LinePlan]) -> None: ...


class WorksheetResource(Resource):
    """Imports the lines of a worksheet whose columns are known.

    Without a writer nothing is written. With ``is_streaming``, each chunk is written
    before the next is planned: the database then holds what came before, and memory
    need not.
    """

    spec: ClassVar[WorksheetSpec]

    class Meta:
        use_bulk = True
        batch_size = None
        store_instance = True
        use_transactions = False
        instance_loader_class = BaseInstanceLoader

    def __init__(
        self,
        codes: set[str],
        context: ImportContext,
        *,
        is_csv: bool = False,
        is_streaming: bool = False,
        writer: Writer | None = None,
    ) -> None:
        super().__init__()
        self.codes, self.context = codes, context
        self.is_streaming, self.writer = is_streaming, writer
        self.is_locking = writer is not None
        # Whether another resource settles the lines that it plans.
        self.is_part = False
        options = FieldOptions(self.spec, context, is_csv)
        self.fields = {
            field.column_name: field for field in build_fields(options, codes)
        }
        self.read_only = [
            column
            for column in self.spec.columns
            if column.read_only and column.code in codes and column.code != VERSION_CODE
        ]
        # The required columns, each with the names of those that say the same.
        suffixes = ("", "_code", "_adresse", "_reference")
        self.required = [
            (column, {f"{column.code}{suffix}" for suffix in suffixes})
            for column in self.spec.columns
            if column.required
        ]
        self.seen_keys: set[int] = set()
        self.locks = PartLocks(self.spec)

    # Many lines ---------------------------------------------------------------------

    def import_lines(self, lines: Sequence[SourceLine]) -> list[LinePlan]:
        """Plan a chunk of lines, and write it if there is a writer."""
        codes = sorted({code for line in lines for code in line.texts})
        rows = [(line, *(line.texts.get(code) for code in codes)) for line in lines]
        dataset = tablib.Dataset(*rows, headers=[LINE_HEADER, *codes])
        try:
            results = self.import_data(dataset, raise_errors=True)
        except RowImportError as error:
            raise error.error from error
        return [result.instance for result in results.rows]

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Read the rows that identify the lines, and the entries that they name."""
        if self.is_streaming:
            self.context.seen.clear()
        self.plans: list[LinePlan] = []
        texts = [
            {code: text for code, text in row.items() if text is not None}
            for row in dataset.dict
        ]
        identifiers = {row.get(self.spec.key, "") for row in texts}
        asked = [text for text in identifiers if text and not is_new_entry_word(text)]
        self.by_identifier = find_keys_by_identifier(self.spec, asked)
        sources = {
            row.get("source_reference", "")
            for row in texts
            if not row.get(self.spec.key)
        }
        is_entry = self.spec.key_field == "reference"
        self.by_source = (
            find_keys_by_source(self.spec, sorted(sources - {""})) if is_entry else {}
        )
        self.prepare_entries(texts)
        keys = [key for key, _problem in map(self.identify_row, texts) if key]
        if self.is_locking:
            lock_rows(self.spec, keys)
        self.current = read_current_rows(self.spec, keys)

    def prepare_entries(self, texts: list[dict[str, str]]) -> None:
        for column in self.spec.columns:
            if column.kind not in ENTRY_KINDS or column.is_code:
                continue
            names = {row.get(column.code, "") for row in texts}
            codes = {row.get(f"{column.code}_reference", "") for row in texts}
            self.context.get_entry_lookup(column.kind).prepare(codes | names, names)
        places = [c.code for c in self.spec.columns if c.kind == ColumnKind.PLACE]
        cells = {row.get(code, "") for row in texts for code in places}
        self.context.names.place_index.prepare(cells)

    def identify_row(self, texts: dict[str, str]) -> tuple[int | None, str]:
        """Return the key of the existing row of a line, or None, and a problem."""
        text = texts.get(self.spec.key, "").strip()
        if is_new_entry_word(text):
            return None, ""
        if text:
            key = self.by_identifier.get(normalize_identifier(self.spec, text))
            return key, "" if key else _("inconnue : laissez vide pour créer")
        keys = self.by_source.get(texts.get("source_reference", ""), [])
        if len(keys) > 1:
            return None, _("plusieurs fiches ont cet identifiant dans la source")
        return (keys[0], "") if keys else (None, "")

    # One line -----------------------------------------------------------------------

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Leave out the columns that a line does not have."""
        for code in [code for code, text in row.items() if text is None]:
            del row[code]

    def get_or_init_instance(
        self, instance_loader: Any, row: dict[str, Any]
    ) -> tuple[LinePlan, bool]:
        """Return the plan of a line, and whether its row is new."""
        line: SourceLine = row.pop(LINE_HEADER)
        key, problem = self.identify_row(row)
        current = self.current.get(key) if key else None
        number = key if current and key else self.context.keys.next(self.spec.model)
        write = RowWrite(self.spec.code, "change" if current else "create", number)
        title = self.get_title(row, current)
        plan = LinePlan(self.spec, line.number, row, write, current, title)
        plan.records_changes = not self.is_streaming
        plan.optional = line.optional
        if current and row.get(VERSION_CODE):
            plan.version = RowVersion.parse(
                self.spec, row[VERSION_CODE], line.corrected
            )
        self.plans.append(plan)
        if problem:
            plan.refuse(self.spec.key, problem)
        elif key in self.seen_keys:
            plan.refuse(self.spec.key, _("déjà dans le fichier, plus haut"))
        if key:
            self.seen_keys.add(key)
        plan.is_settled = plan.is_refused or self.locks.skip_row(plan)
        return plan, plan.is_new

    def get_title(self, texts: dict[str, str], current: CurrentRow | None) -> str:
        for code in TITLE_CODES:
            if code in self.spec.by_code:
                known = current.text(code) if current else ""
                return (texts.get(code) or known)[:300]
        return ""

    def for_delete(self, row: dict[str, str], instance: LinePlan) -> bool:
        """Return whether the cell asks for the row's deletion."""
        plan = instance
        text = row.get("supprimer", "") if self.spec.is_child else ""
        if plan.is_settled or not text:
            return False
        try:
            is_wanted = read_yes_no(text)
        except UnreadableCell as error:
            plan.refuse("supprimer", error)
            plan.is_settled = True
            return False
        if is_wanted and plan.current is None:
            plan.is_settled = True
            plan.is_new = False
            plan.inform("supprimer", _("rien à retirer"))
            return False
        return is_wanted

    def delete_instance(
        self, instance: LinePlan, row: dict[str, str], **kwargs: Any
    ) -> None:
        """Plan the deletion of the row."""
        instance.write.operation = "remove"
        instance.writes.append(instance.write)
        instance.add_change(self.spec.by_code["supprimer"], instance.title, "")

    def import_instance(
        self, instance: LinePlan, row: dict[str, str], **kwargs: Any
    ) -> None:
        """Read the changed cells, then check what they say together."""
        plan = instance
        if plan.is_settled:
            return
        self.skip_error_cells(plan)
        for field in self.fields.values():
            self.import_field(field, plan, row)
            if self.locks.refuse_owner(plan):
                plan.is_settled = True
                return
        if plan.current is None:
            self.check_required(plan)
        elif not plan.texts.get(self.spec.key):
            reason = _("fiche retrouvée par son identifiant dans la source")
            plan.inform("source_reference", reason)
        for column in self.read_only:
            if plan.current and plan.get_changed_text(column) is not None:
                reason = _("pour information seulement : ce changement est laissé")
                plan.inform(column.code, reason)
        self.check_rules(plan)

    def import_field(
        self, field: Any, instance: LinePlan, row: Any, is_m2m: bool = False, **_: Any
    ) -> None:
        """Read a cell; one that cannot be read refuses its line, with the reason.

        A cell that still says what its row holds is left unread.
        """
        try:
            field.save(instance, row)
        except UnreadableCell as error:
            instance.refuse(field.column_name, error)

    def skip_error_cells(self, plan: LinePlan) -> None:
        current = plan.current
        wrong = [
            code
            for code, text in plan.texts.items()
            if is_error_value(text)
            and not (current and is_same_text(text, current.text(code)))
        ]
        for code in wrong:
            reason = _("erreur du tableur : cellule laissée")
            plan.add_message(code, Level.DOUBT, reason)
        if wrong:
            items = plan.texts.items()
            plan.texts = {code: text for code, text in items if code not in wrong}

    def check_required(self, plan: LinePlan) -> None:
        """Refuse a new line without a column or a value that is required."""
        for column, names in self.required:
            if not names & self.codes:
                plan.refuse(column.code, _("à renseigner : la colonne manque"))
                continue
            is_filled = any(plan.texts.get(name) for name in names)
            has_message = any(
                message.column in names and message.level != Level.DOUBT
                for message in plan.remarks
            )
            if not is_filled and not has_message:
                plan.refuse(column.code, _("à renseigner"))

    def skip_row(
        self,
        instance: LinePlan,
        original: LinePlan | None,
        row: Any,
        import_validation_errors: Any = None,
    ) -> bool:
        """Return whether a line changes nothing."""
        write = instance.write
        is_changed = instance.current is None or write.values or write.lists
        return instance.is_settled or not is_changed

    def validate_instance(self, *_args: Any, **_kwargs: Any) -> None:
        """Do nothing: what is wrong is said on the plan."""

    def save_instance(
        self, instance: LinePlan, is_create: bool, row: Any, **kwargs: Any
    ) -> None:
        """Plan the row of the line itself."""
        instance.writes.append(instance.write)

    def after_import_row(self, row: Any, row_result: LineResult, **kwargs: Any) -> None:
        """Plan the rows that the line makes in other worksheets."""
        plan = row_result.instance
        if not plan.is_settled and not plan.is_refused:
            self.plan_child_rows(plan)

    # What differs between worksheets ------------------------------------------------

    def check_rules(self, plan: LinePlan) -> None:
        """Check what the cells of a line say together."""

    def plan_child_rows(self, plan: LinePlan) -> None:
        """Plan rows of other worksheets that the line holds in its own cells."""

    def check_duplicates(self, plans: list[LinePlan]) -> None:
        """Refuse or drop the lines that repeat a row; ``plans`` write something."""

    def register(self, plan: LinePlan) -> None:
        """Register what a line creates or renames, so that others can name it."""

    # The chunk ----------------------------------------------------------------------

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> None:
        """Settle the chunk, and hand all its rows to the writer, in its order."""
        self.check_duplicates(
            [
                plan
                for plan in self.plans
                if plan.write in plan.writes
                and not plan.is_refused
                and plan.write.operation != "remove"
            ]
        )
        for plan in self.plans:
            if self.context.tracks_created and not plan.is_refused:
                self.register(plan)
        if not self.is_part:
            self.context.settle(self.plans)
        if self.writer:
            self.writer.write(self.plans)

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> None:
        """Do nothing: changed rows are written with the new ones."""

    def bulk_delete(self, *_args: Any, **_kwargs: Any) -> None:
        """Do nothing: removed rows are written with the new ones."""

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return LineResult

    @classmethod
    def get_diff_class(cls) -> type[ChangeList]:
        return ChangeList


def is_new_entry_word(text: str) -> bool:
    return text.strip().lower() in NEW_ENTRY_WORDS
