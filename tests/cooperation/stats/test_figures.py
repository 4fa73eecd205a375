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
from cooperation.models import Action, Funding
from cooperation.search.entry_filters import select_agreements
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.stats.directory_rows import DirectoryRows
from cooperation.stats.money import KIND_CODES, MoneyFigures
from tests import factories, worlds
from tests.cooperation.search.test_facet_counts import VALUES
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db

AMOUNTS = (
    *(["guichet_eau"], ["2020"], ["guichet_eau:2020"], ["guichet_eau", "2020"]),
    *(["budget"], ["verse:2020"], ["budget", "accorde"]),
)
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
    """A directory of 40 actions and 20 agreements, with money of each kind."""
    worlds.directory()
    for number, action in enumerate(Action.objects.order_by("pk")[:20]):
        action.budget_eur = 1_000 * number
        action.own_share_eur = 100 * number if number % 2 else None
        action.save()
    kinds = (FundingKind.PAID, FundingKind.YEARLY)
    for number, funding in enumerate(Funding.objects.order_by("pk")[:6]):
        funding.kind = kinds[number % 2]
        funding.save()


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


def sum_behind(url: str, kind: str) -> Any:
    """Sum the amounts of a kind of the actions behind a link, by brute force."""
    selection = behind(url)
    chosen = [one for one in selection.cleaned["montant"].keys if one.kind == kind]
    assert chosen, url
    return sum(
        euros
        for action in selection.qs.prefetch_related("fundings")
        for euros, window, year in list_amounts(action, kind)
        if any(
            one.window in (None, window)
            and one.year in (None, year)
            and not (one.is_undated and year)
            for one in chosen
        )
    )


def list_amounts(action: Any, kind: str) -> list[Any]:
    """Return the known amounts of a kind of an action, with window and year."""
    own = {"budget": action.budget_eur, "part-propre": action.own_share_eur}
    if kind in own:
        return [(own[kind], None, action.start_year)] if own[kind] is not None else []
    return [
        (row.amount, row.window_id, row.year)
        for row in action.fundings.all()
        if row.kind == kind and row.amount is not None
    ]


def list_tables(context: Any) -> list[Any]:
    """Return every table of the page of figures, those that are folded too."""
    plots = [
        plot
        for section in context["sections"]
        for plot in (
            *section.plots,
            *(one for fold in section.folds for one in fold.plots),
        )
    ]
    return [plot.table for plot in plots if plot.table]


def list_matrices(context: Any) -> list[Any]:
    return [
        plot.matrix
        for section in context["sections"]
        for plot in (*section.plots, *(p for f in section.folds for p in f.plots))
        if plot.matrix
    ]


