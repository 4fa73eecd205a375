"""Staff see possible duplicates with reasons, dismiss them, merge them in turn."""

from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.curation.duplicate_pairs import (
    search_all_duplicates,
    search_duplicates,
)
from cooperation.curation.duplicates import find_duplicate_pairs
from cooperation.curation.todo import iter_todo
from cooperation.enums import PartnerKind
from cooperation.models import (
    Action,
    Agreement,
    DuplicatePair,
    DuplicateSearch,
    Merge,
    Partner,
    Place,
)
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db

LETTERS = str.maketrans("0123456789", "ghijklmnop")
TABLE = "/gestion/cooperation/partner/"
LIST = f"{TABLE}doublons/"
AGENCY = {"kind": PartnerKind.WATER_AGENCY, "country": None}


def make_agencies() -> list[Partner]:
    """Make one water agency under three names."""
    names = ("Agence de l’eau Rhône Méditerranée Corse", "AERMC Lyon")
    return [
        factories.PartnerFactory(name=name, **AGENCY)
        for name in (*names, "Agence de l’Eau RMC")
    ]


def list_reasons(model: Any) -> list[tuple[int, int, str]]:
    """Return the pairs that a search finds, with their reasons."""
    return [
        (pair.first, pair.second, ", ".join(str(one.label) for one in pair.reasons))
        for pair in find_duplicate_pairs(model)
    ]


# Finding ------------------------------------------------------------------------------


def test_three_names_of_one_agency_are_found() -> None:
    one, two, three = [row.pk for row in make_agencies()]
    factories.PartnerFactory(name="Agence de l’eau Loire-Bretagne", **AGENCY)
    assert sorted(list_reasons(Partner)) == [
        (one, two, "même sigle"),
        (one, three, "même sigle"),
        (two, three, "même sigle"),
    ]


def test_partners_of_one_authority_need_to_be_less_alike() -> None:
    country, kind = factories.CountryFactory(), PartnerKind.AUTHORITY
    lead = factories.CollectivityFactory()
    names = ("Plateau Central", "Région du Plateau-Central et communes de l’Oubritenga")
    one, two = (
        factories.PartnerFactory(name=name, country=country, kind=kind)
        for name in names
    )
    assert list_reasons(Partner) == []
    factories.AgreementFactory(collectivity=lead, counterpart=one, country=country)
    factories.InvolvementFactory(partner=two, action=factories.ActionFactory(lead=lead))
    assert list_reasons(Partner) == [(one.pk, two.pk, "mêmes coopérations")]


def test_two_towns_that_have_each_their_place_are_two() -> None:
    country = factories.CountryFactory()
    places = factories.PlaceFactory.create_batch(2, country=country)
    kind = PartnerKind.AUTHORITY
    one, two = (
        factories.PartnerFactory(name=name, country=country, kind=kind)
        for name in ("Hereford", "Hertford")
    )
    assert list_reasons(Partner) == [(one.pk, two.pk, "noms proches")]
    for partner, place in zip((one, two), places, strict=True):
        Partner.objects.filter(pk=partner.pk).update(place=place)
    assert list_reasons(Partner) == []
    Partner.objects.update(place=places[0], name="Nuremberg")
    Partner.objects.filter(pk=two.pk).update(name="Nürnberg")
    assert list_reasons(Partner) == [(one.pk, two.pk, "même lieu")]


def test_agreements_of_one_authority_with_one_counterpart_are_found() -> None:
    lead, partner = factories.CollectivityFactory(), factories.PartnerFactory()
    rows = [
        factories.AgreementFactory(
            collectivity=lead, counterpart=counterpart, title=title
        )
        for title, counterpart in (
            ("Jumelage avec Téra", partner),
            ("Convention de 2010", partner),
            ("Échanges", factories.PartnerFactory(name="Dosso")),
        )
    ]
    assert list_reasons(Agreement) == [(rows[0].pk, rows[1].pk, "mêmes signataires")]


def test_actions_that_began_years_apart_are_two() -> None:
    lead = factories.CollectivityFactory()
    one, two, _three = (
        factories.ActionFactory(lead=lead, title="Eau à Téra", start_year=year)
        for year in (2010, 2011, 2020)
    )
    assert list_reasons(Action) == [(one.pk, two.pk, "même nom")]


def test_places_of_the_official_list_are_distinct_from_each_other() -> None:
    country = factories.CountryFactory()
    named = {"country": country, "name": "Téra", "admin_area": ""}
    known = factories.PlaceFactory(**named, geonames_id=1)
    factories.PlaceFactory(**named, geonames_id=2)
    assert list_reasons(Place) == []
    added = factories.PlaceFactory(**named | {"name": "Tera"}, geonames_id=None)
    assert {pair[:2] for pair in list_reasons(Place)} == {
        (known.pk, added.pk),
        (known.pk + 1, added.pk),
    }


def test_a_search_takes_as_many_queries_whatever_there_is(
    django_assert_num_queries: Any,
) -> None:
    make_agencies()
    with django_assert_num_queries(5):
        find_duplicate_pairs(Partner)
    for _more in range(3):
        make_agencies()
    with django_assert_num_queries(5):
        find_duplicate_pairs(Partner)


# The list -----------------------------------------------------------------------------


