"""The lines of an import in its preview, by worksheet, outcome and page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import get_page_url
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch, ImportLine
from cooperation.search.pagination import get_displayed_page
from cooperation.spreadsheets.resources.registry import IMPORT_ORDER, get_import_spec
from cooperation.spreadsheets.resources.results import Level

LINES_PER_PAGE = 50
NEEDS_ATTENTION, ALL_LINES, WITH_REMARKS = "a_voir", "toutes", "remarques"
OUTCOME_MARKS = {
    LineOutcome.CREATED: "+",
    LineOutcome.CHANGED: "±",
    LineOutcome.UNCHANGED: "=",
    LineOutcome.REFUSED: "!",
    LineOutcome.LEFT_OUT: "–",
}


@dataclass(frozen=True)
class LineFilter:
    """Which lines are shown: those of a worksheet, with an outcome."""

    sheet: str
    outcome: str

    @classmethod
    def from_query(cls, batch: ImportBatch, data: QueryDict) -> "LineFilter":
        """Read the query string; default to the lines that most need attention."""
        sheets = list_worksheet_codes(batch)
        sheet = data.get("feuille", "")
        if sheet not in sheets:
            sheet = get_first_worksheet(batch, sheets)
        outcome = data.get("sort", "")
        known = [NEEDS_ATTENTION, ALL_LINES, WITH_REMARKS, *LineOutcome.values]
        return cls(sheet, outcome if outcome in known else NEEDS_ATTENTION)

    def lines(self, batch: ImportBatch) -> QuerySet[ImportLine]:
        """Return the lines in the order of the file, refused ones first."""
        rows = ImportLine.objects.filter(batch=batch, sheet=self.sheet)
        if self.outcome == NEEDS_ATTENTION:
            rows = rows.exclude(outcome=LineOutcome.UNCHANGED, remarks=[])
        elif self.outcome == WITH_REMARKS:
            rows = rows.with_remarks()
        elif self.outcome != ALL_LINES:
            rows = rows.filter(outcome=self.outcome)
        refused_first = Case(When(outcome=LineOutcome.REFUSED, then=0), default=1)
        return rows.order_by(refused_first, "line", "pk")

    def querystring(self, **other: Any) -> str:
        """Return the query string of these lines, with parameters replaced."""
        query = QueryDict(mutable=True)
        query.update({"feuille": self.sheet, "sort": self.outcome, **other})
        return f"?{query.urlencode()}"


@dataclass(frozen=True)
class OutcomeCount:
    """The number of lines with an outcome, over all worksheets."""

    code: str
    mark: str
    label: Any
    n: int


@dataclass(frozen=True)
class LinesLink:
    """A link to the lines of a worksheet, or to those with an outcome."""

    label: Any
    url: str
    current: bool
    n: int | None
    refused: int = 0


class EntryUrls(NamedTuple):
    """Where the entry of a line is edited, and where the public reads it."""

    edit: str = ""
    public: str = ""


@dataclass(frozen=True)
class RemarkCard:
    """A remark on a cell of a line, and how it may be corrected."""

    id: str
    column: str
    label: Any
    level: str
    value: str
    reason: str
    detail: str
    candidates: list[dict[str, str]]
    current: str
    options: list[tuple[str, str]]
    is_long: bool
    may_correct: bool

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
    """A line in the preview, its remarks, and the URLs of the entry that it names."""

    row: ImportLine
    remarks: list[RemarkCard]
    urls: EntryUrls
    may_correct: bool

    @property
    def outcome(self) -> LineOutcome:
        return LineOutcome(self.row.outcome)

    @property
    def mark(self) -> str:
        return OUTCOME_MARKS[self.outcome]

    @property
    def is_new(self) -> bool:
        return self.outcome == LineOutcome.CREATED or self.row.object_id is None

    @property
    def is_left_out(self) -> bool:
        return self.outcome == LineOutcome.LEFT_OUT

    @property
    def url(self) -> str:
        return get_page_url(ImportBatch, "line", self.row.batch_id, self.row.pk)


def list_worksheet_codes(batch: ImportBatch) -> list[str]:
    """Return the codes of the worksheets that a file has lines for, in our order."""
    return [code for code in IMPORT_ORDER if code in batch.counts]


def get_first_worksheet(batch: ImportBatch, sheets: list[str]) -> str:
    """Return the worksheet to open first: with refused lines, else with changes."""
    for outcome in (LineOutcome.REFUSED, LineOutcome.CHANGED, LineOutcome.CREATED):
        for code in sheets:
            if batch.count_lines(outcome, code):
                return code
    return sheets[0] if sheets else ""


def count_outcomes(batch: ImportBatch) -> list[OutcomeCount]:
    return [
        OutcomeCount(
            outcome.value,
            OUTCOME_MARKS[outcome],
            outcome.label,
            batch.count_lines(outcome),
        )
        for outcome in LineOutcome
        if batch.count_lines(outcome) or outcome != LineOutcome.LEFT_OUT
    ]


def count_by_worksheet(batch: ImportBatch) -> list[tuple[object, int, int, int]]:
    """Return, by worksheet: label, numbers of created, changed, unchanged lines."""
    return [
        (
            get_import_spec(code).label,
            batch.count_lines(LineOutcome.CREATED, code),
            batch.count_lines(LineOutcome.CHANGED, code),
            batch.count_lines(LineOutcome.UNCHANGED, code),
        )
        for code in list_worksheet_codes(batch)
    ]


def build_worksheet_tabs(
    batch: ImportBatch, line_filter: LineFilter
) -> list[LinesLink]:
    """Return the worksheets, each with its numbers of lines and of refused ones."""
    return [
        LinesLink(
            label=get_import_spec(code).label,
            url=LineFilter(code, line_filter.outcome).querystring(),
            current=code == line_filter.sheet,
            n=sum(batch.counts[code].values()),
            refused=batch.count_lines(LineOutcome.REFUSED, code),
        )
        for code in list_worksheet_codes(batch)
    ]


def build_outcome_filters(
    batch: ImportBatch, line_filter: LineFilter
) -> list[LinesLink]:
    """Return the outcomes of the worksheet's lines, each with their number."""
    plain = [
        (NEEDS_ATTENTION, _("À voir"), None),
        (WITH_REMARKS, _("Avec remarque"), None),
    ]
    counted = [
        (outcome.value, str(outcome.label).capitalize(), number)
        for outcome in LineOutcome
        if (number := batch.count_lines(outcome, line_filter.sheet))
    ]
    total = sum(batch.counts.get(line_filter.sheet, {}).values())
    return [
        LinesLink(
            label=label,
            url=LineFilter(line_filter.sheet, code).querystring(),
            current=code == line_filter.outcome,
            n=number,
        )
        for code, label, number in [*plain, *counted, (ALL_LINES, _("Toutes"), total)]
    ]