def get_kind(table: Any) -> str:
    return str(KIND_CODES[table.code.partition("-")[0]][0])


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
    for table in list_tables(figures_of(client, query)):
        for row in table.rows:
            if table.code == "argent":
                continue
            number = (
                sum_behind(row.url, get_kind(table))
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
def test_an_amount_is_known_for_the_actions_behind_its_link(
    client: Client, world: None, query: dict[str, list[str]]
) -> None:
    for table in list_tables(figures_of(client, query)):
        for row in table.rows if table.unit else []:
            assert (table.code, row.label, row.known) == (
                table.code,
                row.label,
                count_behind(row.url),
            )
            assert row.known <= row.out_of or not row.out_of


@FEW
@given(query=QUERIES)
def test_each_cell_of_a_matrix_is_what_is_behind_its_link(
    client: Client, world: None, query: dict[str, list[str]]
) -> None:
    for matrix in list_matrices(figures_of(client, query)):
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


def test_an_amount_is_counted_once_whatever_it_touches() -> None:
    action = factories.ActionFactory()
    for iso2 in ("NE", "ML"):
        factories.LocationFactory(action=action, country__iso2=iso2)
    action.themes.set([factories.ThemeFactory(code=code) for code in ("eau", "sante")])
    factories.FundingFactory(action=action, amount=1000, year=2024)
    factories.FundingFactory(
        action=action, amount=9000, year=2024, kind=FundingKind.PLANNED
    )

    money = MoneyFigures(ActionFilterSet(QueryDict()))
    tables = [
        money.build_table(f"montants-{by}") for by in ("guichets", "annees", "pays")
    ]
    kinds = money.build_kinds_table()

    assert [[row.number for row in table.rows] for table in tables] == [[1000]] * 3
    assert [row.label for row in tables[2].rows] == ["Dans plusieurs pays"]
    assert [(row.label, row.number) for row in kinds.rows] == [
        ("Montants accordés", 1000),
        ("Montants prévus", 9000),
    ]


def test_each_kind_of_money_stands_alone() -> None:
    action = factories.ActionFactory(
        start_year=2021, budget_eur=50_000, own_share_eur=10_000
    )
    eau = factories.ThemeFactory(code="eau", name_fr="Eau")
    action.themes.set([eau, factories.ThemeFactory(code="sante", name_fr="Santé")])
    factories.ActionFactory().themes.set([eau])
    for kind, amount in [
        (FundingKind.GRANTED, 20_000),
        (FundingKind.YEARLY, 2_000),
        (FundingKind.PAID, 15_000),
    ]:
        factories.FundingFactory(action=action, amount=amount, year=2022, kind=kind)

    money = MoneyFigures(ActionFilterSet(QueryDict()))

    kinds = money.build_kinds_table().rows
    assert [(row.label, row.number, row.url) for row in kinds] == [
        (name, amount, f"/actions/?montant={kind}")
        for name, amount, kind in [
            ("Budgets annoncés", 50_000, "budget"),
            ("Montants accordés", 20_000, "accorde"),
            ("Montants accordés chaque année", 2_000, "annuel"),
            ("Montants versés", 15_000, "verse"),
            ("Parts des collectivités chefs de file", 10_000, "part-propre"),
        ]
    ]
    assert {row.share for row in kinds} == {"connu : 1 sur 2 (50 %)"}
    themes = money.build_table("budgets-themes")
    assert [(row.label, row.number, row.share) for row in themes.rows] == [
        ("Eau", 50_000, "connu : 1 sur 2 (50 %)"),
        ("Santé", 50_000, "connu : 1 sur 1 (100 %)"),
    ]
    assert "ne s’additionnent pas" in themes.note
    years = money.build_table("budgets-annees")
    assert [(row.label, row.url) for row in years.rows] == [
        ("2021", "/actions/?montant=budget%3A2021")
    ]


def test_the_money_of_a_theme_is_two_clicks_from_the_home_page(client: Client) -> None:
    action = factories.ActionFactory(title="Forages", budget_eur=50_000)
    action.themes.set([factories.ThemeFactory(code="eau", name_fr="Eau")])

    assert "/chiffres/" in page_of(client, "/").links
    figures = page_of(client, "/chiffres/")
    assert "/actions/?montant=budget&theme=eau" in figures.links
    assert "Forages" in page_of(client, "/actions/?montant=budget&theme=eau").text


@pytest.mark.slow
def test_money_by_window_year_and_country_add_up_alike(world: None) -> None:
    selection = ActionFilterSet(QueryDict())
    known = Funding.objects.filter(
        action__in=selection.qs.order_by().values("pk"), kind=FundingKind.GRANTED
    )
    total = known.aggregate(total=Sum("amount"))["total"]
    for by in ("guichets", "annees", "pays"):
        table = MoneyFigures(selection).build_table(f"montants-{by}")
        assert sum(row.number for row in table.rows) == total


@pytest.mark.slow
def test_combinations_share_the_actions_out(world: None) -> None:
    selection = ActionFilterSet(QueryDict())
    numbers = [
        row.number for row in MoneyFigures(selection).build_combination_table().rows
    ]
    assert sum(numbers) == selection.qs.count()


@pytest.mark.parametrize(
    "code", ["pays", "annees", "montants-pays", "collectivites-pays", "accords-type"]
)
@pytest.mark.slow
def test_each_table_is_a_csv(client: Client, world: None, code: str) -> None:
    answer = client.get(f"/chiffres/{code}.csv")
    text = b"".join(answer).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert rows
    assert {len(row) for row in rows} == {len(header)}


def test_an_unknown_table_is_not_found(client: Client) -> None:
    for ending in ("/", ".csv", ".svg", ".png"):
        address = f"/chiffres/inconnu{ending}"
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
    with django_assert_num_queries(30):
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
    (table,) = (one for one in list_tables(context) if one.code == "collectivite")

    assert [(row.label, row.number) for row in table.rows] == [("Annecy", 1)]
    assert [label for label, _cells in list_matrices(context)[0].rows] == ["Annecy"]
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
