"""What cards say, from rows fetched at once."""

from datetime import date
from typing import Any

import pytest

from cooperation.enums import ActionStatus, AgreementKind, Publication, Verifier
from cooperation.models import Action, Agreement
from cooperation.presenters.cards import (
    build_action_card,
    build_agreement_card,
    shorten_names,
)
from cooperation.presenters.types import ActionCard, AgreementCard, Flag
from tests import factories

pytestmark = pytest.mark.django_db


def card_of_action() -> ActionCard:
    """Return the card of the only action."""
    return build_action_card(Action.objects.for_cards().get())


def card_of_agreement() -> AgreementCard:
    """Return the card of the only agreement."""
    return build_agreement_card(Agreement.objects.for_cards().get())


def test_the_card_of_an_action_with_everything() -> None:
    action = factories.ActionFactory(
        title="De l’eau pour Téra",
        slug="eau-tera",
        lead__name="Annemasse",
        agreement=factories.AgreementFactory(kind=AgreementKind.COOPERATION),
        summary="Des puits.",
        start_year=2019,
        end_year=2023,
        status=ActionStatus.ENDED,
        themes=[factories.ThemeFactory(name_fr="Eau")],
        verified_on=date(2020, 3, 1),
        verified_by=Verifier.AUTHORITY,
        uncertainty="L’année est déduite.",
    )
    factories.LocationFactory(action=action, place=factories.PlaceFactory(name="Téra"))
    factories.InvolvementFactory(action=action, partner__name="Eau Vive")

    assert card_of_action() == ActionCard(
        url="/actions/eau-tera/",
        title="De l’eau pour Téra",
        lead="Annemasse",
        kind="cooperation_decentralisee",
        kind_label="coopération décentralisée",
        status="terminee",
        status_label="terminée",
        years="2019–2023",
        summary="Des puits.",
        places=["Téra, Niger"],
        partners=["Eau Vive"],
        themes=["Eau"],
        theme_codes=["eau_assainissement"],
        flags=[Flag("Niger", "/static/vendor/flag-icons/ne.svg", "NE")],
        verified_on=date(2020, 3, 1),
        stale=True,
        verified_by="la commune",
        doubts=["L’année est déduite."],
    )


def test_a_card_does_not_tell_of_an_agreement_that_is_not_public() -> None:
    factories.ActionFactory(agreement=factories.AgreementFactory(draft=True))

    assert card_of_action().kind == ""


def test_a_partner_with_two_roles_is_named_once() -> None:
    involved = factories.InvolvementFactory(partner__name="Eau Vive")
    factories.InvolvementFactory(
        action=involved.action, partner=involved.partner, role="cofinanceur"
    )

    assert card_of_action().partners == ["Eau Vive"]


def test_a_location_of_which_only_the_country_is_known() -> None:
    factories.LocationFactory()

    assert card_of_action().places == ["Niger"]


def test_a_place_that_was_typed_goes_before_one_of_the_list() -> None:
    factories.LocationFactory(label="Kokorou")

    assert card_of_action().places == ["Kokorou, Niger"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], []),
        (["A", "B", "C"], ["A", "B", "C"]),
        (["A", "B", "C", "D"], ["A", "B", "C", "1 autre"]),
        (["A", "A", "B", "C"], ["A", "B", "C"]),
        (["A", "B", "C", "D", "E"], ["A", "B", "C", "2 autres"]),
    ],
)
def test_a_card_names_the_first_few(names: list[str], shown: list[str]) -> None:
    assert shorten_names(names) == shown


