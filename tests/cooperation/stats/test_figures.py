"""Every figure is the count, or the sum, of the rows behind its link."""

import csv
import io
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db.models import Sum
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from cooperation.enums import FundingKind
from cooperation.models import Funding
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.stats import money
from cooperation.stats.directory_rows import DirectoryRows
from cooperation.stats.tables import select_agreements
from tests import factories, worlds
from tests.cooperation.search.test_facet_counts import VALUES
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db

AMOUNTS = (["guichet_eau"], ["2020"], ["guichet_eau:2020"], ["guichet_eau", "2020"])
QUERIES = some.fixed_dictionaries(
    {},
    optional={
        name: some.lists(some.sampled_from(values), min_size=1, max_size=2, unique=True)
        for name, values in VALUES.items()
    }
    | {
        "q": some.sampled_from([["eau"], ["commune"]]),
        "annee_min": some.sampled_from([["1990"], ["2015"]]),
        "combinaison": some.sampled_from([["aucun"], ["guichet_eau"]]),
        "portee": some.sampled_from([["un"], ["plusieurs"]]),
        "montant": some.sampled_from(AMOUNTS),
        "statut": some.just(["terminee"]),
    },
)
FEW = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def world() -> None:
    """A directory of 40 actions and 20 agreements."""
    worlds.directory()


def behind(url: str) -> Any:
    """Return the selection that a link leads to; it must be understood whole."""
    address = urlsplit(url)
    filters = AgreementFilterSet if "accords" in address.path else ActionFilterSet
    selection = filters(QueryDict(address.query))
    assert selection.strict_errors == []
    return selection


def count_behind(url: str) -> int:
    """Return how many entries a link leads to: of a list, or of the figures."""
    address = urlsplit(url)
    if "chiffres" not in address.path:
        return int(behind(url).qs.count())
    selection = ActionFilterSet(QueryDict(address.query))
    assert selection.strict_errors == []
    return int(selection.qs.count() + select_agreements(selection).qs.count())


def granted_behind(selection: Any) -> Any:
    """Sum the granted amounts of the actions behind a link, by brute force."""
    rows = Funding.objects.filter(
        action__in=list(selection.qs.values_list("pk", flat=True)),
        kind=FundingKind.GRANTED,
        amount__isnull=False,
    )
    chosen = selection.cleaned["montant"].keys
    return sum(
        row.amount
        for row in rows
        if not chosen
        or any(
            (amount.window in (None, row.window_id))
            and (amount.year in (None, row.year))
            and not (amount.is_undated and row.year)
            for amount in chosen
        )
    )


def figures_of(client: Client, query: dict[str, list[str]]) -> Any:
    """Return what the page of figures was made of."""
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, values)
    page = client.get(f"/chiffres/?{data.urlencode()}")
    assert page.status_code == 200
    return page.context


@FEW
@example(query={"montant": ["guichet_eau"]})
@example(query={"montant": ["guichet_eau", "2020"]})
@given(query=QUERIES)
def test_each_figure_is_what_is_behind_its_link(
    client: Client, world: None, query: dict[str, list[str]]
) -> None:
    context = figures_of(client, query)
    for group in context["groups"]:
        for table in group.tables:
            for row in table.rows:
                number = (
                    granted_behind(behind(row.url))
                    if table.unit
                    else count_behind(row.url)
                )
                assert (table.code, row.label, row.number) == (
                    table.code,
                    row.label,
                    number,
                )
                assert [part.number for part in row.filled_parts] == [
                    count_behind(part.url) for part in row.filled_parts
                ]


@FEW
@given(query=QUERIES)
def test_each_cell_of_a_matrix_is_what_is_behind_its_link(
    client: Client, world: None, query: dict[str, list[str]]
) -> None:
    for matrix in figures_of(client, query)["matrices"]:
        for label, cells in matrix.rows:
            for found in cells:
                number = found and count_behind(found.url)
                assert (label, found and found.number) == (label, number)


@FEW
@given(query=QUERIES)
def test_who_could_pool_is_who_acts_there(
    client: Client, world: None, query: dict[str, list[str]]
) -> None:
    for pool in figures_of(client, query)["pools"]:
        selection = ActionFilterSet(QueryDict(urlsplit(pool.url).query))
        agreements = AgreementFilterSet(QueryDict(urlsplit(pool.url).query))
        who = {
            key
            for rows, owners in (
                (selection.qs, ("lead", "co_leads")),
                (agreements.qs, ("collectivity", "other_signatories")),
            )
            for owner in owners
            for key in rows.values_list(owner, flat=True)
        }
        assert 1 < pool.n <= len(who)


@pytest.mark.slow
def test_following_a_link_shows_that_many_rows(client: Client, world: None) -> None:
    page = page_of(client, "/chiffres/theme/")
    (url, shown) = re.findall(
        r'<a href="(/actions/[^"]+)"[^>]*>(\d+)', page.html.replace("&amp;", "&")
    )[0]
    assert f'data-total="{shown}"' in client.get(url).content.decode()


