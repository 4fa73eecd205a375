"""Selections of rows for the workbook, read in constant memory, and as CSV files.

A CSV file holds one worksheet, a ZIP archive all of them. Headers hold the codes of
columns and cells hold codes, for machines."""

import zipfile
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import IO, Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import translation

from cooperation.columns.datasets import Record, get_primary_keys
from cooperation.columns.specs import WorksheetSpec, format_cell_text
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports.csv import BOM, stream_csv
from cooperation.exports.xlsx import stream_file
from cooperation.models import Agreement, Funding, Involvement, Partner
from cooperation.spreadsheets.dictionary import (
    DICTIONARY_HEADINGS,
    DICTIONARY_WORKSHEET,
    README_WORKSHEET,
    iter_dictionary_rows,
    list_editing_advice,
)
from cooperation.spreadsheets.row_versions import add_row_versions

FRENCH = "fr"


@dataclass
class WorkbookSelection:
    """The keys of the rows of each worksheet of an export, in their order.

    Eight bytes for each row; the rows themselves are read a thousand at a time, in as
    many queries whatever their number.
    """

    keys: dict[str, "array[int]"] = field(default_factory=dict)
    # The columns of each worksheet that are left out, by their codes.
    hidden: Mapping[str, Collection[str]] = field(default_factory=dict)

    @classmethod
    def from_actions(cls, actions: QuerySet[Any]) -> "WorkbookSelection":
        """Select actions, their child rows, their agreements and partners."""
        keys = get_primary_keys(actions)
        agreements = Agreement.objects.filter(
            actions__in=build_key_subquery(keys)
        ).distinct()
        return cls.from_keys(
            keys, get_primary_keys(agreements.order_by("title_key", "pk"))
        )

    @classmethod
    def from_agreements(cls, agreements: QuerySet[Any]) -> "WorkbookSelection":
        """Select agreements, their events and partners."""
        return cls.from_keys(array("q"), get_primary_keys(agreements))

    @classmethod
    def from_partners(cls, partners: QuerySet[Any]) -> "WorkbookSelection":
        return cls({"annuaire_partenaires": get_primary_keys(partners)})

    @classmethod
    def from_keys(
        cls, actions: "array[int]", agreements: "array[int]"
    ) -> "WorkbookSelection":
        """Select all rows about some actions and agreements, by their keys."""
        found = {"actions": actions, "accords": agreements}
        for sheet in WORKSHEETS.values():
            if sheet.is_child:
                parents = build_key_subquery(found[sheet.parent])
                rows = sheet.rows().filter(**{f"{sheet.parent_field}__in": parents})
                found[sheet.code] = get_primary_keys(
                    rows.order_by(sheet.parent_field, "pk")
                )
        partners = find_named_partners(actions, agreements).order_by("name_key", "pk")
        found["annuaire_partenaires"] = get_primary_keys(partners)
        return cls({code: found[code] for code in WORKSHEETS if found[code]})

    def get_spec(self, code: str) -> WorksheetSpec:
        """Return a worksheet with the columns that are shown."""
        spec, hidden = WORKSHEETS[code], self.hidden.get(code, ())
        shown = [column for column in spec.columns if column.code not in hidden]
        return replace(spec, columns=shown) if hidden else spec

    def records(self, code: str) -> Iterator[Record]:
        """Yield the rows of a worksheet, each with its version."""
        keys = self.keys.get(code, array("q"))
        spec, hidden = WORKSHEETS[code], self.hidden.get(code, ())
        is_shown = [column.code not in hidden for column in spec.exported_columns]
        for record in add_row_versions(spec, spec.dataset.records(keys, FRENCH)):
            yield tuple(compress(record, is_shown)) if hidden else record


def build_key_subquery(keys: "array[int]") -> RawSQL:
    """Return the keys as a subquery with one parameter."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def find_named_partners(
    actions: "array[int]", agreements: "array[int]"
) -> QuerySet[Partner, Partner]:
    """Return the partners of actions and agreements: involved, funding, signing."""
    involved = Involvement.objects.filter(action__in=build_key_subquery(actions))
    funding = Funding.objects.filter(
        action__in=build_key_subquery(actions), funder__isnull=False
    )
    signing = Agreement.objects.filter(pk__in=build_key_subquery(agreements))
    beside = Agreement.partners.through.objects.filter(
        agreement__in=build_key_subquery(agreements)
    )
    keys = (
        involved.order_by()
        .values("partner")
        .union(
            funding.order_by().values("funder"),
            signing.order_by().values("counterpart"),
            beside.order_by().values("partner"),
        )
    )
    return Partner.objects.filter(pk__in=keys)


def stream_worksheet_csv(
    spec: WorksheetSpec, records: Iterable[Record]
) -> Iterator[bytes]:
    """Yield one worksheet as CSV: codes, decimal points, ISO 8601 dates."""
    return stream_csv(
        header=[column.code for column in spec.exported_columns],
        rows=records,
        format_cell=format_cell_text,
    )


def stream_selection_zip(
    selection: WorkbookSelection, about: list[str]
) -> Iterator[bytes]:
    """Yield a ZIP archive of a selection, one CSV file for each worksheet."""

    def write(file: IO[bytes]) -> None:
        with (
            translation.override(FRENCH),
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            write_archive(archive, selection, about)

    return stream_file(write)


def write_archive(
    archive: zipfile.ZipFile, selection: WorkbookSelection, about: list[str]
) -> None:
    words = "\r\n\r\n".join([*about, *list_editing_advice()])
    archive.writestr(f"{README_WORKSHEET}.txt", BOM + words)
    specs = [WORKSHEETS[code] for code in selection.keys]
    for spec in specs:
        with archive.open(f"{spec.code}.csv", "w") as member:
            member.writelines(stream_worksheet_csv(spec, selection.records(spec.code)))
    headings = [str(heading) for heading, _width in DICTIONARY_HEADINGS]
    dictionary = stream_csv(header=headings, rows=iter_dictionary_rows(specs))
    with archive.open(f"{DICTIONARY_WORKSHEET}.csv", "w") as member:
        member.writelines(dictionary)
