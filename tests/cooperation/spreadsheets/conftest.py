"""Fixtures that write the files of a test."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter


@pytest.fixture
def workbook(tmp_path: Path) -> Any:
    """Write a workbook of rows, then let a test write to its sheet."""

    def write(*rows: list[Any], more: Any = None, **options: Any) -> Path:
        path = tmp_path / "classeur.xlsx"
        with xlsxwriter.Workbook(str(path), options) as book:
            sheet = book.add_worksheet("Suivi")
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if more:
                more(book, sheet)
        return path

    return write


@pytest.fixture
def text(tmp_path: Path) -> Any:
    def write(content: bytes | str) -> Path:
        path = tmp_path / "fichier.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
