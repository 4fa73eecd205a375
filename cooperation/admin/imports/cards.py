"""A line of an import as its card shows it: remarks, cells to correct, entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import get_page_url
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import LineOutcome, Publication
from cooperation.imports.publication import PUBLISHED_WORKSHEETS
from cooperation.models import ImportBatch, ImportLine
from cooperation.spreadsheets.layouts.columns import FLAT_WORKSHEET
from cooperation.spreadsheets.resources.registry import get_import_spec
from cooperation.spreadsheets.resources.results import Level

# Those whose lines may make entries that are drafts or published.
NEW_ENTRY_WORKSHEETS = (*PUBLISHED_WORKSHEETS, FLAT_WORKSHEET.code)
OUTCOME_MARKS = {
    LineOutcome.CREATED: "+",
    LineOutcome.CHANGED: "±",
    LineOutcome.UNCHANGED: "=",
    LineOutcome.REFUSED: "!",
    LineOutcome.LEFT_OUT: "–",
}


class EntryUrls(NamedTuple):
    """What an entry is called, where it is edited, and where the public reads it."""

    label: str
    edit: str
    public: str


@dataclass(frozen=True)
class CellField:
    """A cell of a line that staff may correct; its choices, if its list is closed."""

    id: str
    column: str
    label: Any
    current: str
    options: list[tuple[str, str]]
    is_long: bool


@dataclass(frozen=True)
class RemarkCard:
    """A remark on a cell of a line, and the cells that may be corrected for it."""

    column: str
    label: Any
    level: str
    value: str
    reason: str
    detail: str
    candidates: list[dict[str, str]]
    fields: list[CellField]

    @property
    def level_label(self) -> Any:
        return LEVEL_LABELS.get(self.level, self.level)

    @property
    def is_refused(self) -> bool:
        return self.level == Level.REFUSED.value

    @property
    def is_doubt(self) -> bool:
        return self.level == Level.DOUBT.value


@dataclass(frozen=True)
class LineCard:
    """A line in the preview, its remarks, and the entries that it names.

    ``publication`` is what its new entry will be, where its own cells do not say.
    """

    row: ImportLine
    remarks: list[RemarkCard]
    entries: list[EntryUrls]
    may_correct: bool
    publication: str = ""

    @property
    def outcome(self) -> LineOutcome:
        return LineOutcome(self.row.outcome)

    @property
    def mark(self) -> str:
        return OUTCOME_MARKS[self.outcome]

    @property
    def is_new(self) -> bool:
        is_known = self.row.object_id is not None or self.row.entries
        return self.outcome == LineOutcome.CREATED or not is_known

    @property
    def is_left_out(self) -> bool:
        return self.outcome == LineOutcome.LEFT_OUT

    @property
    def has_fields(self) -> bool:
        return any(remark.fields for remark in self.remarks)

    @property
    def entry(self) -> EntryUrls | None:
        """The entry, if it is the only one: then the line's title leads to it."""
        return self.entries[0] if len(self.entries) == 1 else None

    @property
    def url(self) -> str:
        return get_page_url(ImportBatch, "line", self.row.batch_id, self.row.pk)


def build_line_cards(
    lines: Iterable[ImportLine], batch: ImportBatch, *, may_correct: bool
) -> list[LineCard]:
    """Return the cards of lines, with the URLs of the entries that they name."""
    found = list(lines)
    entries = get_line_entries(found)
    return [
        LineCard(
            row=line,
            remarks=build_remark_cards(line, may_correct=may_correct),
            entries=entries[line.pk],
            may_correct=may_correct,
            publication=get_new_publication(line, batch),
        )
        for line in found
    ]


def get_new_publication(line: ImportLine, batch: ImportBatch) -> str:
    is_chosen = batch.is_pending and line.sheet in NEW_ENTRY_WORKSHEETS
    is_new = line.outcome == LineOutcome.CREATED
    if not is_chosen or not is_new or line.texts.get("publication"):
        return ""
    chosen = Publication.PUBLISHED if batch.publishes_new else Publication.DRAFT
    return str(chosen.label)


