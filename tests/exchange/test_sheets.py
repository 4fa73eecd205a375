"""The sheets of staff's workbook: what they say, read with constant queries."""

import pytest

from cooperation.enums import Publication
from cooperation.exchange.columns import SheetSpec, cell_text
from cooperation.exchange.selecting import Selection
from cooperation.exchange.sheets import SHEETS, WRITING_ORDER
from cooperation.folding import name_key
from cooperation.models import Action
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    FundingFactory,
    InvolvementFactory,
    LocationFactory,
)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_columns_are_told_apart_by_code_and_by_label(sheet: SheetSpec) -> None:
    codes = [name_key(column.code) for column in sheet.columns]
    labels = [name_key(str(column.label)) for column in sheet.columns]
    assert len(set(codes)) == len(codes)
    assert len(set(labels)) == len(labels)
    others = set(codes) & set(labels)
    assert all(codes.index(name) == labels.index(name) for name in others)
    assert all(str(column.help) for column in sheet.columns)


def test_each_sheet_is_written_once_after_what_it_names() -> None:
    assert sorted(WRITING_ORDER) == sorted(SHEETS)


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

    selection = Selection.of_actions(Action.objects.filter(pk=action.pk))

    assert [len(selection.keys[code]) for code in SHEETS if code != "evenements"] == [
        *(1, 1, 1, 1, 1),
        len({involvement.partner_id, agreement.counterpart_id}),
    ]
    (row,) = selection.records("lieux")
    columns = [column.code for column in SHEETS["lieux"].exported]
    said = dict(zip(columns, map(cell_text, row), strict=True))
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
        selection = Selection.of_actions(Action.objects.order_by("pk"))
        rows = {sheet.code: len(list(rows)) for sheet, rows in selection.sheets()}
    assert rows["actions"] == rows["lieux"] == rows["partenaires"] == number
