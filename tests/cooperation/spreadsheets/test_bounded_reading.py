"""Files read by a process of its own: the same rows, and true reasons when it dies."""

import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.utils.translation import override

from cooperation.spreadsheets.files import (
    WEB_LIMITS,
    Limits,
    UnreadableFile,
    bounded,
    open_in_bounded_process,
    open_spreadsheet,
)

FILES = Path(settings.BASE_DIR) / "tests" / "files"
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Read every archive by a process, and list the processes."""
    processes: list[Any] = []

    def start(*arguments: Any, **options: Any) -> Any:
        processes.append(POPEN(*arguments, **options))
        return processes[-1]

    monkeypatch.setattr(bounded, "MAX_HARMLESS_SIZE", 0)
    monkeypatch.setattr(bounded.subprocess, "Popen", start)
    return processes


POPEN = subprocess.Popen


def read_all(opener: Any, path: Path, limits: Limits = WEB_LIMITS, **more: Any) -> Any:
    with opener(path, limits, **more) as book:
        tables = [(table, list(table.rows)) for table in book.sheets()]
        return (
            book.kind,
            book.notes,
            [
                (one.name, one.header, one.header_line, one.first_lines, rows)
                for one, rows in tables
            ],
        )


@pytest.mark.parametrize(
    "name",
    ["xlsxwriter.xlsx", "libreoffice.xlsx", "libreoffice.ods", "libreoffice_utf8.csv"],
)
def test_a_process_reads_what_this_one_does(name: str, started: list[Any]) -> None:
    path = FILES / name
    here = read_all(open_spreadsheet, path)
    assert read_all(open_in_bounded_process, path) == here
    chosen = {"Actions": 4, "": 4}
    there = read_all(open_in_bounded_process, path, header_lines=chosen)
    assert there == read_all(open_spreadsheet, path, header_lines=chosen)
    assert there != here
    assert len(started) == (0 if name.endswith("csv") else 2)


def test_notes_of_the_file_are_there_before_its_rows() -> None:
    with open_in_bounded_process(FILES / "libreoffice.ods", WEB_LIMITS) as book:
        for table in book.sheets():
            assert next(table.rows)[0] == 4
            break
    with open_in_bounded_process(FILES / "libreoffice.xlsx", WEB_LIMITS) as book:
        assert book.notes == ["Feuilles masquées, laissées de côté : « Brouillon »."]


def test_reasons_come_through_in_the_language_of_the_visitor(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_column(0, 0, ["a", *range(5)])
    limits = replace(WEB_LIMITS, rows=3)
    with pytest.raises(UnreadableFile, match="dépasse 3 lignes"):
        read_all(open_in_bounded_process, path, limits)
    with override("en"), pytest.raises(UnreadableFile, match="more than 3 rows"):
        read_all(open_in_bounded_process, path, limits)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "grand.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(3_000):
            sheet.write_row(row, 0, [f"{row} {column}" * 30 for column in range(10)])
    return path


def test_a_file_that_needs_too_much_memory_is_refused_for_that(large: Path) -> None:
    with pytest.raises(UnreadableFile, match="trop de mémoire"):
        read_all(open_in_bounded_process, large, replace(WEB_LIMITS, memory=0))
    assert len(read_all(open_in_bounded_process, large)[2][0][-1]) == 2_999


def test_a_file_that_takes_too_long_is_refused_for_that(large: Path) -> None:
    with pytest.raises(UnreadableFile, match="prend plus de 0 secondes"):
        read_all(open_in_bounded_process, large, replace(WEB_LIMITS, seconds=0))


def test_a_process_that_dies_is_said(large: Path, started: list[Any]) -> None:
    with open_in_bounded_process(large, WEB_LIMITS) as book:
        table = next(book.sheets())
        started[0].terminate()
        with pytest.raises(UnreadableFile, match="n’a pas pu être lu"):
            list(table.rows)


def test_a_file_left_before_its_end_leaves_no_process(
    large: Path, started: list[Any]
) -> None:
    with open_in_bounded_process(large, WEB_LIMITS) as book:
        table = next(book.sheets())
        assert next(table.rows)[0] == 2
    assert started[0].returncode is not None


def test_threads_read_at_the_same_time(large: Path) -> None:
    counts: list[int] = []

    def count() -> None:
        counts.append(len(read_all(open_in_bounded_process, large)[2][0][-1]))

    threads = [threading.Thread(target=count) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [2_999] * 3


def test_a_small_file_starts_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any]
) -> None:
    monkeypatch.undo()
    path = tmp_path / "petit.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(51):
            sheet.write_row(row, 0, [f"{row} {column}" for column in range(20)])
    begun = time.process_time()
    assert len(read_all(open_in_bounded_process, path)[2][0][-1]) == 50
    assert time.process_time() - begun < 0.3
    assert not started
