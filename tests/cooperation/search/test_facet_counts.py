"""A facet's counts are what each choice would give: brute force says the same."""

from datetime import date

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cooperation.enums import (
    ActionStatus,
    AgreementKind,
    AgreementStatus,
    PartnerKind,
)
from cooperation.models import Action, Agreement, Country, Goal, Partner, Theme
from cooperation.search.facets import FACETS, count_excluding_each, count_facets
from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)
from cooperation.search.index_keeper import get_index
from tests import worlds
from tests.factories import (
    ActionFactory,
    AgreementEventFactory,
    AgreementFactory,
    CollectivityFactory,
    InvolvementFactory,
    LocationFactory,
    PlaceFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

# Each value of each facet, as its address has it.
VALUES = {
    "pays": ["ne", "bj", "it", "ps"],
    "region": ["011", "039"],
    "theme": ["eau", "sante", "culture"],
    "odd": ["3", "6", "17"],
    "type": AgreementKind.values,
    "guichet": ["guichet_eau", "guichet_sante", "guichet_culture"],
    "collectivite": [f"commune-{code}-{n}" for code in (73, 74) for n in range(3)],
    "epci": ["epci-73", "epci-74"],
    "departement": ["73", "74"],
    "nature": PartnerKind.values,
}
STATUSES = {
    ActionFilterSet: ActionStatus.values,
    AgreementFilterSet: AgreementStatus.values,
}
OTHERS = {
    "q": ["eau", "formation", '"eau potable"', "commune acc"],
    "annee_min": ["1990", "2015"],
    "annee_max": ["2010", "2020"],
    "bbox": ["-20,0,20,30", "170,-90,-170,90", "0,0,90,90"],
}
QUERIES = some.fixed_dictionaries(
    {},
    optional={
        name: some.lists(some.sampled_from(values), min_size=1, max_size=2, unique=True)
        for name, values in VALUES.items()
    }
    | {
        name: some.sampled_from(values).map(lambda v: [v])
        for name, values in OTHERS.items()
    },
)
FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def world() -> None:
    """A directory of 40 actions and 20 agreements, some with facts of their own."""
    worlds.directory()
    partners = list(Partner.objects.all())
    countries = Country.objects.order_by("pk")
    places = [PlaceFactory(country=country) for country in countries]
    themes, goals = list(Theme.objects.all()), list(Goal.objects.all())
    for number, agreement in enumerate(Agreement.objects.order_by("pk")):
        agreement.themes.set(themes[number % 4 : number % 4 + 2])
        agreement.goals.set(goals[number % 5 : number % 5 + 2])
        agreement.partners.set(partners[number % 7 : number % 7 + 3])
        agreement.places.set(places[number % 3 : number % 3 + 2])


def selection(
    filters: type[EntryFilterSet], query: dict[str, list[str]]
) -> EntryFilterSet:
    """Return what a query selects."""
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, values)
    return filters(data)


def assert_counts_are_those_of_choices(
    filters: type[EntryFilterSet], query: dict[str, list[str]], facet: str
) -> None:
    """Choose each value of a facet, and compare."""
    counts = count_facets(selection(filters, query)).facets[facet]
    for value in (VALUES | {"statut": STATUSES[filters]})[facet]:
        chosen = selection(filters, query | {facet: [value]})
        (key,) = chosen.cleaned[facet].keys
        assert (value, counts.get(key, 0)) == (value, chosen.qs.count())


@pytest.mark.slow
@pytest.mark.parametrize("filters", [ActionFilterSet, AgreementFilterSet])
def test_each_count_is_that_of_the_choice(
    world: None, filters: type[EntryFilterSet]
) -> None:
    for facet in FACETS:
        assert_counts_are_those_of_choices(filters, {}, facet)


@pytest.mark.parametrize("filters", [ActionFilterSet, AgreementFilterSet])
@FEW
@given(query=QUERIES, facet=some.sampled_from(FACETS))
def test_each_count_is_that_of_the_choice_beside_others(
    world: None, filters: type[EntryFilterSet], query: dict[str, list[str]], facet: str
) -> None:
    assert_counts_are_those_of_choices(filters, query, facet)


