"""Rules between rows hold whoever writes; addresses that sheets had are kept."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from cooperation import enums
from cooperation.models import Collectivity, FormerSlug, Location, Partner, Place
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    LocationFactory,
    PartnerFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db


def refused_constraint(write: Callable[[], object]) -> str:
    """Return the name of the rule that refuses a write."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return refusal.value.__cause__.diag.constraint_name


def test_the_epci_of_a_commune_is_an_epci() -> None:
    commune, other = CollectivityFactory(), CollectivityFactory()
    rows = Collectivity.objects.filter(pk=commune.pk)
    assert (
        refused_constraint(lambda: rows.update(epci=other))
        == "cooperation_collectivity_epci_is_epci"
    )


def test_a_form_says_that_a_commune_is_no_epci() -> None:
    commune = CollectivityFactory.build(epci=CollectivityFactory())
    with pytest.raises(ValidationError) as refusal:
        commune.full_clean()
    assert refusal.value.message_dict["epci"] == [
        "Cette collectivité n’est pas un EPCI."
    ]


def test_a_commune_joins_an_epci() -> None:
    epci = CollectivityFactory(epci_kind=True)
    commune = CollectivityFactory(epci=epci)
    commune.full_clean()
    assert list(epci.members.all()) == [commune]


def test_an_epci_with_communes_stays_an_epci() -> None:
    epci = CollectivityFactory(epci_kind=True)
    CollectivityFactory(epci=epci)
    rows = Collectivity.objects.filter(pk=epci.pk)
    change = {"kind": enums.CollectivityKind.SYNDICAT, "epci_type": ""}
    assert (
        refused_constraint(lambda: rows.update(**change))
        == "cooperation_collectivity_epci_is_epci"
    )


def test_a_form_says_that_an_epci_with_communes_stays_one() -> None:
    epci = CollectivityFactory(epci_kind=True)
    CollectivityFactory(epci=epci)
    epci.kind, epci.epci_type = enums.CollectivityKind.SYNDICAT, ""
    with pytest.raises(ValidationError) as refusal:
        epci.full_clean()
    assert refusal.value.message_dict["kind"] == [
        "Des communes appartiennent à cet EPCI : il le reste."
    ]


@pytest.mark.parametrize("factory", [LocationFactory, AgreementFactory, PartnerFactory])
def test_a_place_lies_in_the_country_named_beside_it(factory: type) -> None:
    row = factory(country=CountryFactory(iso2="TG"))
    rows = type(row).objects.filter(pk=row.pk)
    elsewhere = PlaceFactory(country=CountryFactory(iso2="BJ"))
    assert (
        refused_constraint(lambda: rows.update(place=elsewhere))
        == f"{row._meta.db_table}_place_in_country"
    )


@pytest.mark.parametrize("factory", [LocationFactory, AgreementFactory, PartnerFactory])
def test_a_form_says_that_a_place_lies_elsewhere(factory: type) -> None:
    row: Model = factory(country=CountryFactory(iso2="TG"))
    row.place = PlaceFactory(country=CountryFactory(iso2="BJ"))
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict["place"] == ["Ce lieu est dans un autre pays."]


def test_a_place_may_be_named_without_its_country() -> None:
    partner = PartnerFactory(place=PlaceFactory())
    partner.full_clean()
    assert Partner.objects.get().country is None


def test_a_location_takes_a_place_of_its_country() -> None:
    place = PlaceFactory(country=CountryFactory(iso2="TG"))
    location = LocationFactory(place=place, country=place.country)
    location.full_clean()
    assert Location.objects.get().place == place


@pytest.mark.parametrize(
    "factory", [ActionFactory, AgreementFactory, CollectivityFactory, PartnerFactory]
)
def test_a_changed_address_is_kept(factory: type) -> None:
    sheet = factory(slug="avant")
    type(sheet).objects.filter(pk=sheet.pk).update(slug="apres")
    former = FormerSlug.objects.get()
    assert (former.table, former.slug, former.object_id) == (
        sheet._meta.db_table,
        "avant",
        sheet.pk,
    )


def test_an_address_left_twice_leads_to_the_last_sheet_that_left_it() -> None:
    first, second = ActionFactory(slug="puits"), ActionFactory()
    first.slug = "puits-de-tera"
    first.save()
    for slug in ("puits", "forages"):
        second.slug = slug
        second.save()
    assert FormerSlug.objects.get(slug="puits").object_id == second.pk


def test_another_change_keeps_no_address() -> None:
    action = ActionFactory()
    action.title = "Un autre titre"
    action.save()
    assert FormerSlug.objects.count() == 0


def test_each_table_has_its_own_former_addresses() -> None:
    for factory in (ActionFactory, PartnerFactory):
        sheet = factory(slug="tera")
        sheet.slug = "tera-niger"
        sheet.save()
    assert FormerSlug.objects.filter(slug="tera").count() == 2


def test_a_place_with_sheets_stays_in_its_country() -> None:
    place = PlaceFactory(country=CountryFactory(iso2="TG"))
    LocationFactory(place=place, country=place.country)
    rows = Place.objects.filter(pk=place.pk)
    elsewhere = CountryFactory(iso2="BJ")
    assert (
        refused_constraint(lambda: rows.update(country=elsewhere))
        == "cooperation_place_keeps_country"
    )


def test_a_form_says_why_a_place_stays_in_its_country() -> None:
    place = LocationFactory(place=PlaceFactory()).place
    place.country = CountryFactory(iso2="BJ")
    with pytest.raises(ValidationError) as refusal:
        place.full_clean()
    assert refusal.value.message_dict["country"] == [
        "Des fiches situent ce lieu dans un autre pays."
    ]


def test_a_place_that_no_sheet_names_may_move() -> None:
    place = PlaceFactory()
    place.country = CountryFactory(iso2="BJ")
    place.full_clean()
    place.save()
    assert Place.objects.get().country_id == "BJ"
