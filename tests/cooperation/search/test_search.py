"""What a typed text finds, in which order, and what is marked."""

from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cooperation.models import Action, Agreement
from cooperation.search.fulltext import (
    defer_all_search_vectors,
    filter_matching,
    order_by_relevance,
    parse_search,
)
from cooperation.search.highlight import Highlighter
from cooperation.search.terms import MAX_SEARCH_LENGTH
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    InvolvementFactory,
    LocationFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def search_entries(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Return the rows that a text matches, the most relevant first."""
    search = parse_search(text)
    return order_by_relevance(filter_matching(rows, search), search)


def found(text: str) -> list[str]:
    """Return the titles of the actions that a text finds, the most relevant first."""
    return [action.title for action in search_entries(Action.objects.published(), text)]


# Finding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "coopération",
        "cooperation",
        "COOPÉRATIONS",
        "Coopérations décentralisées",
        "cooperation decentralisee",
        "décentralis",
        "coopé",
        "Téra",
        "tera",
        "TÉRA",
        "l’eau",
        "l'eau",
        "eaux",
        "coeur",
        "cœur",
        "saint julien",
        "Saint-Julien",
        '"eau potable"',
        "« eau potable »",
        "“eau potable”",
        "potable eau",
        'potable "coopération décentralisée"',
    ],
)
def test_accents_case_and_inflection_do_not_matter(text: str) -> None:
    title = (
        "La coopération décentralisée au cœur de l’eau potable à Téra (Saint-Julien)"
    )
    ActionFactory(title=title)
    assert found(text) == [title]


@pytest.mark.parametrize(
    "text",
    [
        '"potable eau"',
        '"coopération eau"',
        "coopération forage",
        "ooperation",
        "forage",
    ],
)
def test_every_word_is_wanted_and_phrases_in_their_order(text: str) -> None:
    ActionFactory(title="La coopération pour l’eau potable")
    assert found(text) == []


def test_only_the_last_word_may_be_a_beginning() -> None:
    ActionFactory(title="Assainissement du quartier")
    assert found("quartier assainiss") == ["Assainissement du quartier"]
    assert found("assainiss quartier") == []


def test_a_closed_phrase_is_no_beginning() -> None:
    ActionFactory(title="Eau potable")
    assert found('"eau pot"') == []


def test_an_open_quote_is_no_phrase() -> None:
    ActionFactory(title="Eau potable")
    assert found('"eau pota') == ["Eau potable"]


def test_a_phrase_does_not_run_from_one_field_into_the_next() -> None:
    ActionFactory(title="Eau", summary="potable")
    assert found('"eau potable"') == []
    assert found("eau potable") == ["Eau"]


def test_a_phrase_does_not_run_from_one_name_into_the_next() -> None:
    action = ActionFactory(title="Action")
    for name in ["Régie des eaux", "Genève aide"]:
        InvolvementFactory(action=action, partner__name=name)
    assert found('"eaux Genève"') == []
    assert found('"régie des eaux"') == ["Action"]


def test_words_may_be_in_different_fields() -> None:
    action = ActionFactory(title="Forage", lead__name="Annemasse")
    LocationFactory(action=action)
    assert found("forage annemasse niger") == ["Forage"]


def test_drafts_are_not_found() -> None:
    ActionFactory(draft=True, title="Forage")
    assert found("forage") == []


def test_agreements_are_found() -> None:
    agreement = AgreementFactory(title="Jumelage", counterpart__name="Vicence")
    assert list(search_entries(Agreement.objects.published(), "vicenc")) == [agreement]


@pytest.mark.parametrize("text", ["", "  ", "de la", "le", "é", '""', "!&|()<->:*'\\"])
def test_a_text_without_a_word_to_look_for_finds_everything(text: str) -> None:
    ActionFactory(title="Forage")
    assert found(text) == ["Forage"]


# Order --------------------------------------------------------------------------------


def in_theme(word: str) -> None:
    ActionFactory(title="8", themes=[ThemeFactory(name_fr=word)])


def in_country(word: str) -> None:
    country = CountryFactory(iso2="TG", name_fr=word, name_en="x")
    LocationFactory(action=ActionFactory(title="7"), country=country)


def in_place(word: str) -> None:
    LocationFactory(action=ActionFactory(title="6"), label=word)


def in_partner(word: str) -> None:
    InvolvementFactory(action=ActionFactory(title="5"), partner__name=word)


def in_collectivity(word: str) -> None:
    ActionFactory(title="4", co_leads=[CollectivityFactory(name=word)])


def test_relevance_goes_by_where_the_word_is() -> None:
    for put in [in_theme, in_country, in_place, in_partner, in_collectivity]:
        put("Zinzolin")
    ActionFactory(title="3", description="Zinzolin")
    ActionFactory(title="2", summary="Zinzolin")
    ActionFactory(title="1 Zinzolin")
    assert found("zinzolin") == ["1 Zinzolin", *"2345678"]


def test_equally_relevant_entries_come_by_title() -> None:
    for title in ["Eau b", "Eau é", "Eau a", "Eau z"]:
        ActionFactory(title=title)
    assert found("eau") == ["Eau a", "Eau b", "Eau é", "Eau z"]


# Understanding ------------------------------------------------------------------------


def test_a_text_is_understood_in_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        parsed_search = parse_search("Coopérations de l’eau pota")
    assert parsed_search.query == "'cooper' & 'eau' & ( 'pot' | 'pota':* )"
    assert parsed_search.problem == ""


def test_what_cannot_be_searched_for_is_said() -> None:
    assert parse_search("é").problem == "Cherchez au moins deux lettres."
    assert (
        parse_search("de la").problem
        == "Ces mots sont trop courants pour être cherchés."
    )


def test_of_an_endless_text_the_beginning_is_read() -> None:
    ActionFactory(title="Forage")
    parsed_search = parse_search("forage " + "x" * 10_000)
    assert parsed_search.problem == (
        "La recherche est trop longue : seul son début est lu."
    )
    assert len(parsed_search.query) < 2 * MAX_SEARCH_LENGTH + 100


NONSENSE = (
    some.text()
    | some.text(alphabet="\"'«»“”&|!()<>:*\\- aé\0\ud800")
    | some.text(min_size=MAX_SEARCH_LENGTH, max_size=3 * MAX_SEARCH_LENGTH)
)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=NONSENSE)
def test_nothing_typed_is_ever_an_error(db: None, text: str) -> None:
    list(search_entries(Action.objects.published(), text))


# Marking ------------------------------------------------------------------------------


def marked(text: str, searched: str) -> str:
    """Return ``text`` with the words found by ``searched`` marked."""
    return Highlighter(parse_search(searched), [text]).mark(text)


@pytest.mark.parametrize(
    ("searched", "expected"),
    [
        ("cooperation", "Des <mark>Coopérations</mark> à Téra, l’eau &lt;b&gt;"),
        ("tera", "Des Coopérations à <mark>Téra</mark>, l’eau &lt;b&gt;"),
        ("l'eau", "Des Coopérations à Téra, l’<mark>eau</mark> &lt;b&gt;"),
        ("coop", "Des <mark>Coopérations</mark> à Téra, l’eau &lt;b&gt;"),
        ('"eau" des', "Des Coopérations à Téra, l’<mark>eau</mark> &lt;b&gt;"),
        ("forage", "Des Coopérations à Téra, l’eau &lt;b&gt;"),
    ],
)
def test_the_words_found_are_marked_and_nothing_else(
    searched: str, expected: str
) -> None:
    assert marked("Des Coopérations à Téra, l’eau <b>", searched) == expected


def test_accents_written_apart_are_marked_with_their_letter() -> None:
    assert marked("Te\u0301ra", "tera") == "<mark>Te\u0301ra</mark>"


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=some.text(), searched=some.text(min_size=2, max_size=20))
def test_no_markup_but_marks_comes_out(db: None, text: str, searched: str) -> None:
    text = text.replace("\0", "").encode(errors="ignore").decode()
    plain = marked(text, searched).replace("<mark>", "").replace("</mark>", "")
    assert not set(plain) & set("<>\"'")


def test_an_extract_surrounds_the_first_word_found() -> None:
    text = "mot " * 100 + "forage profond " + "mot " * 100
    extract = Highlighter(parse_search("forages"), [text]).extract(text)
    assert extract is not None
    assert extract.startswith("… mot ")
    assert "<mark>forage</mark> profond" in extract
    assert extract.endswith(" …")
    assert len(extract) < 280


def test_there_is_no_extract_without_a_word_found() -> None:
    assert Highlighter(parse_search("forage"), ["rien"]).extract("rien") is None


def test_all_the_texts_of_a_page_take_one_query(django_assert_num_queries) -> None:
    parsed_search = parse_search("eau")
    with django_assert_num_queries(1):
        marker = Highlighter(parsed_search, ["Eau", "Eaux usées", "Rien"])
        assert [marker.has_match(text) for text in ["Eau", "Eaux", "Rien"]] == [
            True,
            True,
            False,
        ]


def test_nothing_is_marked_without_a_search() -> None:
    assert Highlighter(None, ["Eau"]).mark("Eau") == "Eau"


# Bulk loads ---------------------------------------------------------------------------


def test_a_bulk_load_may_compute_the_words_at_its_end() -> None:
    with defer_all_search_vectors():
        action = ActionFactory(title="Forage")
        InvolvementFactory(action=action, partner__name="Zinzolin")
        assert found("forage") == []
    assert found("forage zinzolin") == ["Forage"]
    Action.objects.update(title="Captage")
    assert found("captage zinzolin") == ["Captage"]
