"""Two rows that are one thing become one: all moves, nothing dangles, undo."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cooperation.curation.duplicates import find_duplicate_pairs
from cooperation.curation.merge import merge_records, unmerge_records
from cooperation.enums import InvolvementRole
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    FormerSlug,
    Involvement,
    Merge,
    Partner,
    Place,
)
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners() -> tuple[Partner, Partner]:
    """Two partners that are one; the second has an acronym and two actions."""
    kept = factories.PartnerFactory(name="Commune de Téra", slug="tera")
    gone = factories.PartnerFactory(name="Téra (ville)", slug="tera-ville", acronym="T")
    shared, own = factories.ActionFactory(), factories.ActionFactory(title="À elle")
    for partner, action in ((kept, shared), (gone, shared), (gone, own)):
        factories.InvolvementFactory(
            partner=partner, action=action, role=InvolvementRole.LOCAL
        )
    factories.AgreementFactory(counterpart=gone)
    factories.AgreementFactory(partners=[gone])
    factories.AgreementFactory(partners=[gone, kept])
    factories.FundingFactory(funder=gone)
    return kept, gone


def everything() -> dict[str, Any]:
    """Return all that a merge may touch, to compare before and after an undo."""
    return {
        "partners": sorted(
            Partner.objects.values_list("pk", "name", "slug", "acronym", "name_key")
        ),
        "roles": sorted(Involvement.objects.values_list("pk", "partner", "action")),
        "agreements": sorted(Agreement.objects.values_list("pk", "counterpart")),
        "beside": sorted(
            Agreement.partners.through.objects.values_list("agreement", "partner")
        ),
        "funders": sorted(Action.objects.values_list("pk", "fundings__funder")),
        "addresses": sorted(FormerSlug.objects.values_list("slug", "object_id")),
    }


def test_every_relation_moves_and_the_old_address_leads_to_the_kept_one(
    partners: tuple[Partner, Partner], client: Client
) -> None:
    kept, gone = partners
    merge = merge_records(kept, gone, ["acronym"], None)
    kept.refresh_from_db()
    assert kept.acronym == "T"
    assert kept.involvements.count() == 2
    assert kept.agreements.count() == 1
    assert kept.other_agreements.count() == 2
    assert not Partner.objects.filter(pk=gone.pk).exists()
    assert len(merge.data["dropped"]) == 2
    answer = client.get("/partenaires/tera-ville/")
    assert (answer.status_code, answer["Location"]) == (301, "/partenaires/tera/")


def test_the_other_places_of_agreements_move_and_come_back() -> None:
    kept, gone = factories.PlaceFactory.create_batch(2)
    one = factories.AgreementFactory(places=[gone])
    both = factories.AgreementFactory(places=[gone, kept])
    merge = merge_records(kept, gone, [], None)
    assert [list(row.places.all()) for row in (one, both)] == [[kept], [kept]]
    restored = unmerge_records(merge)
    assert list(one.places.all()) == [restored]
    assert set(both.places.all()) == {restored, kept}


def test_undoing_restores_everything(partners: tuple[Partner, Partner]) -> None:
    before = everything()
    merge = merge_records(*partners, ["name", "acronym"], None)
    assert everything() != before
    unmerge_records(merge)
    assert everything() == before
    with pytest.raises(ValidationError, match="déjà annulée"):
        unmerge_records(merge)


def test_what_was_changed_since_is_not_undone(
    partners: tuple[Partner, Partner],
) -> None:
    kept, gone = partners
    merge = merge_records(kept, gone, ["acronym"], None)
    Partner.objects.filter(pk=kept.pk).update(acronym="Autre")
    with pytest.raises(ValidationError, match="a changé depuis"):
        unmerge_records(merge)
    kept.refresh_from_db()
    assert kept.acronym == "Autre"


def test_authorities_are_merged_with_their_people_and_codes() -> None:
    kept = factories.CollectivityFactory(name="Annecy", siren=None)
    gone = factories.CollectivityFactory(name="Annecy (ville)", siren="217400100")
    action = factories.ActionFactory(lead=gone)
    joined = factories.ActionFactory()
    joined.co_leads.add(gone)
    mandate = factories.MembershipFactory(collectivity=gone)
    merge = merge_records(kept, gone, ["siren"], None)
    action.refresh_from_db()
    mandate.refresh_from_db()
    assert (action.lead, mandate.collectivity) == (kept, kept)
    assert list(joined.co_leads.all()) == [kept]
    assert Collectivity.objects.get(pk=kept.pk).siren == "217400100"
    unmerge_records(merge)
    action.refresh_from_db()
    assert action.lead_id == gone.pk
    assert Collectivity.objects.get(pk=gone.pk).siren == "217400100"


def test_an_epci_is_not_merged_with_its_member() -> None:
    epci = factories.CollectivityFactory(epci_kind=True)
    member = factories.CollectivityFactory(epci=epci)
    for pair in ((member, epci), (epci, member)):
        with pytest.raises(ValidationError, match="contient l’autre"):
            merge_records(*pair, [], None)


def test_places_of_two_countries_do_not_go_together() -> None:
    kept = factories.PlaceFactory(country=factories.CountryFactory())
    gone = factories.PlaceFactory(country=factories.CountryFactory(iso2="BJ"))
    factories.LocationFactory(
        action=factories.ActionFactory(), place=gone, country=gone.country
    )
    with pytest.raises(ValidationError, match="ne vont pas ensemble"):
        merge_records(kept, gone, [], None)
    assert Place.objects.count() == 2


def test_actions_and_agreements_are_merged_with_what_hangs_on_them() -> None:
    kept, gone = factories.ActionFactory(), factories.ActionFactory()
    gone.themes.add(factories.ThemeFactory())
    factories.LocationFactory(action=gone)
    factories.PhotoFactory(action=gone)
    merge = merge_records(kept, gone, [], None)
    assert kept.themes.count() == kept.locations.count() == kept.photos.count() == 1
    unmerge_records(merge)
    assert kept.themes.count() == kept.locations.count() == kept.photos.count() == 0
    assert gone.themes.count() == gone.locations.count() == gone.photos.count() == 1
    first, second = factories.AgreementFactory(), factories.AgreementFactory()
    event = factories.AgreementEventFactory(agreement=second)
    merge_records(first, second, [], None)
    event.refresh_from_db()
    assert event.agreement == first


def test_likely_duplicates_are_found() -> None:
    country = factories.CountryFactory()
    first = factories.PartnerFactory(name="Commune de Téra", country=country)
    second = factories.PartnerFactory(name="Téra, ville", country=country)
    factories.PartnerFactory(name="Téra Énergie", country=country)
    elsewhere = factories.CountryFactory(iso2="BJ")
    factories.PartnerFactory(name="Commune de Téra", country=elsewhere)
    assert list_keys(Partner) == [(first.pk, second.pk)]
    lead = factories.CollectivityFactory()
    one, two = (
        factories.ActionFactory(lead=lead, title=title, start_year=2020)
        for title in ("Eau à Téra", "L’eau de Téra")
    )
    assert list_keys(Action) == [(one.pk, two.pk)]
    named = {"name": "Gray", "insee_code": None}
    known = factories.CollectivityFactory(name="Gray", insee_code="70279")
    unknown = factories.CollectivityFactory(**named, department=known.department)
    factories.CollectivityFactory(
        name="Gray-la-Ville", insee_code="70280", department=known.department
    )
    assert list_keys(Collectivity) == [(known.pk, unknown.pk)]
    for model in (Place, Agreement):
        assert find_duplicate_pairs(model) == []


def list_keys(model: Any) -> list[tuple[int, int]]:
    """Return the keys of the pairs that a search finds."""
    return [(pair.first, pair.second) for pair in find_duplicate_pairs(model)]


@pytest.mark.slow
def test_staff_find_compare_merge_and_undo(
    partners: tuple[Partner, Partner], staff_client: Client
) -> None:
    kept, gone = partners
    table = "/gestion/cooperation/partner/"
    address = f"{table}fusionner/{kept.pk}/{gone.pk}/"
    Partner.objects.update(country=factories.CountryFactory())
    assert address in staff_client.get(f"{table}doublons/").text
    ticked = {"action": "compare", "_selected_action": [kept.pk, gone.pk]}
    assert staff_client.post(table, ticked)["Location"] == address
    one = {"action": "compare", "_selected_action": [kept.pk]}
    assert (
        "Cochez deux fiches, ou trois"
        in staff_client.post(table, one, follow=True).text
    )
    page = staff_client.get(address)
    assert "Commune de Téra" in page.text
    done = staff_client.post(address, {"prendre": ["acronym"]}, follow=True)
    assert "Fusionnées en une seule fiche" in done.text
    merge = Merge.objects.get()
    assert merge.done_by is not None
    assert (
        "Annuler la fusion"
        in staff_client.get(f"/gestion/cooperation/merge/{merge.pk}/change/").text
    )
    undo = f"/gestion/cooperation/merge/{merge.pk}/defaire/"
    assert "est de retour" in staff_client.post(undo, follow=True).text
    assert "déjà annulée" in staff_client.post(undo, follow=True).text


def test_those_who_may_not_change_may_not_merge(
    partners: tuple[Partner, Partner], client: Client
) -> None:
    merge = merge_records(*partners, [], None)
    log_in_with_second_factor(client, factories.UserFactory(staff=True))
    table = "/gestion/cooperation/partner/"
    kept = partners[0]
    assert client.get(f"{table}doublons/").status_code == 403
    assert client.post(f"{table}fusionner/{kept.pk}/{kept.pk}/").status_code == 403
    undo = f"/gestion/cooperation/merge/{merge.pk}/defaire/"
    assert client.post(undo).status_code == 403