def test_the_card_of_an_agreement_with_everything() -> None:
    agreement = factories.AgreementFactory(
        title="Charte de 1995",
        slug="annecy-vicence",
        collectivity__name="Annecy",
        counterpart__name="Vicence",
        summary="Trente ans d’échanges.",
        place=factories.PlaceFactory(name="Vicenza"),
        places=[factories.PlaceFactory(name="Bassano")],
        partners=[factories.PartnerFactory(name="Comité de jumelage")],
        themes=[factories.ThemeFactory(name_fr="Culture")],
        verified_on=date(2020, 3, 1),
        verified_by=Verifier.AUTHORITY,
        uncertainty="Année déduite.",
    )
    agreement.other_signatories.add(factories.CollectivityFactory(name="Seynod"))
    factories.AgreementEventFactory(agreement=agreement, year=1995)
    factories.ActionFactory(agreement=agreement)
    factories.ActionFactory(agreement=agreement, publication=Publication.DRAFT)

    assert card_of_agreement() == AgreementCard(
        url="/accords/annecy-vicence/",
        title="Charte de 1995",
        kind="jumelage",
        kind_label="jumelage",
        lead="Annecy",
        counterpart="Vicence",
        summary="Trente ans d’échanges.",
        places=["Vicenza, Niger", "Bassano, Niger"],
        partners=["Comité de jumelage"],
        themes=["Culture"],
        theme_codes=["eau_assainissement"],
        flags=[Flag("Niger", "/static/vendor/flag-icons/ne.svg", "NE")],
        verified_on=date(2020, 3, 1),
        verified_by="la commune",
        stale=True,
        years="depuis 1995",
        status="en_cours",
        status_label="en cours",
        other_signatories=["Seynod"],
        actions=1,
        doubts=["Année déduite."],
    )


def test_a_title_that_only_repeats_both_names_is_left_out() -> None:
    factories.AgreementFactory(
        title="Jumelage ANNECY – Zaporijjia",
        collectivity__name="Annecy",
        counterpart__name="Zaporijjia",
    )

    assert card_of_agreement().title == ""


@pytest.mark.parametrize("item_count", [1, 3])
def test_cards_of_actions_take_the_same_queries_whatever_their_number(
    item_count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(item_count):
        action = factories.ActionFactory(
            agreement=factories.AgreementFactory(), themes=[factories.ThemeFactory()]
        )
        factories.LocationFactory(action=action, place=factories.PlaceFactory())
        factories.InvolvementFactory(action=action)

    with django_assert_num_queries(4):
        cards = [build_action_card(action) for action in Action.objects.for_cards()]

    assert len(cards) == item_count


@pytest.mark.parametrize("item_count", [1, 3])
def test_cards_of_agreements_take_the_same_queries_whatever_their_number(
    item_count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(item_count):
        agreement = factories.AgreementFactory(
            other_signatories=[factories.CollectivityFactory()],
            place=factories.PlaceFactory(),
            places=[factories.PlaceFactory()],
            partners=[factories.PartnerFactory()],
            themes=[factories.ThemeFactory()],
            verified_on=date(2020, 3, 1),
            verified_by=Verifier.AUTHORITY,
        )
        factories.AgreementEventFactory(agreement=agreement)

    with django_assert_num_queries(6):
        cards = [build_agreement_card(row) for row in Agreement.objects.for_cards()]

    assert len(cards) == item_count


def test_cards_do_not_carry_outlines() -> None:
    factories.LocationFactory()

    action = Action.objects.for_cards().get()

    assert "outline" in action.lead.get_deferred_fields()
    assert "outline" in action.locations.all()[0].country.get_deferred_fields()


@pytest.mark.parametrize(
    ("backing", "doubts"),
    [
        ({}, ["Année déduite."]),
        ({"source_url": "https://exemple.fr/page"}, []),
        ({"source_url": "https://preprod.exemple.fr/page"}, ["Année déduite."]),
        ({"verified_on": date.today(), "verified_by": Verifier.AUTHORITY}, []),
        (
            {"verified_on": date(2020, 3, 1), "verified_by": Verifier.AUTHORITY},
            ["Année déduite."],
        ),
    ],
)
def test_a_card_warns_only_of_what_nothing_backs(
    backing: dict[str, Any], doubts: list[str]
) -> None:
    action = factories.ActionFactory(uncertainty="Année déduite.", **backing)

    assert build_action_card(Action.objects.for_cards().get(pk=action.pk)).doubts == (
        doubts
    )
