"""Files that are sent as they are made: what they hold, and how many at once."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from cooperation.columns.actions import ACTION_DATASET
from cooperation.columns.agreements import AGREEMENT_DATASET
from cooperation.columns.datasets import list_keys, return_unchanged
from cooperation.exports import slots, xlsx_stream
from cooperation.exports.csv import stream_csv, stream_dataset_csv
from cooperation.exports.xlsx import WORKBOOK_OPTIONS, write_table
from cooperation.models import Action
from tests import factories

NASTY = [
    "=1+1",
    "  -2 ",
    "a;b",
    'dit « "non" »',
    "ligne\nautre\r\n",
    "\\.",
    "a|b",
    "＝x",
    "fin\x0b_x0041_<&>",
    "😀" * 17_000,
    "100 %s",
]


@pytest.mark.django_db
def test_postgresql_writes_texts_as_python_does() -> None:
    for place, text in enumerate(NASTY):
        action = factories.ActionFactory(title=f"{place:03}", description=text)
        factories.InvolvementFactory(action=action, partner__name=text[:200])
    keys = list_keys(Action.objects.order_by("title_key"))

    shown = [
        column
        for column in ACTION_DATASET.columns
        if column.code in ("description", "partenaires")
    ]
    parts = {"partners": ACTION_DATASET.relations["partners"]}
    dataset = replace(ACTION_DATASET, columns=shown, relations=parts)

    written = b"".join(stream_dataset_csv(dataset, keys, "fr"))

    rows = [([text[:200]], text) for text in NASTY]
    header = ["partenaires", "description"]
    assert written == b"".join(stream_csv(header=header, rows=rows))


@pytest.mark.django_db
def test_a_streamed_workbook_is_that_of_xlsxwriter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for place, text in enumerate(NASTY):
        factories.ActionFactory(
            title=f"{place:03}", description=text, budget_eur=f"{place}.50"
        )
    keys = list_keys(Action.objects.order_by("title_key"))

    at_once = b"".join(xlsx_stream.stream_xlsx(ACTION_DATASET, keys, "fr"))
    monkeypatch.setattr(xlsx_stream, "MEASURED_ROWS", 1)
    in_pieces = list(xlsx_stream.stream_xlsx(ACTION_DATASET, keys, "fr"))

    assert len(in_pieces) > len(NASTY)
    assert read_cells(b"".join(in_pieces)) == read_cells(at_once)
    with zipfile.ZipFile(io.BytesIO(b"".join(in_pieces))) as archive:
        assert archive.testzip() is None


def read_cells(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(xlsx_stream.ROWS_MEMBER).decode()
    return text[text.index("<sheetData>") :]


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_text_is_a_cell_as_xlsxwriter_writes_it(text: str) -> None:
    file = io.BytesIO()
    with Workbook(file, WORKBOOK_OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True})
        write_table(workbook.add_worksheet(), ["a"], [(text,)], bold)

    row = xlsx_stream.format_rows([(text,)], 2, 0)

    assert f"{row}</sheetData>" in read_cells(file.getvalue())


@pytest.fixture
def no_slot(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every export is large, and as many as may be are being sent."""
    monkeypatch.setattr("cooperation.views.api.exports.MAX_ROWS_AT_ONCE", 0)
    assert slots.claim_slot()
    assert slots.claim_slot()
    yield
    slots.SLOTS.release()
    slots.SLOTS.release()


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["csv", "geojson", "xlsx"])
@pytest.mark.usefixtures("no_worker")
def test_one_export_too_many_is_asked_to_come_back(
    client: Client, no_slot: None, suffix: str
) -> None:
    factories.ActionFactory()

    answer = client.get(f"/actions.{suffix}")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Cache-Control"] == "no-store"
    assert "autres exports sont en cours" in answer.content.decode()


@pytest.mark.django_db
def test_a_slot_is_free_again_when_a_file_ends_or_its_reader_leaves(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cooperation.views.api.exports.MAX_ROWS_AT_ONCE", 0)
    factories.ActionFactory()

    for _number in range(3):
        whole: Any = client.get("/actions.csv")
        assert b"".join(whole.streaming_content)
        assert slots.claim_slot()
        left = slots.SlottedStream(piece for piece in (b"one", b"two"))
        assert next(left) == b"one"
        left.close()
        left.close()
        assert slots.claim_slot()
        slots.SlottedStream(piece for piece in ()).close()

    assert [slots.claim_slot(), slots.claim_slot(), slots.claim_slot()] == [
        True,
        True,
        False,
    ]
    slots.SLOTS.release()
    slots.SLOTS.release()


@pytest.mark.django_db
def test_a_workbook_of_too_many_rows_is_refused_in_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cooperation.views.api.exports.MAX_ROWS", 0)
    factories.ActionFactory()

    answer = client.get("/actions.xlsx")

    assert answer.status_code == 400
    assert "prenez le CSV" in answer.text


def test_public_columns_are_computed_by_postgresql_alone() -> None:
    for dataset in (ACTION_DATASET, AGREEMENT_DATASET):
        assert {column.show for column in dataset.columns} == {return_unchanged}


@pytest.mark.django_db
def test_a_workbook_read_by_pieces_has_all_its_rows() -> None:
    factories.ActionFactory.create_batch(3)
    keys = list_keys(Action.objects.all())

    content = b"".join(xlsx_stream.stream_xlsx(ACTION_DATASET, keys, "fr"))

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert len(list(book.worksheets[0].iter_rows())) == 4
