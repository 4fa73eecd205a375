"""Which names are near, why, and that finding them grows with their number only."""

import time

import hypothesis.strategies as st
import pytest
from hypothesis import given

from cooperation.spreadsheets.matching.near_names import (
    NearNameIndex,
    NearReason,
    build_name_form,
    compare_names,
)

NAMES = st.text(alphabet="abcdeéABC D’-().12", min_size=1, max_size=40)


def why(one: str, other: str) -> str:
    """Return why two names are near; empty if they are not."""
    match = compare_names(build_name_form(one), build_name_form(other))
    return match.reason.value if match else ""


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Commune de Téra", "Téra (ville)", "nom"),
        ("Conseil régional de Tombouctou", "Région de Tombouctou", "nom"),
        ("Agence de l’eau Rhône Méditerranée Corse", "Agence de l’Eau RMC", "sigle"),
        ("Agence de l’eau Rhône Méditerranée Corse", "AERMC Lyon", "sigle"),
        ("Agence de l’Eau RMC", "AERMC Lyon", "sigle"),
        ("S.E.V.E.S.", "SEVES Paris", "sigle"),
        ("Association des maires du Bénin (AMB)", "AMB", "sigle"),
        ("ONEA", "Office national de l’eau et de l’assainissement du Faso", "sigle"),
        ("Ouahigouya", "Ouahigouia", "proche"),
        ("Comité de jumelage de Créteil", "Comité de jumelage de Créteill", "proche"),
        ("Cités Unies France", "Cités Unies France, groupe-pays Niger", "partie"),
    ],
)
def test_names_of_one_thing_are_near(one: str, other: str, reason: str) -> None:
    assert why(one, other) == why(other, one) == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Comité de jumelage de Créteil", "Comité de jumelage de Montluel"),
        ("Comité de jumelage de Bonneville", "Comité de jumelage de Bâgé"),
        ("Doufelgou", "Doufelgou 2"),
        ("Département de Bignona", "Commune de Bignona"),
        ("Nyon", "District de Nyon"),
        ("Saint-Pierre (Vallée d’Aoste)", "Saint-Christophe (Vallée d’Aoste)"),
        ("Gray", "Gray-la-Ville"),
        ("Programme Savoie 2013-2015", "Programme Savoie 2019-2022"),
        ("Agence de l’eau Loire-Bretagne", "Agence de l’eau Adour-Garonne"),
    ],
)
def test_names_of_two_things_are_not(one: str, other: str) -> None:
    assert why(one, other) == why(other, one) == ""


def test_an_acronym_of_its_own_field_counts() -> None:
    own = build_name_form("Service de coopération", "ARCADE")
    assert compare_names(own, build_name_form("A.R.C.A.D.E."))


@given(NAMES, NAMES)
def test_near_is_symmetric_and_stable(one: str, other: str) -> None:
    forms = build_name_form(one), build_name_form(other)
    match = compare_names(*forms)
    assert match == compare_names(*reversed(forms)) == compare_names(*forms)
    same = compare_names(forms[0], forms[0])
    assert same is None or same == (NearReason.SAME_NAME, 100)


def test_only_the_scope_and_names_without_one_are_compared() -> None:
    names = {1: ("Téra", "NE"), 2: ("Téra", "BJ"), 3: ("Téra", ""), 4: ("Dosso", "NE")}
    index = NearNameIndex(
        (key, build_name_form(name), scope) for key, (name, scope) in names.items()
    )

    def find(scope: str) -> set[int]:
        return {key for key, _match in index.find_near(build_name_form("Tera"), scope)}

    assert (find("NE"), find("BJ"), find("")) == ({1, 3}, {2, 3}, {1, 2, 3})


@pytest.mark.slow
def test_ten_times_the_names_do_not_take_a_hundred_times_the_work() -> None:
    def measure(number: int) -> float:
        forms = [build_name_form(f"Commune de N{n:x}eu{n % 97}") for n in range(number)]
        start = time.process_time()
        index = NearNameIndex((n, form, str(n % 50)) for n, form in enumerate(forms))
        for n, form in enumerate(forms):
            list(index.find_near(form, str(n % 50)))
        return time.process_time() - start

    measure(100)
    assert measure(5_000) < 40 * measure(500) + 1
