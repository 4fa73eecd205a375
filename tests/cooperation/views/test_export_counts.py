"""One noun, one number: a file holds as many rows as the list page says."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def directory(shared_rows: DjangoDbBlocker) -> None:
    """A small directory in which choices may be combined."""
    with shared_rows.unblock():
        worlds.directory()


def read_file(client: Client, address: str) -> bytes:
    """Return what a file holds."""
    answer: Any = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def count_csv(content: bytes) -> int:
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    return len(list(csv.DictReader(lines, delimiter=";")))


def count_xlsx(content: bytes) -> int:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].max_row - 1


COUNTS: dict[str, Callable[[bytes], int]] = {"csv": count_csv, "xlsx": count_xlsx}


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "",
        "pays=ne",
        "pays=ne&pays=bj",
        "theme=eau&departement=74",
        "statut=en_cours",
        "type=jumelage&tri=titre",
        "annee_min=2010&annee_max=2020",
        "region=011&guichet=guichet_sante",
        "bbox=0,0,20,40",
        "q=xyzzy",
    ],
)
@pytest.mark.parametrize("dataset", ["actions", "accords"])
def test_a_file_has_as_many_rows_as_the_page_says(
    client: Client, directory: None, dataset: str, query: str
) -> None:
    page = client.get(f"/{dataset}/?{query}").content.decode()

    (said,) = re.findall(r'data-total="(\d+)"', page)
    numbers = {
        suffix: count(read_file(client, f"/{dataset}.{suffix}?{query}"))
        for suffix, count in COUNTS.items()
    }
    assert numbers == dict.fromkeys(COUNTS, int(said))
