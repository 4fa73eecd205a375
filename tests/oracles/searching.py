"""Searches of the real records, with what a person expects to find first.

``queries.csv``: what is typed, the group of the answers, among how many of the first
the expected name must be (a blank: any answer), and whether the words hold a mistake.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.html import strip_tags

from cooperation.presenters.search_groups import search_everything

QUERIES = Path(__file__).with_name("queries.csv")


def list_queries() -> list[dict[str, str]]:
    with QUERIES.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def iter_disappointments() -> Iterator[str]:
    """Yield each search that does not give what is expected, with what it gives."""
    for row in list_queries():
        names = list_first_names(row["query"], row["group"])
        expected = names[: int(row["place"])]
        if not any(row["name"] in name for name in expected):
            yield f"{row['query']} ({row['group']}): {row['name']} not in {names[:3]}"


def list_first_names(text: str, group: str) -> list[str]:
    """Return the names that the search over everything shows in a group."""
    groups = search_everything(text).groups
    return [
        strip_tags(row.name) for one in groups if one.code == group for row in one.rows
    ]
