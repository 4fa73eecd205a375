"""The files that staff take away: typed, harmless, explained, readable back."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from cooperation.columns.worksheets import WORKSHEETS
from cooperation.models import Action
from cooperation.spreadsheets.selection import (
    WorkbookSelection,
    stream_selection_zip,
    stream_worksheet_csv,
)
from cooperation.spreadsheets.workbook import stream_selection_workbook
from tests import factories

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://exemple.org")'


@pytest.fixture
def selection() -> WorkbookSelection:
    """An action that looks like a formula, with all that hangs on it."""
    action = factories.ActionFactory(
        title=FORMULA,
        budget_eur=Decimal("1234.50"),
        verified_on=datetime.date(2026, 3, 31),
        verified_by="csi",
    )
    factories.LocationFactory(action=action)
    factories.InvolvementFactory(action=action)
    factories.FundingFactory(action=action)
    return WorkbookSelection.from_actions(Action.objects.all())


def workbook(selection: WorkbookSelection) -> Any:
    """Return the workbook of a selection, opened."""
    data = b"".join(stream_selection_workbook(selection, ["Actions, export du jour."]))
    return openpyxl.load_workbook(io.BytesIO(data))


def row_of(sheet: Any) -> dict[str, Any]:
    """Return the first row of a sheet, by label."""
    head, first = list(sheet.iter_rows(max_row=2))
    return {cell.value: value for cell, value in zip(head, first, strict=True)}


@pytest.mark.slow
def test_a_workbook_explains_itself_and_types_its_cells(
    selection: WorkbookSelection,
) -> None:
    book = workbook(selection)

    labels = [str(WORKSHEETS[code].label) for code in selection.keys]
    assert book.sheetnames == ["Lisez-moi", *labels, "Dictionnaire", "Listes"]
    assert book["Listes"].sheet_state == "hidden"
    assert book["Lisez-moi"]["A2"].value == "Actions, export du jour."
    row = row_of(book["Actions"])
    assert (row["Titre"].data_type, row["Titre"].value) == ("s", FORMULA)
    assert (row["Budget en euros"].data_type, row["Budget en euros"].value) == (
        "n",
        1234.5,
    )
    assert row["Vérifiée le"].value == datetime.datetime(2026, 3, 31)
    assert row["Vérifiée par"].value == "la Cité de la Solidarité Internationale"
    assert book["Actions"].freeze_panes == "C2"
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.slow
def test_fixed_columns_are_grey_and_choices_drop_down(
    selection: WorkbookSelection,
) -> None:
    sheet = workbook(selection)["Actions"]

    grey = {cell.value for cell in sheet[1] if cell.fill.fgColor.rgb == "FFE7E9E8"}
    assert grey == {"Référence", "Champs protégés", "Version", "Modifiée le", "Page"}
    assert row_of(sheet)["Référence"].fill.fgColor.rgb == "FFE7E9E8"
    assert row_of(sheet)["Titre"].fill.fgColor.rgb == "00000000"
    lists = {str(one.sqref)[0]: one for one in sheet.data_validations.dataValidation}
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "État")
    assert lists[column].formula1.startswith("'Listes'!")
    assert all(cell.comment.text for cell in sheet[1])


@pytest.mark.slow
def test_the_dictionary_describes_each_exported_column(
    selection: WorkbookSelection,
) -> None:
    lines = list(workbook(selection)["Dictionnaire"].iter_rows(values_only=True))

    expected = sum(len(WORKSHEETS[code].exported_columns) for code in selection.keys)
    assert len(lines) - 1 == expected
    (state,) = [line for line in lines if line[:3] == ("Actions", "État", "etat")]
    assert "en_cours = " in state[5]
    assert state[7:] == ("non", "oui")


def test_csv_has_codes_and_harmless_cells(selection: WorkbookSelection) -> None:
    data = b"".join(
        stream_worksheet_csv(WORKSHEETS["actions"], selection.records("actions"))
    )

    header, row = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    said = dict(zip(header, row, strict=True))
    assert header == [column.code for column in WORKSHEETS["actions"].exported_columns]
    assert said["titre"] == "'" + FORMULA
    assert (said["budget_eur"], said["verifiee_le"]) == ("1234.5", "2026-03-31")
    assert said["verifiee_par"] == "csi"


def test_an_archive_holds_each_sheet_and_the_dictionary(
    selection: WorkbookSelection,
) -> None:
    data = b"".join(stream_selection_zip(selection, ["Actions."]))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    files = [f"{code}.csv" for code in selection.keys]
    assert names == ["Lisez-moi.txt", *files, "Dictionnaire.csv"]


@pytest.mark.parametrize("number", [1, 3])
def test_writing_takes_as_many_queries_for_one_row_as_for_many(
    number: int, django_assert_num_queries: Any
) -> None:
    for action in factories.ActionFactory.create_batch(number):
        factories.LocationFactory(action=action)
    selection = WorkbookSelection.from_actions(Action.objects.order_by("pk"))
    with django_assert_num_queries(11):
        assert list(stream_selection_workbook(selection, []))
