"""The lines of an import in its preview, by worksheet, outcome and page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch, ImportLine
from cooperation.search.pagination import get_displayed_page
from cooperation.spreadsheets.planning.types import Level

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


def list_worksheet_codes(batch: ImportBatch) -> list[str]:
    """Return the codes of the worksheets that a file has lines for, in our order."""
    return [code for code in WORKSHEETS if code in batch.counts]


def get_first_worksheet(batch: ImportBatch, sheets: list[str]) -> str:
    """Return the worksheet to open first: with refused lines, else with changes."""
    for outcome in (LineOutcome.REFUSED, LineOutcome.CHANGED, LineOutcome.CREATED):
        for code in sheets:
            if batch.count_lines(outcome, code):
                return code
    return sheets[0] if sheets else ""


def count_outcomes(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return the number of lines by outcome, over all worksheets."""
    return [
        {
            "code": outcome.value,
            "mark": OUTCOME_MARKS[outcome],
            "label": outcome.label,
            "n": batch.count_lines(outcome),
        }
        for outcome in LineOutcome
        if batch.count_lines(outcome) or outcome != LineOutcome.LEFT_OUT
    ]


def build_worksheet_tabs(
    batch: ImportBatch, choice: LineFilter
) -> list[dict[str, Any]]:
    """Return the worksheets, each with its numbers of lines and of refused ones."""
    return [
        {
            "label": WORKSHEETS[code].label,
            "url": LineFilter(code, choice.outcome).querystring(),
            "current": code == choice.sheet,
            "n": sum(batch.counts[code].values()),
            "refused": batch.count_lines(LineOutcome.REFUSED, code),
        }
        for code in list_worksheet_codes(batch)
    ]


def build_outcome_filters(
    batch: ImportBatch, choice: LineFilter
) -> list[dict[str, Any]]:
    """Return the outcomes of the worksheet's lines, each with their number."""
    plain = [
        (NEEDS_ATTENTION, _("À voir"), None),
        (WITH_REMARKS, _("Avec remarque"), None),
    ]
    counted = [
        (outcome.value, str(outcome.label).capitalize(), number)
        for outcome in LineOutcome
        if (number := batch.count_lines(outcome, choice.sheet))
    ]
    total = sum(batch.counts.get(choice.sheet, {}).values())
    return [
        {
            "label": label,
            "n": number,
            "url": LineFilter(choice.sheet, code).querystring(),
            "current": code == choice.outcome,
        }
        for code, label, number in [*plain, *counted, (ALL_LINES, _("Toutes"), total)]
    ]


def build_lines_context(
    batch: ImportBatch, data: QueryDict, *, may_correct: bool
) -> dict[str, Any]:
    choice = LineFilter.from_query(batch, data)
    paginator = Paginator(choice.lines(batch), LINES_PER_PAGE)
    page = get_displayed_page(paginator, data.get("page"))
    lines = list(page.items)
    return {
        "choice": choice,
        "tabs": build_worksheet_tabs(batch, choice),
        "filters": build_outcome_filters(batch, choice),
        "lines": build_line_cards(lines, may_correct=may_correct),
        "total": paginator.count,
        "pagination": page.build_context(
            lambda number: choice.querystring(page=number)
        ),
        "back": data.urlencode(),
    }


def build_line_cards(
    lines: Iterable[ImportLine], *, may_correct: bool
) -> list[dict[str, Any]]:
    """Return the cards of lines, with the URLs of the entries that they name."""
    found = list(lines)
    pages = get_entry_urls(found)
    return [
        build_line_card(line, pages.get(line.pk, {}), may_correct=may_correct)
        for line in found
    ]