@pytest.mark.parametrize("filters", [ActionFilterSet, AgreementFilterSet])
@FEW
@given(query=QUERIES)
def test_the_total_is_that_of_the_list(
    world: None, filters: type[EntryFilterSet], query: dict[str, list[str]]
) -> None:
    chosen = selection(filters, query)
    assert count_facets(chosen).total == chosen.qs.count()


@pytest.mark.parametrize("filters", [ActionFilterSet, AgreementFilterSet])
@FEW
@given(query=QUERIES)
def test_each_count_without_a_filter_is_that_of_the_list_without_it(
    world: None, filters: type[EntryFilterSet], query: dict[str, list[str]]
) -> None:
    chosen = selection(filters, query)

    understood = [name for name in query if chosen.cleaned[name].options]
    excluding = {name: chosen.excluding(name).count() for name in understood}
    assert count_excluding_each(chosen) == excluding


def test_drafts_are_counted_nowhere() -> None:
    draft = ActionFactory(draft=True, themes=[ThemeFactory()], start_year=1999)
    LocationFactory(action=draft)
    InvolvementFactory(action=draft)
    counts = count_facets(ActionFilterSet())
    assert counts.total == 0
    assert counts.lowest is None
    assert {n for values in counts.facets.values() for n in values.values()} <= {0}


def test_the_kind_of_a_draft_agreement_is_not_told_by_its_actions() -> None:
    ActionFactory(agreement=AgreementFactory(draft=True))
    assert count_facets(ActionFilterSet()).facets["type"] == {}


def test_an_action_counts_once_where_it_has_several_places() -> None:
    action = ActionFactory()
    LocationFactory(action=action, label="Téra")
    LocationFactory(action=action, label="Kokorou")
    counts = count_facets(ActionFilterSet())
    assert counts.facets["pays"] == {"NE": 1}
    assert counts.countries == 1


def test_the_span_of_years_is_that_of_the_other_choices() -> None:
    action = ActionFactory(start_year=1995, end_year=2003)
    LocationFactory(action=action)
    ActionFactory(start_year=1980)
    counts = count_facets(ActionFilterSet(QueryDict("pays=ne&annee_min=2000")))
    assert (counts.lowest, counts.highest) == (1995, 2003)


@pytest.mark.parametrize("item_count", [1, 3])
def test_counting_takes_as_many_queries_whatever_the_number(
    item_count: int, django_assert_num_queries
) -> None:
    epci = CollectivityFactory(epci_kind=True)
    for _number in range(item_count):
        action = ActionFactory(agreement=AgreementFactory(), lead__epci=epci)
        LocationFactory(action=action)
        InvolvementFactory(action=action)
    selection = ActionFilterSet(
        QueryDict("pays=ne&annee_min=1990&bbox=-180,-90,180,90")
    )
    assert selection.problems == []
    # Is anything written; what changed; numbers, facets, points; names of countries,
    # authorities, EPCI and the rest.
    with django_assert_num_queries(9):
        count_facets(selection)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_was_read_is_kept_until_something_changes(
    django_assert_num_queries,
) -> None:
    action = ActionFactory()
    first = get_index("action")
    with django_assert_num_queries(1):
        assert get_index("action") is first
    Action.objects.filter(pk=action.pk).update(status="terminee")
    found = get_index("action")
    assert found.count("statut", found.everything) == {"terminee": 1}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_transaction_leaves_nothing_of_what_it_undoes() -> None:
    ActionFactory()
    with transaction.atomic():
        ActionFactory()
        assert count_facets(ActionFilterSet()).total == 2
        transaction.set_rollback(True)
    assert count_facets(ActionFilterSet()).total == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_on_another_day_all_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = AgreementEventFactory(kind="signe", year=1990).agreement
    AgreementEventFactory(agreement=agreement, kind="termine", year=2050)
    before = count_facets(AgreementFilterSet()).facets["statut"]
    monkeypatch.setattr(timezone, "localdate", lambda: date(2050, 12, 31))
    after = count_facets(AgreementFilterSet()).facets["statut"]
    assert (before, after) == ({"en_cours": 1}, {"terminee": 1})
