"""Reading of one flat row: its texts, names, years and status, and what is remarked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus
from cooperation.parsing import (
    ParseError,
    YearSpan,
    is_placeholder,
    parse_date,
    parse_years,
)
from cooperation.spreadsheets.layouts.columns import FlatLayout
from cooperation.spreadsheets.layouts.titles import remove_brackets
from cooperation.spreadsheets.layouts.words import (
    ATLAS_THEMES,
    KIND_TITLES,
    PROJECT,
    STATUSES,
    read_link_kind,
    shorten_town,
    split_names,
)
from cooperation.text import normalize

AGREEMENTS, EVENTS, ACTIONS = "accords", "evenements", "actions"


class FlatCell(NamedTuple):
    """The text of a cell of a worksheet, and the column of the flat row it is from.

    An optional cell is deduced, or more than the row needs: where it cannot be read it
    is left with a remark, and the row is not refused for it.
    """

    text: str
    column: str
    is_optional: bool = False


WorksheetRow = dict[str, FlatCell]


class FlatRemark(NamedTuple):
    """What was not taken of a flat row, and why; a refusal refuses the whole row."""

    column: str
    value: str
    reason: str
    is_refusal: bool = False


@dataclass
class TranslatedRow:
    """The rows of worksheets that one flat row makes, by worksheet."""

    worksheets: dict[str, list[WorksheetRow]] = field(
        default_factory=lambda: {AGREEMENTS: [], EVENTS: [], ACTIONS: []}
    )
    remarks: list[FlatRemark] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(remark.is_refusal for remark in self.remarks)


class FlatRowReader:
    """Reads one row of a flat table; each property remarks what it leaves."""

    def __init__(self, layout: FlatLayout, row: Mapping[str, str]) -> None:
        self.layout, self.row, self.result = layout, row, TranslatedRow()

    def text(self, code: str) -> str:
        """Return the text of a column, "" for what says that it is not known."""
        said = self.row.get(self.layout.columns.get(code, ""), "").strip()
        said = "" if is_placeholder(said) else said
        return said or self.layout.defaults.get(code, "")

    def cell(self, code: str, text: str = "") -> FlatCell:
        return FlatCell(text or self.text(code), self.layout.get_column(code))

    def names(self, code: str) -> list[str]:
        return split_names(self.text(code))

    def remark(self, code: str, reason: str, *, is_refusal: bool = False) -> None:
        column = self.layout.get_column(code)
        value = self.row.get(column, "")
        self.result.remarks.append(FlatRemark(column, value, reason, is_refusal))

    @cached_property
    def kind(self) -> str:
        return read_link_kind(self.text("kind"))

    @property
    def is_project(self) -> bool:
        return self.kind == PROJECT

    @cached_property
    def leads(self) -> list[str]:
        """The French authorities, the first one first."""
        return self.names("lead") + self.names("others")

    @cached_property
    def counterparts(self) -> list[str]:
        return self.names("partner")

    @cached_property
    def windows(self) -> list[str]:
        return self.names("windows")

    @cached_property
    def themes(self) -> list[str]:
        """The themes; of the national atlas's tree, those of ours that are the same."""
        if not self.layout.get_column("atlas_theme"):
            return self.names("themes")
        said = self.text("atlas_theme")
        known = ATLAS_THEMES.get(normalize(said), "")
        if said and not known:
            self.remark("atlas_theme", _("thématique sans équivalent : laissée"))
        return [known] if known else []

    @cached_property
    def title(self) -> str:
        """The title of the row, or one of its kind and the two names."""
        if self.text("title") or self.is_project:
            return self.text("title")
        words = KIND_TITLES[self.kind]
        lead = shorten_town(self.leads[0])
        return f"{words} {lead} – {', '.join(map(remove_brackets, self.counterparts))}"

    @cached_property
    def years(self) -> YearSpan:
        """The years that the row says; what cannot be read is remarked, and left."""
        start, end = self.read_years("start"), self.read_years("end")
        years = YearSpan(start.start, end.end or end.start or start.end)
        if years.start and years.end and years.end < years.start:
            self.remark("end", _("la fin précède le début : laissée"))
            return YearSpan(years.start)
        return years

    def read_years(self, code: str) -> YearSpan:
        try:
            years, reason = parse_years(self.text(code))
        except ParseError as error:
            self.remark(code, error.reason or _("année illisible : laissée"))
            return YearSpan()
        if reason:
            self.remark(code, reason)
        return years

    @cached_property
    def status(self) -> str:
        """The status, blank if the row says none."""
        try:
            return STATUSES.parse(self.text("status")).value
        except ParseError:
            self.remark("status", _("état inconnu : laissé"))
            return ""

    @property
    def is_status_said(self) -> bool:
        return self.status not in ("", ActionStatus.UNKNOWN)

    @cached_property
    def signing_day(self) -> str:
        """The day of the start, if the row says one: "1995-06-24"."""
        try:
            day = parse_date(self.text("start")).value
        except ParseError:
            return ""
        return str(day) if day and day.day else ""