def build_line_card(
    line: ImportLine, pages: dict[str, str], *, may_correct: bool
) -> dict[str, Any]:
    outcome = LineOutcome(line.outcome)
    spec = WORKSHEETS[line.sheet]
    return {
        "pk": line.pk,
        "number": line.line,
        "title": line.title or _("sans intitulé"),
        "outcome": outcome.value,
        "label": outcome.label,
        "mark": OUTCOME_MARKS[outcome],
        "changes": line.changes,
        "is_new": outcome == LineOutcome.CREATED or line.object_id is None,
        "remarks": [
            build_remark_card(line, spec, number, remark, may_correct=may_correct)
            for number, remark in enumerate(line.remarks)
        ],
        "is_left_out": outcome == LineOutcome.LEFT_OUT,
        "may_leave_out": may_correct,
        "url": reverse(
            "admin:cooperation_importbatch_line", args=[line.batch_id, line.pk]
        ),
        **pages,
    }


def build_remark_card(
    line: ImportLine,
    spec: WorksheetSpec,
    number: int,
    remark: dict[str, Any],
    *,
    may_correct: bool,
) -> dict[str, Any]:
    """Return the card of a remark, and how it may be corrected."""
    column = spec.by_code.get(remark["column"])
    editable = column is not None and not column.read_only and may_correct
    level = remark["level"]
    return {
        **remark,
        "id": f"{line.pk}-{number}",
        "label": column.label if column else remark["column"],
        "level_label": LEVEL_LABELS.get(level, level),
        "is_refused": level == Level.REFUSED.value,
        "is_doubt": level == Level.DOUBT.value,
        "may_correct": editable,
        "current": line.texts.get(remark["column"], remark.get("value", "")),
        "options": list_column_options(column) if editable and column else [],
        "is_long": column is not None and column.kind == ColumnKind.LONG_TEXT,
    }


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


def get_entry_urls(lines: list[ImportLine]) -> dict[int, dict[str, str]]:
    """Return, by line, the URLs of the entry that its row is or belongs to."""
    found: dict[int, dict[str, str]] = {}
    for code in {line.sheet for line in lines}:
        named = {
            line.pk: line.object_id
            for line in lines
            if line.sheet == code and line.object_id
        }
        if named:
            found |= get_worksheet_entry_urls(WORKSHEETS[code], named)
    return found


def get_worksheet_entry_urls(
    spec: WorksheetSpec, named: dict[int, int]
) -> dict[int, dict[str, str]]:
    """Return, by line of one worksheet, the edit and public URLs of its entry.

    ``named`` maps lines to rows; a row of a part belongs to an entry.
    """
    holder = WORKSHEETS[spec.parent] if spec.is_child else spec
    holders = named
    if spec.is_child:
        rows = spec.rows().filter(pk__in=named.values())
        parents = dict(rows.values_list("pk", f"{spec.parent_field}_id"))
        holders = {pk: parents[key] for pk, key in named.items() if key in parents}
    fields = [name for name in ("slug", "publication") if hasattr(holder.model, name)]
    sheets = holder.rows().only(*fields).in_bulk(set(holders.values()))
    edit = f"admin:cooperation_{holder.model._meta.model_name}_change"
    return {
        pk: {
            "edit_url": reverse(edit, args=[key]),
            "public_url": get_public_url(sheets[key]),
        }
        for pk, key in holders.items()
        if key in sheets
    }


def get_public_url(sheet: Any) -> str:
    """Return the public URL of an entry; empty if the public may not see it."""
    is_public = not hasattr(sheet, "publication") or sheet.is_published()
    return str(sheet.get_absolute_url()) if is_public else ""


def iter_remark_rows(batch: ImportBatch) -> Iterator[list[Any]]:
    """Yield a header, then one row for each remark on a cell of the file."""
    yield [
        *(_("Feuille"), _("Ligne"), _("Intitulé"), _("Colonne"), _("Valeur")),
        *(_("Niveau"), _("Raison"), _("Précision")),
    ]
    for line in batch.lines.with_remarks().order_by("pk").iterator(chunk_size=1_000):
        spec = WORKSHEETS[line.sheet]
        for remark in line.remarks:
            column = spec.by_code.get(remark["column"])
            yield [
                *(spec.label, line.line, line.title),
                column.label if column else remark["column"],
                *(remark[part] for part in ("value", "level", "reason", "detail")),
            ]