@pytest.mark.slow
def test_staff_dismiss_a_pair_which_stays_so_and_take_it_back(
    staff_client: Client,
) -> None:
    one, two, three = make_agencies()
    page = staff_client.get(LIST).text
    assert "3 paires" in page
    assert "même sigle" in page
    address = f"{LIST}{one.pk}/{two.pk}/"
    staff_client.post(address)
    search_duplicates(Partner)
    assert "2 paires" in staff_client.get(LIST).text
    dismissed = DuplicatePair.objects.dismissed().get()
    assert (dismissed.first_id, dismissed.second_id) == (one.pk, two.pk)
    assert dismissed.dismissed_by is not None
    page = staff_client.get(f"{LIST}?etat=ecartees").text
    assert "AERMC Lyon" in page
    staff_client.post(address, {"reprendre": "1"})
    assert "3 paires" in staff_client.get(LIST).text
    Partner.objects.filter(pk=three.pk).update(name="Fondation")
    answer = staff_client.post(LIST, follow=True)
    assert "1 paire" in answer.text


@pytest.mark.slow
def test_pairs_are_merged_one_after_the_other(staff_client: Client) -> None:
    one, two, three = make_agencies()
    involvement = factories.InvolvementFactory(partner=three)
    staff_client.get(LIST)
    first = f"{TABLE}fusionner/{one.pk}/{three.pk}/?doublons=1"
    page = staff_client.get(first).text
    assert "Ce qui y est rattaché" in page
    assert "Rôles" in page or "Partenaires" in page
    done = staff_client.post(first)
    assert done["Location"] == f"{TABLE}fusionner/{one.pk}/{two.pk}/?doublons=1"
    last = staff_client.post(done["Location"], follow=True)
    assert last.redirect_chain[-1][0] == LIST
    assert "Aucun doublon en vue" in last.text
    involvement.refresh_from_db()
    assert involvement.partner == one
    assert Merge.objects.count() == 2
    again = staff_client.post(first, follow=True)
    assert "déjà fondue dans une autre" in again.text


@pytest.mark.slow
def test_three_ticked_rows_are_merged_without_returning_to_the_list(
    staff_client: Client,
) -> None:
    keys = [row.pk for row in make_agencies()]
    ticked = {"action": "compare", "_selected_action": keys}
    start = staff_client.post(TABLE, ticked)["Location"]
    assert start == f"{TABLE}fusionner/{keys[0]}/{keys[1]}/?puis={keys[2]}"
    following = staff_client.post(start)["Location"]
    assert following == f"{TABLE}fusionner/{keys[0]}/{keys[2]}/"
    staff_client.post(following)
    assert list(Partner.objects.values_list("pk", flat=True)) == [keys[0]]


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_few_and_many_pairs(
    number: int, staff_client: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(number):
        word = sha256(str(n).encode()).hexdigest().translate(LETTERS)
        for name in (f"Ville de {word}", word):
            factories.PartnerFactory(name=name, country=None)
    search_all_duplicates()
    with django_assert_max_num_queries(14):
        page = staff_client.get(LIST)
    assert f"{number} paire" in page.text


def test_a_large_table_is_searched_by_a_worker(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch, run_jobs: Any
) -> None:
    monkeypatch.setattr("cooperation.curation.duplicate_pairs.MAX_ROWS_IN_REQUEST", 1)
    make_agencies()
    assert "La première recherche est en cours" in staff_client.get(LIST).text
    run_jobs()
    assert "3 paires" in staff_client.get(LIST).text


def test_open_pairs_stand_on_the_list_of_what_waits() -> None:
    make_agencies()
    search_all_duplicates()
    items = {str(line.label): line.n for line in iter_todo()}
    assert items["partenaires : paires de doublons possibles"] == 3
    DuplicatePair.objects.update(dismissed_at=timezone.now())
    assert not any("doublons" in str(line.label) for line in iter_todo())
    assert DuplicateSearch.objects.count() == 5


# What a form warns of -----------------------------------------------------------------

NEW = {
    "name": "AERMC",
    "kind": PartnerKind.WATER_AGENCY,
    "acronym": "",
    "slug": "",
    "website": "",
    "description": "",
}


def test_a_new_row_that_may_exist_is_refused_once(staff_client: Client) -> None:
    agencies = make_agencies()
    answer = staff_client.post(f"{TABLE}add/", NEW)
    assert answer.status_code == 200
    assert "Existe peut-être déjà" in answer.text
    assert f'name="doublon_vu" value="{agencies[0].pk}"' in answer.text
    seen = {"doublon_vu": [row.pk for row in agencies]}
    assert staff_client.post(f"{TABLE}add/", NEW | seen).status_code == 302
    assert Partner.objects.filter(name="AERMC").count() == 1


def test_a_changed_row_is_warned_of_only_if_its_name_changes(
    staff_client: Client,
) -> None:
    one, *_others = make_agencies()
    address = f"{TABLE}{one.pk}/change/"
    form = staff_client.get(address).context["adminform"].form
    same = NEW | {"name": one.name, "slug": one.slug, "version": form.current}
    answer = staff_client.post(address, same | {"website": "https://eau.example/"})
    assert answer.status_code == 302


def test_near_rows_are_told_while_one_types(
    staff_client: Client, django_assert_max_num_queries: Any
) -> None:
    one, two, three = make_agencies()
    with django_assert_max_num_queries(12):
        answer = staff_client.get(f"{TABLE}proches/", {"name": "AERMC", "pk": two.pk})
    assert answer["Cache-Control"] == "private, no-store"
    assert [row["pk"] for row in answer.json()["rows"]] == [one.pk, three.pk]
    nonsense = {"name": "\x00", "pk": "9" * 40, "country": "??", "kind": "rien"}
    assert staff_client.get(f"{TABLE}proches/", nonsense).status_code in (200, 400)


def test_who_may_only_see_is_not_helped_to_type(client: Client) -> None:
    person = factories.UserFactory(staff=True)
    give_rights(person, "cooperation.view_partner")
    log_in_with_second_factor(client, person)
    assert client.get(f"{TABLE}proches/", {"name": "AERMC"}).status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}1/2/").status_code == 403
