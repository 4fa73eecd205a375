"""Staff find rows without minding accents, and fields suggest the closest first."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cooperation.enums import CollectivityKind
from tests import factories


def listed(client: Client, table: str, search: str) -> list[str]:
    """Return the rows that a listing finds."""
    page = client.get(reverse(f"admin:cooperation_{table}_changelist"), {"q": search})
    return [str(row) for row in page.context["cl"].result_list]


def suggested(client: Client, table: str, field: str, typed: str) -> list[str]:
    """Return what a field suggests for what is typed into it."""
    where = {"app_label": "cooperation", "model_name": table, "field_name": field}
    answer = client.get(reverse("admin:autocomplete"), where | {"term": typed})
    return [result["text"] for result in answer.json()["results"]]


@pytest.mark.parametrize(
    "typed", ["tera", "Téra", "TERA", "eau tera", "Téra : l'eau", "  tera  "]
)
def test_accents_case_and_order_do_not_matter(staff_client: Client, typed: str) -> None:
    factories.ActionFactory(title="De l’eau pour Téra")
    factories.ActionFactory(title="Une école")
    assert listed(staff_client, "action", typed) == ["De l’eau pour Téra"]


def test_punctuation_alone_finds_nothing(staff_client: Client) -> None:
    factories.ActionFactory()
    assert listed(staff_client, "action", "!?") == []


def test_a_reference_finds_its_action(staff_client: Client) -> None:
    action = factories.ActionFactory(reference="K7MQ2ZX")
    factories.ActionFactory()
    assert listed(staff_client, "action", "k7mq2zx") == [action.title]


def test_an_authority_finds_its_actions(staff_client: Client) -> None:
    action = factories.ActionFactory(lead__name="Thônes")
    factories.ActionFactory()
    assert listed(staff_client, "action", "thones") == [action.title]


def test_the_name_typed_comes_first(staff_client: Client) -> None:
    for name in ("Bussy-en-Ay", "Ayguemorte", "Ay", "Ayen"):
        factories.CollectivityFactory(name=name)
    assert suggested(staff_client, "action", "lead", "aÿ") == [
        "Ay",
        "Ayen",
        "Ayguemorte",
        "Bussy-en-Ay",
    ]


def test_a_commune_is_offered_epci_only(staff_client: Client) -> None:
    factories.CollectivityFactory(name="Annecy")
    factories.CollectivityFactory(name="Grand Annecy", epci_kind=True)
    factories.CollectivityFactory(name="Annecy", kind=CollectivityKind.SYNDICAT)
    assert suggested(staff_client, "collectivity", "epci", "annecy") == ["Grand Annecy"]


@pytest.mark.slow
def test_entries_are_found_by_all_that_they_say_the_best_first(
    staff_client: Client,
) -> None:
    said = factories.ActionFactory(title="Des latrines", summary="Pour l’école de Téra")
    placed = factories.ActionFactory(title="Assainissement", draft=True)
    place = factories.PlaceFactory(name="Téra")
    factories.LocationFactory(action=placed, place=place)
    titled = factories.ActionFactory(title="Téra")
    names = [titled.title, said.title, placed.title]
    assert listed(staff_client, "action", "tera") == names
    assert listed(staff_client, "action", "assainissement téra") == [placed.title]
    assert listed(staff_client, "action", '"tera ecole"') == []
    assert listed(staff_client, "action", '"école de Téra"') == [said.title]
    assert listed(staff_client, "action", "latrin") == [said.title]
    # What the words do not find, a part of a name still does.
    assert listed(staff_client, "action", "inissement") == [placed.title]
    chosen = reverse("admin:cooperation_action_changelist")
    page = staff_client.get(chosen, {"q": "tera", "o": "1"})
    sorted_by_title = [str(row) for row in page.context["cl"].result_list]
    assert sorted_by_title == [placed.title, said.title, titled.title]
    agreement = factories.AgreementFactory(place=place, country=place.country)
    assert listed(staff_client, "agreement", "téra") == [agreement.title]


def test_an_authority_is_found_by_its_former_names_if_it_still_exists(
    staff_client: Client,
) -> None:
    annecy = factories.CollectivityFactory(name="Annecy")
    factories.CollectivityAliasFactory(collectivity=annecy, name="Annecy-le-Vieux")
    factories.CollectivityFactory(
        name="Annecy-le-Vieux", closed_on="2017-01-01", successor=annecy
    )
    found = listed(staff_client, "collectivity", "vieux")
    assert found == ["Annecy", "Annecy-le-Vieux"]
    assert suggested(staff_client, "action", "lead", "annecy-le-v") == ["Annecy"]


def test_suggestions_come_by_twenty(
    staff_client: Client, django_assert_num_queries: Any
) -> None:
    factories.CollectivityFactory.create_batch(25)
    with django_assert_num_queries(7):
        assert len(suggested(staff_client, "action", "lead", "commune")) == 20
