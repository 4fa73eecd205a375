"""The sheets of staff's workbook: what they say, read with constant queries."""

import pytest

from cooperation.columns.specs import WorksheetSpec, format_cell_text
from cooperation.columns.worksheets import WORKSHEETS, WRITING_ORDER
from cooperation.enums import Publication
from cooperation.models import Action
from cooperation.spreadsheets.selection import WorkbookSelection
from cooperation.text import normalize
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    FundingFactory,
    InvolvementFactory,
    LocationFactory,
)


@pytest.mark.parametrize("sheet", WORKSHEETS.values(), ids=list(WORKSHEETS))
def test_columns_are_told_apart_by_code_and_by_label(sheet: WorksheetSpec) -> None:
    codes = [normalize(column.code) for column in sheet.columns]
    labels = [normalize(str(column.label)) for column in sheet.columns]
    assert len(set(codes)) == len(codes)
    assert len(set(labels)) == len(labels)
    others = set(codes) & set(labels)
    assert all(codes.index(name) == labels.index(name) for name in others)
    assert all(str(column.help) for column in sheet.columns)


def test_each_sheet_is_written_once_after_what_it_names() -> None:
    assert sorted(WRITING_ORDER) == sorted(WORKSHEETS)


@pytest.mark.django_db
def test_a_selection_gives_drafts_with_all_that_belongs_to_them() -> None:
    agreement = AgreementFactory.create(title="Annecy – Téra")
    action = ActionFactory.create(
        title="Puits", agreement=agreement, publication=Publication.DRAFT
    )
    involvement = InvolvementFactory.create(action=action)
    location = LocationFactory.create(action=action)
    FundingFactory.create(action=action)
    ActionFactory.create(title="Autre")

    selection = WorkbookSelection.from_actions(Action.objects.filter(pk=action.pk))

    assert [
        len(selection.keys[code]) for code in WORKSHEETS if code != "evenements"
    ] == [
        *(1, 1, 1, 1, 1),
        len({involvement.partner_id, agreement.counterpart_id}),
    ]
    (row,) = selection.records("lieux")
    columns = [column.code for column in WORKSHEETS["lieux"].exported_columns]
    said = dict(zip(columns, map(format_cell_text, row), strict=True))
    assert said["action_reference"] == action.reference
    assert said["pays_code"] == location.country_id
    assert said["ligne_id"] == str(location.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_reading_takes_as_many_queries_for_one_row_as_for_many(
    number: int,
    django_assert_num_queries,
) -> None:
    for action in ActionFactory.create_batch(number):
        InvolvementFactory.create(action=action)
        LocationFactory.create(action=action)
    with django_assert_num_queries(14):
        selection = WorkbookSelection.from_actions(Action.objects.order_by("pk"))
        rows = {code: len(list(selection.records(code))) for code in selection.keys}
    assert rows["actions"] == rows["lieux"] == rows["partenaires"] == number