def build_remark_cards(line: ImportLine, *, may_correct: bool) -> list[RemarkCard]:
    """Return the remarks of a line; each cell is offered once to be corrected."""
    spec = get_import_spec(line.sheet)
    offered: set[str] = set()
    cards = []
    for remark in line.remarks:
        column = spec.by_code.get(remark["column"])
        fields = []
        if column is not None and may_correct and not column.read_only:
            columns = [column, *list_country_columns(spec, column)]
            fields = [
                build_cell_field(line, one)
                for one in columns
                if one.code not in offered
            ]
            offered |= {field.column for field in fields}
        is_editable = remark["column"] in offered
        cards.append(
            RemarkCard(
                column=remark["column"],
                label=column.label if column else remark["column"],
                level=remark["level"],
                value=remark["value"],
                reason=remark["reason"],
                detail=remark["detail"],
                candidates=remark["candidates"] if is_editable else [],
                fields=fields,
            )
        )
    return cards


def list_country_columns(spec: WorksheetSpec, column: ColumnSpec) -> list[ColumnSpec]:
    """Return the country's column beside a place's: both are corrected at once."""
    if column.kind != ColumnKind.PLACE and column.code not in ("lieux", "places"):
        return []
    codes = ("pays", "country")
    return [spec.by_code[code] for code in codes if code in spec.by_code]


def build_cell_field(line: ImportLine, column: ColumnSpec) -> CellField:
    current = line.texts.get(column.code, "")
    options = list_column_options(column)
    if options and current not in dict(options):
        options.insert(0, (current, current or _("(vide)")))
    return CellField(
        id=f"{line.pk}-{column.code}",
        column=column.code,
        label=column.label,
        current=current,
        options=options,
        is_long=column.kind == ColumnKind.LONG_TEXT or "\n" in current,
    )


LEVEL_LABELS = {
    Level.REFUSED.value: gettext_lazy("refusé"),
    Level.DOUBT.value: gettext_lazy("doute"),
    Level.INFORMATION.value: gettext_lazy("pour information"),
}


def list_column_options(column: ColumnSpec) -> list[tuple[str, str]]:
    """Return the closed list that a correction is chosen from; empty if free."""
    if column.choices is None and column.kind != ColumnKind.YES:
        return []
    return list(column.list_allowed())


def get_line_entries(lines: list[ImportLine]) -> dict[int, list[EntryUrls]]:
    """Return, by line, the entries that its rows are or belong to."""
    rows_by_line: dict[int, list[tuple[str, int]]] = {
        line.pk: [(line.sheet, line.object_id)] if line.object_id else line.entries
        for line in lines
    }
    keys: dict[str, set[int]] = {}
    for code, key in chain.from_iterable(rows_by_line.values()):
        keys.setdefault(code, set()).add(key)
    found = {
        code: get_worksheet_entries(get_import_spec(code), keys[code]) for code in keys
    }
    return {
        pk: [found[code][key] for code, key in rows if key in found[code]]
        for pk, rows in rows_by_line.items()
    }


def get_worksheet_entries(spec: WorksheetSpec, keys: set[int]) -> dict[int, EntryUrls]:
    """Return the entries of rows of a worksheet; a row of a part belongs to one."""
    holder = WORKSHEETS[spec.parent] if spec.is_child else spec
    holders = {key: key for key in keys}
    if spec.is_child:
        rows = spec.rows().filter(pk__in=keys)
        holders = dict(rows.values_list("pk", f"{spec.parent_field}_id"))
    names = ("slug", "publication", "title", "name")
    fields = [name for name in names if hasattr(holder.model, name)]
    entries = holder.rows().only(*fields).in_bulk(set(holders.values()))
    return {
        key: EntryUrls(
            getattr(entries[pk], fields[-1]),
            get_page_url(holder.model, "change", pk),
            get_public_url(entries[pk]),
        )
        for key, pk in holders.items()
        if pk in entries
    }


def get_public_url(entry: Any) -> str:
    """Return the public URL of an entry; empty if the public may not see it."""
    is_public = not hasattr(entry, "publication") or entry.is_published()
    return str(entry.get_absolute_url()) if is_public else ""
