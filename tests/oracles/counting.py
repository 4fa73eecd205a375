"""How many actions, agreements, authorities and partners each place of the site says.

Of one country, authority, partner or theme: the numbers by who says them, all of which
are to be those of the lists.
"""

import csv
import io
import re
from typing import Any

from django.http import QueryDict
from django.test import Client
from django.utils.text import capfirst

from cooperation.models import Collectivity, Country, Department, Partner, Theme
from cooperation.search.directory_filters import CollectivityFilterSet
from cooperation.stats.directory_rows import DirectoryRows

TOTAL = re.compile(rb'data-total="(\d+)"')
FIGURES = ("n_actions", "n_agreements", "n_collectivities", "n_partners")
NOUNS = {
    "n_actions": ("action", "actions"),
    "n_agreements": ("accord", "accords"),
    "n_collectivities": ("collectivité", "collectivités"),
}
Numbers = dict[str, int]


def list_differences(client: Client) -> list[str]:
    """Return every number that differs from that of the list with the same noun."""
    countries = Country.objects.with_published_entries()
    authorities = Collectivity.objects.with_published_entries()
    partners = Partner.objects.published()
    told = [
        *tell(client, countries, "pays", "iso2", "/pays/"),
        *tell(client, authorities, "collectivite", "slug", "/collectivites/"),
        *tell(client, partners, "partenaire", "slug", "/partenaires/", figures=False),
        *tell(client, Theme.objects.all(), "theme", "code", ""),
    ]
    return [
        f"{query}: {noun} {number} by {who}, {lists[noun]} in the list"
        for query, lists, saying in told
        for who, numbers in saying.items()
        for noun, number in numbers.items()
        if noun in lists and number != lists[noun]
    ]


def tell(
    client: Client,
    rows: Any,
    parameter: str,
    column: str,
    path: str,
    *,
    figures: bool = True,
) -> list[tuple[str, Numbers, dict[str, Numbers]]]:
    """Return, for each row, its query, what lists count, and what others say."""
    listed = read_list_rows(client, path) if path else {}
    table = read_figure_rows(client, parameter) if figures else {}
    found = []
    for row in rows:
        query = f"{parameter}={getattr(row, column).lower()}"
        saying = count_selection(client, query)
        if path:
            url = row.get_absolute_url()
            saying |= {"its page": read_page(client, url), "its row": listed[url]}
        if figures:
            label = capfirst(row.name)
            saying["figures"] = table.get(label, {"n_actions": 0, "n_agreements": 0})
        found.append((query, count_lists(client, parameter, query), saying))
    return found


def count_lists(client: Client, parameter: str, query: str) -> Numbers:
    lists = {"n_actions": "actions", "n_agreements": "accords"}
    if parameter in ("pays", "theme"):
        lists["n_collectivities"] = "collectivites"
    if parameter == "collectivite":
        lists["n_partners"] = "partenaires"
    return {
        noun: read_total(client, f"/{path}/?{query}") for noun, path in lists.items()
    }


def read_total(client: Client, address: str) -> int:
    """Return the ``data-total`` of a list."""
    content = client.get(address, headers={"hx-request": "true"}).content
    found = TOTAL.search(content)
    assert found, address
    return int(found[1])


def count_selection(client: Client, query: str) -> dict[str, Numbers]:
    """Return what the map and the exports of a selection count."""
    points = client.get(f"/actions/points.json?{query}").json()
    return {
        "map": {"n_actions": points["total"]},
        "export": {
            "n_actions": count_records(client, f"/actions.csv?{query}"),
            "n_agreements": count_records(client, f"/accords.csv?{query}"),
        },
    }


def count_records(client: Client, address: str) -> int:
    """Return how many records a CSV file holds."""
    response: Any = client.get(address)
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return len(list(csv.reader(io.StringIO(content), delimiter=";"))) - 1


def read_page(client: Client, address: str) -> Numbers:
    """Return the figures at the head of an entry's page."""
    context = client.get(address).context
    return {name: context[name].value for name in FIGURES if name in context}


def read_figure_rows(client: Client, code: str) -> dict[str, Numbers]:
    """Return the numbers of a table of figures, by the label of its rows."""
    table = client.get(f"/chiffres/{code}/").context["table"]
    return {
        row.label: {
            "n_agreements": row.parts[0].number,
            "n_actions": row.parts[1].number,
        }
        for row in table.rows
    }


def read_list_rows(client: Client, path: str) -> dict[str, Numbers]:
    """Return the numbers in the rows of a list, by the address of their entry."""
    found: dict[str, Numbers] = {}
    address = path
    while address:
        context = client.get(address).context
        for row in context["items"]:
            found[row.url] = {
                noun: sum(one.n for one in row.counts if one.label in words)
                for noun, words in NOUNS.items()
                if noun != "n_collectivities" or path == "/pays/"
            }
        following = context["pagination"].next_url
        address = following and f"{path}{following}"
    return found


def list_department_differences() -> list[str]:
    """Return the departments whose list and report differ in their authorities."""
    found = []
    for code in Department.objects.values_list("code", flat=True):
        query = f"departement={code.lower()}"
        listed = CollectivityFilterSet(QueryDict(query)).qs.count()
        reported = len(DirectoryRows(query).list_rows("collectivites"))
        if listed != reported:
            found.append(f"{query}: {listed} in the list, {reported} in a report")
    return found