def build_lines_context(
    batch: ImportBatch, data: QueryDict, *, may_correct: bool
) -> dict[str, Any]:
    line_filter = LineFilter.from_query(batch, data)
    paginator = Paginator(line_filter.lines(batch), LINES_PER_PAGE)
    page = get_displayed_page(paginator, data.get("page"))
    lines = list(page.items)
    return {
        "line_filter": line_filter,
        "tabs": build_worksheet_tabs(batch, line_filter),
        "filters": build_outcome_filters(batch, line_filter),
        "lines": build_line_cards(lines, may_correct=may_correct),
        "total": paginator.count,
        "pagination": page.build_context(
            lambda number: line_filter.querystring(page=number)
        ),
        "back": data.urlencode(),
    }


def build_line_cards(
    lines: Iterable[ImportLine], *, may_correct: bool
) -> list[LineCard]:
    """Return the cards of lines, with the URLs of the entries that they name."""
    found = list(lines)
    urls = get_entry_urls(found)
    return [
        LineCard(
            row=line,
            remarks=[
                build_remark_card(line, number, remark, may_correct=may_correct)
                for number, remark in enumerate(line.remarks)
            ],
            urls=urls.get(line.pk, EntryUrls()),
            may_correct=may_correct,
        )
        for line in found
    ]


def build_remark_card(
    line: ImportLine, number: int, remark: dict[str, Any], *, may_correct: bool
) -> RemarkCard:
    column = get_import_spec(line.sheet).by_code.get(remark["column"])
    is_editable = column is not None and not column.read_only and may_correct
    return RemarkCard(
        id=f"{line.pk}-{number}",
        column=remark["column"],
        label=column.label if column else remark["column"],
        level=remark["level"],
        value=remark["value"],
        reason=remark["reason"],
        detail=remark["detail"],
        candidates=remark["candidates"],
        current=line.texts.get(remark["column"], remark["value"]),
        options=list_column_options(column) if is_editable and column else [],
        is_long=column is not None and column.kind == ColumnKind.LONG_TEXT,
        may_correct=is_editable,
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
    return column.list_allowed()


def get_entry_urls(lines: list[ImportLine]) -> dict[int, EntryUrls]:
    """Return, by line, the URLs of the entry that its row is or belongs to."""
    found: dict[int, EntryUrls] = {}
    for code in {line.sheet for line in lines}:
        keys_by_line = {
            line.pk: line.object_id
            for line in lines
            if line.sheet == code and line.object_id
        }
        if keys_by_line:
            found |= get_worksheet_entry_urls(get_import_spec(code), keys_by_line)
    return found


def get_worksheet_entry_urls(
    spec: WorksheetSpec, keys_by_line: dict[int, int]
) -> dict[int, EntryUrls]:
    """Return, by line of one worksheet, the edit and public URLs of its entry.

    ``keys_by_line`` maps lines to rows; a row of a part belongs to an entry.
    """
    holder = WORKSHEETS[spec.parent] if spec.is_child else spec
    holders = keys_by_line
    if spec.is_child:
        rows = spec.rows().filter(pk__in=keys_by_line.values())
        parents = dict(rows.values_list("pk", f"{spec.parent_field}_id"))
        holders = {
            pk: parents[key] for pk, key in keys_by_line.items() if key in parents
        }
    fields = [name for name in ("slug", "publication") if hasattr(holder.model, name)]
    entries = holder.rows().only(*fields).in_bulk(set(holders.values()))
    return {
        pk: EntryUrls(
            get_page_url(holder.model, "change", key), get_public_url(entries[key])
        )
        for pk, key in holders.items()
        if key in entries
    }


def get_public_url(entry: Any) -> str:
    """Return the public URL of an entry; empty if the public may not see it."""
    is_public = not hasattr(entry, "publication") or entry.is_published()
    return str(entry.get_absolute_url()) if is_public else ""


def iter_remark_rows(batch: ImportBatch) -> Iterator[list[Any]]:
    """Yield a header, then one row for each remark on a cell of the file."""
    yield [
        *(_("Feuille"), _("Ligne"), _("Intitulé"), _("Colonne"), _("Valeur")),
        *(_("Niveau"), _("Raison"), _("Précision")),
    ]
    for line in batch.lines.with_remarks().order_by("pk").iterator(chunk_size=1_000):
        spec = get_import_spec(line.sheet)
        for remark in line.remarks:
            column = spec.by_code.get(remark["column"])
            yield [
                *(spec.label, line.line, line.title),
                column.label if column else remark["column"],
                *(remark[part] for part in ("value", "level", "reason", "detail")),
            ]
