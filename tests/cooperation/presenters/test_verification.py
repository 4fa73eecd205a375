"""How fresh an action is, and who says so."""

import pytest

from cooperation.enums import CollectivityKind, EPCIType, Verifier
from cooperation.presenters.verification import (
    get_verification,
    get_verifier_label,
)
from tests.factories import ActionFactory, CollectivityFactory


@pytest.mark.parametrize(
    ("kind", "epci_type", "words"),
    [
        (CollectivityKind.COMMUNE, "", "la commune"),
        (CollectivityKind.SYNDICAT, "", "le syndicat"),
        (CollectivityKind.DEPARTEMENT, "", "le département"),
        (CollectivityKind.REGION, "", "la région"),
        (CollectivityKind.EPCI, EPCIType.CC, "la communauté de communes"),
        (CollectivityKind.EPCI, EPCIType.CA, "la communauté d’agglomération"),
        (CollectivityKind.EPCI, EPCIType.CU, "la communauté urbaine"),
        (CollectivityKind.EPCI, EPCIType.METRO, "la métropole"),
    ],
)
def test_an_authority_that_verified_is_named_by_what_it_is(
    kind: str, epci_type: str, words: str
) -> None:
    lead = CollectivityFactory.build(kind=kind, epci_type=epci_type)
    action = ActionFactory.build(lead=lead, verified_by=Verifier.AUTHORITY)

    assert get_verifier_label(action) == words


def test_staff_that_verified_are_named() -> None:
    action = ActionFactory.build(verified_by=Verifier.STAFF)

    assert get_verifier_label(action) == "la Cité de la Solidarité Internationale"


def test_an_action_that_nobody_verified() -> None:
    fresh = get_verification(ActionFactory.build())

    assert (fresh.verified_on, fresh.stale, fresh.by) == (None, False, "")