def test_an_amount_is_counted_once_whatever_it_touches(client: Client) -> None:
    action = factories.ActionFactory()
    for iso2 in ("NE", "ML"):
        factories.LocationFactory(action=action, country__iso2=iso2)
    action.themes.set([factories.ThemeFactory(code=code) for code in ("eau", "sante")])
    factories.FundingFactory(action=action, amount=1000, year=2024)
    factories.FundingFactory(
        action=action, amount=9000, year=2024, kind=FundingKind.PLANNED
    )

    tables = [
        money.build_window_table,
        money.build_year_table,
        money.build_country_table,
    ]
    totals = [table(ActionFilterSet(QueryDict())) for table in tables]

    assert [[row.number for row in table.rows] for table in totals] == [[1000]] * 3
    assert [row.label for row in totals[2].rows] == ["Dans plusieurs pays"]


@pytest.mark.slow
def test_money_by_window_year_and_country_add_up_alike(world: None) -> None:
    selection = ActionFilterSet(QueryDict())
    known = Funding.objects.filter(
        action__in=selection.qs.order_by().values("pk"), kind=FundingKind.GRANTED
    )
    total = known.aggregate(total=Sum("amount"))["total"]
    for table in (
        money.build_window_table,
        money.build_year_table,
        money.build_country_table,
    ):
        assert sum(row.number for row in table(selection).rows) == total


@pytest.mark.slow
def test_combinations_share_the_actions_out(world: None) -> None:
    selection = ActionFilterSet(QueryDict())
    numbers = [row.number for row in money.build_combination_table(selection).rows]
    assert sum(numbers) == selection.qs.count()


@pytest.mark.parametrize(
    "code", ["pays", "annees", "montants-pays", "collectivites-pays", "accords-type"]
)
def test_each_table_is_a_csv(client: Client, world: None, code: str) -> None:
    answer = client.get(f"/chiffres/{code}.csv")
    text = b"".join(answer).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert rows
    assert {len(row) for row in rows} == {len(header)}


def test_an_unknown_table_is_not_found(client: Client) -> None:
    for address in ("/chiffres/inconnu/", "/chiffres/inconnu.csv"):
        assert client.get(address).status_code == 404


def test_a_machine_is_told_what_it_got_wrong(client: Client) -> None:
    answer = client.get("/chiffres/pays.csv?montant=beaucoup&combinaison=x%2By")
    assert answer.status_code == 400
    assert "montant" in answer.content.decode()
    assert "combinaison" in answer.content.decode()


def test_an_empty_directory_has_a_calm_page(client: Client) -> None:
    assert "Rien à compter" in page_of(client, "/chiffres/").text


def test_a_draft_is_in_no_figure(client: Client) -> None:
    hidden = factories.ActionFactory(draft=True, title="Secrète")
    factories.LocationFactory(action=hidden, country__name_fr="Pays caché")
    factories.FundingFactory(action=hidden, amount=123456)
    text = page_of(client, "/chiffres/").text
    assert "Pays caché" not in text
    assert "123 456" not in text


@pytest.mark.parametrize("count", [8, 40])
def test_the_page_takes_the_same_queries_whatever_there_is(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    worlds.directory(count)
    with django_assert_num_queries(57):
        assert client.get("/chiffres/").status_code == 200


def test_a_number_of_entries_says_its_agreements_and_its_actions(
    client: Client,
) -> None:
    niger = factories.CountryFactory()
    factories.LocationFactory(country=niger)
    factories.AgreementFactory.create_batch(2, country=niger)

    page = page_of(client, "/chiffres/pays/")
    table = client.get("/chiffres/pays.csv")
    lines = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()

    assert "Niger 3 (Niger) 2 accords , 1 action" in page.text
    assert {"/accords/?pays=ne", "/actions/?pays=ne"} <= {*page.links}
    assert lines == ["valeur;nombre;accords;actions", "Niger;3;2;1"]


def test_the_country_of_agreements_alone_leads_to_their_list(client: Client) -> None:
    factories.AgreementFactory(country=factories.CountryFactory())

    page = page_of(client, "/chiffres/pays/")

    assert "Niger 1 (Niger) accord" in page.text
    assert "/accords/?pays=ne" in page.links


def test_whom_one_acts_with_elsewhere_is_not_of_the_department(client: Client) -> None:
    here = factories.CollectivityFactory(name="Annecy", department__code="74")
    there = factories.CollectivityFactory(name="Quimper", department__code="29")
    action = factories.ActionFactory(lead=here, co_leads=[there])
    factories.LocationFactory(action=action)

    context = client.get("/chiffres/?departement=74").context
    (table,) = (
        table
        for group in context["groups"]
        for table in group.tables
        if table.code == "collectivite"
    )

    assert [(row.label, row.number) for row in table.rows] == [("Annecy", 1)]
    assert context["matrices"][0].rows[0][0] == "Annecy"
    assert len(context["matrices"][0].rows) == 1
    rows = DirectoryRows("departement=74").list_rows("collectivites")
    assert [row["title"] for row in rows] == ["Annecy"]


def test_a_choice_about_actions_alone_leaves_agreements_out(client: Client) -> None:
    niger = factories.CountryFactory()
    action = factories.ActionFactory(status="en_cours")
    factories.LocationFactory(action=action, country=niger)
    factories.AgreementFactory(country=niger)

    figures = client.get("/chiffres/?statut=en_cours").context["key_figures"]

    assert [figure.value for figure in figures] == [0, 1, 1]
    assert DirectoryRows("statut=en_cours").list_rows("accords") == []
