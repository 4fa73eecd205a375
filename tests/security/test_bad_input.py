"""Requirements 34 to 36: nonsense is named, and never breaks a page."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cooperation.models import Action
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

PARAMETERS = [
    *("q", "pays", "region", "theme", "odd", "type", "statut", "guichet"),
    *("collectivite", "epci", "departement", "partenaire", "nature"),
    *("combinaison", "montant", "portee", "signature"),
    *(
        "annee_min",
        "annee_max",
        "bbox",
        "tri",
        "page",
        "zoom",
        "niveau",
        "toutes",
        "inconnu",
    ),
]
LISTS = [
    "/actions/",
    "/accords/",
    "/collectivites/",
    "/partenaires/",
    "/pays/",
    "/financements/",
    "/ressources/",
    "/chiffres/",
    "/chiffres/montants-annees/",
    "/chiffres/budgets-guichets/",
    "/carte/",
    "/carte/fiches/",
    "/en/actions/",
    "/comparer/",
]
MACHINE = [
    *("/actions.geojson", "/actions.csv", "/actions.xlsx", "/actions/points.json"),
    "/carte/liens.json",
    *("/accords.geojson", "/accords.csv", "/accords.xlsx"),
]
NONSENSE = [
    *("x", "abc", "-1", "0", "1e99", "1" + "0" * 99, "99999", "NaN", "inf", "٣"),
    *("\x00", "a\x00b", "\x1f", "%00", "é" * 300, "'; DROP TABLE x; --", "<script>"),
    *("1,2,3", "1,2,3,4,5", "180,90,-180,-90", "nan,nan,nan,nan", "a,b,c,d"),
    *("-999,-999,999,999", "1e99,0,1e99,0", "0,0,0,0", ",,,", "\u202e", "\ud7ff"),
    *("(", '"', '"eau', "eau | & ! :*", "\\", "*", "a" * 5000, " ", "\t\n", "🚰"),
    *("2020-01-01", "1.5", "+1", "１７", "x" * 100_000, "١٢٣", "\ufffd", "NE", "ne"),
]
VALUES = st.one_of(
    st.sampled_from(NONSENSE),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.integers().map(str),
    st.floats().map(str),
    st.lists(st.floats(), max_size=6).map(lambda box: ",".join(map(str, box))),
)
QUERIES = st.dictionaries(
    st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=10)),
    st.lists(VALUES, max_size=3),
    max_size=5,
)
UNHURRIED = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
REVERSED = {"annee_min": ["2020"], "annee_max": ["2010"]}


def body(answer: Any) -> str:
    """Return the text of an answer."""
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("address", LISTS)
@UNHURRIED
@example(query=REVERSED)
@example(query={"page": ["99999"]})
@example(query={"q": ["a" * 100_000]})
@example(query={name: ["\x00"] for name in PARAMETERS})
@given(query=QUERIES)
def test_a_page_stays_calm(
    client: Client, world: Action, address: str, query: dict[str, list[str]]
) -> None:
    answer = client.get(address, query)
    assert answer.status_code in (200, 400, 414)
    assert "text/html" in answer.headers["Content-Type"]


@pytest.mark.parametrize("address", MACHINE)
@UNHURRIED
@example(query=REVERSED)
@example(query={"q": ["a" * 100_000]})
@example(query={name: ["\x00"] for name in PARAMETERS})
@given(query=QUERIES)
def test_a_machine_is_answered_or_refused(
    client: Client, world: Action, address: str, query: dict[str, list[str]]
) -> None:
    answer = client.get(address, query)
    assert answer.status_code in (200, 400, 414)
    if answer.status_code != 200:
        assert body(answer).strip()


BAD = [
    ("pays", "xx"),
    ("region", "9999"),
    ("theme", "n-existe-pas"),
    ("odd", "18"),
    ("odd", "1" + "0" * 99),
    ("type", "mariage"),
    ("statut", "perdue"),
    ("guichet", "n-existe-pas"),
    ("collectivite", "n-existe-pas"),
    ("epci", "n-existe-pas"),
    ("departement", "999"),
    ("partenaire", "n-existe-pas"),
    ("nature", "inconnue"),
    ("annee_min", "hier"),
    ("annee_min", "1e99"),
    ("annee_max", "1" + "0" * 99),
    ("bbox", "1,2,3"),
    ("bbox", "10,50,5,40"),
    ("bbox", "nan,nan,nan,nan"),
    ("tri", "hasard"),
]


@pytest.mark.parametrize("address", ["/actions/", "/accords/"])
@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named_and_ignored(
    client: Client, world: Action, address: str, name: str, value: str
) -> None:
    factories.ActionFactory()
    answer = client.get(address, {name: value})
    page = body(answer)
    assert answer.status_code == 200
    assert f"({name})" in page
    assert f'data-total="{2 if address == "/actions/" else 1}"' in page


@pytest.mark.parametrize("address", MACHINE)
@pytest.mark.parametrize(("name", "value"), [bad for bad in BAD if bad[0] != "tri"])
def test_a_bad_value_is_refused_with_the_same_words(
    client: Client, world: Action, address: str, name: str, value: str
) -> None:
    answer = client.get(address, {name: value})
    assert answer.status_code == 400
    assert f"({name})" in json_or_text(answer)


def json_or_text(answer: Any) -> str:
    """Return the text of a refusal, whatever its format."""
    if "json" in answer.headers["Content-Type"]:
        return json.dumps(answer.json(), ensure_ascii=False)
    return body(answer)


@pytest.mark.parametrize("address", ["/actions/", "/actions.csv", "/accords.geojson"])
def test_reversed_years_are_named(client: Client, world: Action, address: str) -> None:
    answer = client.get(address, {"annee_min": "2020", "annee_max": "2010"})
    assert answer.status_code == (200 if address.endswith("/") else 400)
    assert "2020 vient après 2010" in json_or_text(answer)


@pytest.mark.parametrize("address", LISTS[:5])
@pytest.mark.parametrize("number", ["99999", "abc", "-1", "0", "1" + "0" * 99])
def test_a_page_that_does_not_exist_gives_the_nearest(
    client: Client, world: Action, address: str, number: str
) -> None:
    answer = client.get(address, {"page": number})
    assert answer.status_code == 200
    assert "data-total=" in body(answer)


@pytest.mark.parametrize(
    "address",
    [
        "/photos/99999999999999999999999999/",
        "/documents/0/",
        "/documents/accords/n-existe-pas/",
        "/actions/" + "a" * 100_000 + "/",
        "/actions/été/",
        "/pays/zz/",
        "/pays/niger/",
        "/collectivites/-/",
        "/actions.pdf",
        "/actions/points.json/",
    ],
)
def test_an_odd_address_leads_nowhere(
    client: Client, world: Action, address: str
) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [*LISTS, *MACHINE, "/actions/action-publique/"])
def test_pages_are_only_read(client: Client, world: Action, address: str) -> None:
    assert client.post(address, {"q": "eau"}).status_code == 405
