"""The lines of an import in its preview, by worksheet, outcome and page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.admin.imports.cards import (
    NEW_ENTRY_WORKSHEETS,
    OUTCOME_MARKS,
    build_line_cards,
)
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch, ImportLine
from cooperation.search.pagination import get_displayed_page
from cooperation.spreadsheets.resources.registry import IMPORT_ORDER, get_import_spec

LINES_PER_PAGE = 50
NEEDS_ATTENTION, ALL_LINES, WITH_REMARKS = "a_voir", "toutes", "remarques"


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


def count_new_entries(batch: ImportBatch) -> int:
    """Return how many lines make entries that are drafts or published."""
    return sum(
        batch.count_lines(LineOutcome.CREATED, code) for code in NEW_ENTRY_WORKSHEETS
    )


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
        "lines": build_line_cards(lines, batch, may_correct=may_correct),
        "total": paginator.count,
        "pagination": page.build_context(
            lambda number: line_filter.querystring(page=number)
        ),
        "back": data.urlencode(),
    }


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
