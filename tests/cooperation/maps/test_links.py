"""The links of the map: what is drawn, and what the table says."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cooperation.enums import ActionStatus, AgreementKind
from cooperation.maps import drawn_links
from cooperation.maps.drawn_links import build_links
from cooperation.search.filters import ActionFilterSet
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def annecy() -> Any:
    """An authority with a point."""
    return factories.CollectivityFactory(
        name="Annecy", slug="annecy-74", lat=45.9, lng=6.12
    )


def located(lead: Any, **where: Any) -> Any:
    """Publish an action of ``lead`` somewhere."""
    action = factories.ActionFactory(lead=lead)
    factories.LocationFactory(action=action, **where)
    return action


def read(drawn: dict[str, Any]) -> Counter[tuple[Any, ...]]:
    """Return the links as (name here, name there, country, kind) with their counts."""
    here, there, links = drawn["here"], drawn["there"], drawn["links"]
    found: Counter[tuple[Any, ...]] = Counter()
    columns = (links[name] for name in ("here", "there", "kind", "n"))
    for start, end, kind, n in zip(*columns, strict=True):
        name = here["name"][start] if start >= 0 else None
        place = (there["name"][end], there["country"][end])
        found[(name, *place, drawn["kinds"][kind])] += n
    return found


def test_actions_of_one_authority_at_one_place_are_one_link(annecy: Any) -> None:
    tera = factories.PlaceFactory(name="Téra")
    located(annecy, place=tera)
    located(annecy, place=tera)
    drawn = build_links(ActionFilterSet(), zoom=2)
    assert read(drawn) == {("Annecy", "Téra", "NE", "sans_accord"): 2}
    assert (drawn["here"]["lat"], drawn["here"]["lng"]) == ([45_900], [6_120])
    assert drawn["countries"] == {"NE": 2}


def test_a_link_has_the_kind_of_its_agreement_if_that_is_public(annecy: Any) -> None:
    public = factories.AgreementFactory(kind=AgreementKind.FRIENDSHIP)
    for agreement in (public, factories.AgreementFactory(draft=True)):
        action = factories.ActionFactory(lead=annecy, agreement=agreement)
        factories.LocationFactory(action=action)
    kinds = {link[3] for link in read(build_links(ActionFilterSet(), 2))}
    assert kinds == {"pacte_amitie", "sans_accord"}


def test_what_is_only_known_by_country_is_said_to_be_so(annecy: Any) -> None:
    located(annecy)
    there = build_links(ActionFilterSet(), 2)["there"]
    assert there == {
        "lat": [16_000],
        "lng": [8_000],
        "name": [""],
        "country": ["NE"],
        "approximate": [1],
    }


def test_an_authority_without_a_point_has_a_place_but_no_arc() -> None:
    located(factories.CollectivityFactory(), place=factories.PlaceFactory())
    drawn = build_links(ActionFilterSet(), 2)
    assert drawn["links"]["here"] == [-1]


def test_large_selections_are_grouped_and_lose_no_action(
    annecy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn_links, "GROUP_ABOVE", 2)
    for number in range(5):
        located(annecy, lat=13 + number / 1_000, lng=2.0)
    drawn = build_links(ActionFilterSet(), zoom=3)
    assert (drawn["grouped"], drawn["links"]["n"], drawn["total"]) == (True, [5], 5)
    assert drawn["here"]["slug"] == [""]


def test_the_table_of_the_page_has_the_rows_of_the_map(
    client: Any, annecy: Any
) -> None:
    located(annecy, place=factories.PlaceFactory(name="Téra"))
    page = client.get(reverse("cooperation:map")).content.decode()
    assert 'data-total="1"' in page
    assert "Téra" in page
    links = client.get(reverse("cooperation:map_links")).json()
    assert read(links) == {("Annecy", "Téra", "NE", "sans_accord"): 1}


def test_the_map_follows_the_filters(client: Any, annecy: Any) -> None:
    located(annecy)
    located(annecy, country=factories.CountryFactory(iso2="BJ"))
    links = client.get(reverse("cooperation:map_links"), {"pays": "bj"}).json()
    assert links["countries"] == {"BJ": 1}
    summary = client.get(reverse("cooperation:map_summary"), {"pays": "bj"})
    assert 'data-total="1"' in summary.content.decode()


@pytest.mark.parametrize("query", ["zoom=x", "zoom=1&zoom=2", "pays=zz", "couleur=1"])
def test_the_links_refuse_what_they_do_not_understand(client: Any, query: str) -> None:
    answer = client.get(f"{reverse('cooperation:map_links')}?{query}")
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 1


@pytest.mark.parametrize("n", [1, 3])
def test_the_map_asks_the_database_the_same_whatever_the_number(
    client: Any, annecy: Any, n: int, django_assert_num_queries: Any
) -> None:
    for _number in range(n):
        located(annecy, place=factories.PlaceFactory())
    # Most of them load the two indexes, which a site keeps in memory.
    with django_assert_num_queries(22):
        client.get(reverse("cooperation:map"))
    # A transaction that has written reads its own index, in many queries.
    with django_assert_num_queries(16):
        client.get(reverse("cooperation:map_links"))


def test_years_tell_the_same_number_as_the_list(annecy: Any, client: Client) -> None:
    tera = factories.PlaceFactory(name="Téra")
    for years in (
        {"start_year": 1950, "end_year": 1955},
        {"start_year": 1953},
        {"start_year": 1954, "status": ActionStatus.ENDED},
        {"end_year": 1957},
        {},
    ):
        action = factories.ActionFactory(lead=annecy, **years)
        factories.LocationFactory(action=action, place=tera)
    links = client.get("/carte/liens.json?annees=1").json()
    spans = links["spans"]
    assert links["links"]["n"] == [5]
    for year in range(1948, 1960):
        rows = zip(spans["from"], spans["to"], spans["n"], strict=True)
        drawn = sum(n for first, last, n in rows if first <= year <= last)
        asked = f"annee_min={year}&annee_max={year}"
        listed = client.get(f"/carte/liens.json?{asked}").json()["total"]
        assert (year, drawn) == (year, listed)


def test_decades_lead_to_lists_of_their_number(annecy: Any, client: Client) -> None:
    for years in ({"start_year": 1938, "end_year": 1952}, {"start_year": 2001}, {}):
        action = factories.ActionFactory(lead=annecy, **years)
        factories.LocationFactory(action=action)
    page = client.get("/carte/?pays=ne")
    for row in page.context["decades"]:
        for number in row.numbers:
            if number.url:
                total = client.get(number.url).context["selection"].qs.count()
                assert (row.label, total) == (row.label, number.n)
    labels = [row.label for row in page.context["decades"]]
    assert labels[:3] == ["jusqu’en 1944", "1945–1949", "1950–1959"]
    assert labels[-1] == "sans année connue"


def test_usual_links_carry_no_years(annecy: Any, client: Client) -> None:
    located(annecy, place=factories.PlaceFactory(name="Téra"))
    assert "spans" not in client.get("/carte/liens.json").json()
