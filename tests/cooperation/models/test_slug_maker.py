"""Addresses are made from names, readable, and given once."""

import pytest

from cooperation.models import EPCI, Action, Collectivity, Partner
from cooperation.models.slugs import (
    MAX_SLUG_LENGTH,
    SlugMaker,
    make_unique_slug,
    slugify_name,
)
from tests.factories import ActionFactory, CollectivityFactory, PartnerFactory


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("L’Étoile–d’Or ", "l-etoile-d-or"),
        ("Œuvre à Téra (2024)", "oeuvre-a-tera-2024"),
        ("Plzeň", "plzen"),
        ("北京", "fiche"),
        ("  --  ", "fiche"),
    ],
)
def test_a_slug_is_the_name_in_plain_letters(name: str, slug: str) -> None:
    assert slugify_name(name) == slug


def test_a_long_name_is_cut_between_words() -> None:
    slug = slugify_name("eau potable " * 20)
    assert slug == "eau-potable-" * 8 + "eau"
    assert len(slug) <= MAX_SLUG_LENGTH


def test_a_long_word_is_cut_anyway() -> None:
    assert slugify_name("a" * 300) == "a" * MAX_SLUG_LENGTH


@pytest.mark.django_db
def test_a_taken_slug_gets_a_number() -> None:
    PartnerFactory(slug="tera")
    PartnerFactory(slug="tera-2")
    assert make_unique_slug(Partner, "Téra") == "tera-3"


@pytest.mark.django_db
def test_a_slug_is_unique_within_its_model_only() -> None:
    PartnerFactory(slug="tera")
    assert make_unique_slug(Action, "Téra") == "tera"


@pytest.mark.django_db
def test_a_former_slug_stays_with_its_sheet() -> None:
    action = ActionFactory(slug="puits")
    action.slug = "forages"
    action.save()
    assert make_unique_slug(Action, "Puits") == "puits-2"


@pytest.mark.django_db
def test_an_epci_does_not_take_the_slug_of_a_commune() -> None:
    CollectivityFactory(slug="annecy")
    assert make_unique_slug(EPCI, "Annecy") == "annecy-2"


@pytest.mark.django_db
def test_a_maker_never_gives_the_same_slug_twice() -> None:
    CollectivityFactory(slug="annecy")
    maker = SlugMaker(Collectivity)
    given = [maker.make("Annecy"), maker.make("Annecy"), maker.make("Thonon")]
    assert given == ["annecy-2", "annecy-3", "thonon"]


@pytest.mark.django_db
def test_a_maker_asks_the_database_twice_whatever_it_makes(
    django_assert_num_queries,
) -> None:
    with django_assert_num_queries(2):
        maker = SlugMaker(Partner)
        for _row in range(50):
            maker.make("Comité de jumelage")
